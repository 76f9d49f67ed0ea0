package stoa.stores.relational;

import java.sql.Connection;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.TransactionContext;
import org.jooq.TransactionProvider;
import org.jooq.conf.Settings;
import org.jooq.impl.DSL;
import org.jooq.impl.DefaultConfiguration;
import org.jooq.impl.SQLDataType;

/** Makes the jOOQ context of one connection: quiet, and with transactions left to the store. */
final class Jooq {
    static {
        // read when jOOQ's classes load; set here so that the program's output stays its own
        System.setProperty("org.jooq.no-logo", "true");
        System.setProperty("org.jooq.no-tips", "true");
    }

    private static final Settings SETTINGS = new Settings().withExecuteLogging(false).withRenderSchema(false)
            .withRenderCatalog(false);

    private static boolean loaded;

    private Jooq() {}

    /**
     * Loads what a first use would, which takes a tenth of a second. To be called before anything of jOOQ is used: its classes
     * refer to each other in circles, and two threads that begin at different ends would find them half made.
     */
    static synchronized void load() {
        if (!loaded) {
            var sql = DSL.using(SQLDialect.SQLITE, SETTINGS);
            sql.renderInlined(sql.select(DSL.field(DSL.name("any"), SQLDataType.BIGINT),
                    DSL.field(DSL.name("other"), String.class)));
            loaded = true;
        }
    }

    static DSLContext over(Connection connection, SQLDialect dialect) {
        var configuration = new DefaultConfiguration();
        configuration.set(connection);
        configuration.set(dialect);
        configuration.set(SETTINGS);
        configuration.set(new Refusing());
        return DSL.using(configuration);
    }

    /** Work runs in the store's own transaction and cannot begin another. */
    private static final class Refusing implements TransactionProvider {
        @Override
        public void begin(TransactionContext context) {
            throw new UnsupportedOperationException("a transaction inside a store's work, which is one already");
        }

        @Override
        public void commit(TransactionContext context) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void rollback(TransactionContext context) {
            // after the refused begin: there is nothing to undo
        }
    }
}
