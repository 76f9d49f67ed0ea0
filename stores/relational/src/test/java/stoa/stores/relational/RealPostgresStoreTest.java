package stoa.stores.relational;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The contract on Debian's PostgreSQL, in a cluster of its own that is thrown away. */
@Tag("real")
@Timeout(120)
class RealPostgresStoreTest extends PostgresContract {
    private static final Path PROGRAMS = Path.of("/usr/lib/postgresql/15/bin");
    private static final String ADMINISTRATOR = "postgres";
    private static Path cluster = Path.of("");
    private static int port;

    @BeforeAll
    static void start() throws Exception {
        assertThat(PROGRAMS).as("Debian's package postgresql-15").isDirectory();
        cluster = Files.createTempDirectory("stoa-postgres");
        if (superuser()) {
            run(List.of("chown", ADMINISTRATOR, cluster.toString()));
        }
        var secret = Files.writeString(cluster.resolve("secret"), PASSWORD);
        var data = cluster.resolve("data").toString();
        asServer("initdb", "-D", data, "-U", ADMINISTRATOR, "--auth=scram-sha-256", "--pwfile=" + secret, "-E", "UTF8",
                "--locale=C.UTF-8", "--no-sync");
        port = freePort();
        asServer("pg_ctl", "-D", data, "-w", "-t", "60", "-l", cluster.resolve("log").toString(), "-o",
                "-p " + port + " -c listen_addresses=127.0.0.1 -c unix_socket_directories=", "start");
        prepare(port, ADMINISTRATOR, PASSWORD);
    }

    @AfterAll
    static void stop() throws Exception {
        try {
            if (Files.exists(cluster.resolve("data/postmaster.pid"))) {
                asServer("pg_ctl", "-D", cluster.resolve("data").toString(), "-m", "immediate", "-w", "stop");
            }
        } finally {
            run(List.of("rm", "-rf", cluster.toString()));
        }
    }

    private static boolean superuser() {
        return "root".equals(System.getProperty("user.name"));
    }

    /** The server refuses to run as root: then its programs run as Debian's user for it. */
    private static void asServer(String program, String... arguments) throws Exception {
        var command = new ArrayList<String>();
        if (superuser()) {
            command.addAll(List.of("runuser", "-u", ADMINISTRATOR, "--"));
        }
        command.add(PROGRAMS.resolve(program).toString());
        command.addAll(List.of(arguments));
        run(command);
    }

    private static void run(List<String> command) throws IOException, InterruptedException {
        var output = File.createTempFile("stoa-postgres", ".log");
        try {
            // from a folder that the server's user may enter
            var process = new ProcessBuilder(command).directory(new File("/")).redirectErrorStream(true)
                    .redirectOutput(output).start();
            assertThat(process.waitFor(90, TimeUnit.SECONDS)).as("%s ends", command).isTrue();
            assertThat(process.exitValue()).as("%s: %s", command, Files.readString(output.toPath())).isZero();
        } finally {
            Files.delete(output.toPath());
        }
    }

    @Override
    int port() {
        return port;
    }

    @Override
    void administer(String statement) throws SQLException {
        execute(port, "postgres", ADMINISTRATOR, PASSWORD, statement);
    }

    @Test
    void itIsDebiansServer() {
        String version = store.read(sql -> String.valueOf(sql.fetchValue("select version()")));
        assertThat(version).startsWith("PostgreSQL 15.").contains("Debian");
    }
}
