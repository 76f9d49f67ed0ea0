package stoa.services.records;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jooq.exception.DataAccessException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import stoa.http.Problem;
import stoa.http.Service;
import stoa.http.Shell;
import stoa.runtime.Role;
import stoa.runtime.RoleContext;
import stoa.runtime.RunningRole;
import stoa.runtime.StartFailed;
import stoa.stores.relational.Relational;
import stoa.stores.relational.RelationalStores;
import stoa.stores.relational.StoreUnavailable;

/**
 * The proof that data stays: each start of an instance adds one row to table {@code registros} of the SQLite file
 * {@code meubanco.db} in the data folder, logs the rows, and serves them.
 */
public final class Records {
    private static final Logger LOG = LoggerFactory.getLogger(Records.class);
    private static final String SUMMARY = "A row for each start, kept";
    private static final String FILE = "meubanco";
    private static final String TEXT = "Dado persistido!";
    private static final int LOGGED = 200;

    private Records() {}

    /** The role's row; it has no settings, since its data is in that file whatever stores are set. */
    public static Role role(Shell shell, RelationalStores stores) {
        return new Role("records", SUMMARY, List.of(), context -> start(context, shell, stores));
    }

    /** The row is on disk before the instance is ready: without it there is no instance. */
    private static RunningRole start(RoleContext context, Shell shell, RelationalStores stores) throws Exception {
        var tables = open(context.instance(), stores);
        try {
            var rows = new RecordStore(tables);
            keep(rows, context.instance());
            return shell.serve(context,
                    Service.named("records").says(SUMMARY).at("/records/").uses(tables).owns(tables)
                            .maps(StoreUnavailable.class, Records::away)
                            .routes(new RecordPages(rows)::routes));
        } catch (Exception e) {
            tables.close();
            throw e;
        }
    }

    private static Relational open(String instance, RelationalStores stores) throws StartFailed {
        try {
            return stores.openEmbedded(FILE);
        } catch (StartFailed e) {
            for (Throwable t = e; t != null; t = t.getCause()) {
                if (t instanceof SQLException && String.valueOf(t.getMessage()).contains("no such column")) {
                    throw ofAnotherShape(instance, e);
                }
            }
            throw e;
        }
    }

    private static StartFailed ofAnotherShape(String instance, Exception cause) {
        return new StartFailed(instance + " cannot keep its row: in " + FILE
                + ".db the table registros is not one with columns id and texto; move the file away", cause);
    }

    private static void keep(RecordStore rows, String instance) throws StartFailed {
        try {
            rows.add(TEXT, Instant.now(), instance);
            var newest = rows.newest(Long.MAX_VALUE, LOGGED);
            LOG.info("{}: rows in registros of {}.db: {}, the newest first", instance, FILE, rows.count());
            newest.forEach(row -> LOG.info("{}: {} | {} | {} | {}", instance, row.id(), line(row.texto()),
                    line(row.quando()), line(row.instancia())));
        } catch (StoreUnavailable e) {
            throw new StartFailed(instance + " cannot keep its row: " + e.getMessage(), e);
        } catch (DataAccessException e) {
            throw ofAnotherShape(instance, e);
        }
    }

    /** What other programs wrote, fit for a log: one line without characters that cannot be seen. */
    static String line(@Nullable String text) {
        return String.valueOf(text).replaceAll("[\\p{C}\\p{Zl}\\p{Zp}\\s]+", " ");
    }

    private static Problem away(StoreUnavailable e) {
        return new Problem(503, "the rows cannot be read now: " + e.getMessage()).with("Retry-After", "1");
    }
}
