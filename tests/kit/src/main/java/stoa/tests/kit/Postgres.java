package stoa.tests.kit;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;

/**
 * A PostgreSQL server from a Maven artifact, one for all tests of a JVM: started when the first asks, stopped when the
 * JVM ends. It does not force commits to the disk; what is durable is the stores' own tests' affair.
 */
public final class Postgres {
    private static final String ADMINISTRATOR = "postgres";
    /** Schemas, not databases, are what a test leaves: to make a database takes longer than most tests. */
    private static final String EMPTY = """
            do $$ declare one text; begin
                for one in select nspname from pg_namespace
                    where nspname !~ '^pg_' and nspname not in ('information_schema', 'public')
                loop execute format('drop schema %I cascade', one); end loop;
            end $$""";

    private Postgres() {}

    private static final class Server {
        static final EmbeddedPostgres RUNNING = start();

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.builder().setServerConfig("listen_addresses", "127.0.0.1")
                        .setPGStartupWait(Duration.ofSeconds(60)).start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /**
     * Empties the one database that there is, as {@code postgresql://...}; whoever had it before must have closed their
     * connections.
     */
    public static String emptyDatabase() throws SQLException {
        var server = Server.RUNNING;
        try (var connection = DriverManager.getConnection(server.getJdbcUrl(ADMINISTRATOR, ADMINISTRATOR));
                var statement = connection.createStatement()) {
            statement.execute("set client_min_messages = warning");
            statement.execute(EMPTY);
        }
        return "postgresql://" + ADMINISTRATOR + "@127.0.0.1:" + server.getPort() + "/" + ADMINISTRATOR;
    }
}
