package stoa.stores.relational;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stoa.runtime.DataFolder;
import stoa.runtime.InvalidSettings;
import stoa.runtime.Settings;
import stoa.runtime.StartFailed;

/** What the store promises on a PostgreSQL server, and what it says when the server does not do its part. */
abstract class PostgresContract extends RelationalContract {
    /** A user of the server who logs in by password and owns the test's database. */
    static final String USER = "stoa";
    static final String PASSWORD = "p@ss/w:rd%+1";
    private static final String ENCODED = "p%40ss%2Fw%3Ard%25+1";
    private static final AtomicInteger DATABASES = new AtomicInteger();

    @TempDir
    Path folder;

    private String database = "";

    /** The port on loopback where the server listens. */
    abstract int port();

    /** Runs a statement as the server's superuser. */
    abstract void administer(String statement) throws SQLException;

    @Override
    String kind() {
        return "postgresql";
    }

    @Override
    @BeforeEach
    void openStore() throws Exception {
        database = "kit" + DATABASES.incrementAndGet();
        administer("create database " + database + " owner " + USER);
        super.openStore();
    }

    @Override
    Relational open(String owner) throws Exception {
        return open(owner, url(port(), USER, ENCODED, database));
    }

    private static String url(int port, String user, String password, String database) {
        return "postgresql://" + user + ":" + password + "@127.0.0.1:" + port + "/" + database;
    }

    private Relational open(String owner, String url) throws StartFailed, InvalidSettings {
        var in = Settings.of(Map.of("database-connect-timeout", "1s"), Map.of("DATABASE_URL", url), Optional.empty());
        var settings = RelationalSettings.read(in);
        in.verify();
        return new RelationalStores(settings, DataFolder.open(folder)).open(owner);
    }

    private void failsSaying(String url, String... words) {
        assertThatThrownBy(() -> open("kit", url)).isInstanceOf(StartFailed.class)
                .hasMessageContainingAll(words).hasMessageNotContainingAny("\n", PASSWORD, ENCODED, "not-it");
    }

    @Test
    void theAddressHasNoPassword() {
        var found = store.check(Duration.ofSeconds(10));
        assertThat(found.address()).isEqualTo("127.0.0.1:" + port() + "/" + database);
        assertThat(found.version()).startsWith("PostgreSQL ");
    }

    @Test
    void commitsAreForcedToTheDisk() {
        String found = store
                .read(sql -> sql.fetchValue("show fsync") + " " + sql.fetchValue("show synchronous_commit"));
        assertThat(found).isEqualTo("on on");
    }

    @Test
    void aWrongPassword() {
        failsSaying(url(port(), USER, "not-it", database), "127.0.0.1:" + port(), "refuses the login", USER);
    }

    @Test
    void anUnknownDatabase() {
        failsSaying(url(port(), USER, ENCODED, "nowhere"), "has no such database", "nowhere");
    }

    @Test
    void aServerThatIsAway() throws Exception {
        int free;
        try (var socket = new java.net.ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        failsSaying(url(free, USER, ENCODED, database), "cannot be reached", "connection refused");
    }

    @Test
    void aServerThatGoesAwayIsUnavailableAndComesBack() throws Exception {
        try (var way = new Forwarder(port()); var far = open("kit", url(way.port(), USER, ENCODED, database))) {
            credit(far, 1);
            way.cut();
            assertThatThrownBy(() -> credit(far, 1)).isInstanceOf(StoreUnavailable.class)
                    .hasMessageContaining("cannot be reached");
            assertThatThrownBy(() -> balance(far)).isInstanceOf(StoreUnavailable.class);
            var found = far.check(Duration.ofSeconds(10));
            assertThat(found.ok()).isFalse();
            assertThat(found.detail()).contains("cannot be reached").doesNotContain("\n");
            way.mend();
            Awaitility.await().until(() -> far.check(Duration.ofSeconds(10)).ok());
            credit(far, 1);
            assertThat(balance(store)).isEqualTo(2);
        }
    }

    @Test
    void aCheckOfASilentServerKeepsToItsTime() throws Exception {
        try (var way = new Forwarder(port()); var far = open("kit", url(way.port(), USER, ENCODED, database))) {
            credit(far, 1);
            way.stall();
            var found = far.check(Duration.ofMillis(200));
            assertThat(found.ok()).isFalse();
            assertThat(found.detail()).contains("no answer within 200 ms");
            way.mend();
        }
    }

    @Test
    void writesOfTwoProcessesAddUpAsIfEachWereAlone() throws Exception {
        try (var other = open("kit"); var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var writers = IntStream.range(0, 16).<Future<?>>mapToObj(n -> threads.submit(() -> {
                for (var i = 0; i < 5; i++) {
                    (n % 2 == 0 ? store : other).write(sql -> {
                        var before = sql.fetchValue("select balance from account where name = 'hits'");
                        return sql.execute("update account set balance = ? where name = 'hits'",
                                Long.parseLong(String.valueOf(before)) + 1);
                    });
                }
            })).toList();
            for (var writer : writers) {
                writer.get();
            }
        }
        assertThat(balance(store)).isEqualTo(80);
    }

    @Test
    void processesThatStartTogetherMigrateOnce() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var opening = IntStream.range(0, 4).mapToObj(_ -> threads.submit(() -> open("other"))).toList();
            for (var one : opening) {
                one.get().close();
            }
        }
        try (var other = open("other")) {
            assertThat(number(other, "select count(*) from flyway_schema_history where version is not null"))
                    .isEqualTo(1);
        }
    }

    @Test
    void aConnectionThatTheServerEndsIsReplaced() throws Exception {
        credit(store, 1);
        administer("select pg_terminate_backend(pid) from pg_stat_activity where datname = '" + database + "'");
        Awaitility.await().ignoreExceptionsInstanceOf(StoreUnavailable.class).until(() -> balance(store) == 1);
    }

    /** The server's administration over JDBC. */
    static void administer(int port, String user, String password, String statement) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/postgres", user,
                password); var running = connection.createStatement()) {
            running.execute(statement);
        }
    }

    static int freePort() throws IOException {
        try (var socket = new java.net.ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
