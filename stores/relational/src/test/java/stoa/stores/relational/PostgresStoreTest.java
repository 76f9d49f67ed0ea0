package stoa.stores.relational;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The contract on a PostgreSQL that a Maven artifact brings along. */
@Timeout(120)
class PostgresStoreTest extends PostgresContract {
    private static @Nullable EmbeddedPostgres server;

    /** The server forces to the disk, as any server of ours would; the artifact's default does not. */
    @BeforeAll
    static void start(@TempDir Path rules) throws Exception {
        var logins = Files.writeString(rules.resolve("pg_hba.conf"), """
                host all postgres 127.0.0.1/32 trust
                host all all 127.0.0.1/32 scram-sha-256
                """);
        // the server's own user reads the file, too
        rules.toFile().setExecutable(true, false);
        logins.toFile().setReadable(true, false);
        server = EmbeddedPostgres.builder().setServerConfig("fsync", "on").setServerConfig("synchronous_commit", "on")
                .setServerConfig("listen_addresses", "127.0.0.1").setServerConfig("hba_file", logins.toString())
                // a login costs the client its computing time, and each test logs in several times
                .setServerConfig("scram_iterations", "1")
                .setPGStartupWait(Duration.ofSeconds(60)).start();
        prepare(server.getPort(), "postgres", "");
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    private static EmbeddedPostgres server() {
        if (server == null) {
            throw new IllegalStateException("the server was not started");
        }
        return server;
    }

    @Override
    int port() {
        return server().getPort();
    }

    @Override
    void administer(String statement) throws SQLException {
        execute(port(), "postgres", "postgres", "", statement);
    }
}
