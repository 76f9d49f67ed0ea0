package stoa.stores.relational;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stoa.runtime.Component;
import stoa.runtime.Component.Condition;
import stoa.runtime.DataFolder;
import stoa.runtime.InvalidSettings;
import stoa.runtime.Settings;
import stoa.runtime.StartFailed;

/** What the store promises on a PostgreSQL server, and what it says when the server does not do its part. */
abstract class PostgresContract extends RelationalContract {
    /** A user of the server who logs in by password and owns the tests' database. */
    static final String USER = "stoa";
    static final String PASSWORD = "p@ss/w:rd%+1";
    private static final String ENCODED = "p%40ss%2Fw%3Ard%25+1";
    private static final String DATABASE = "kit";

    @TempDir
    Path folder;

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
        // one database for all tests: to make one takes longer than most of them
        execute(port(), DATABASE, USER, PASSWORD, "drop schema if exists kit, other cascade");
        super.openStore();
    }

    @Override
    Relational open(String owner) throws Exception {
        // on a machine that has other work many writers wait long for one of the few connections
        return stores(url(port(), USER, ENCODED, DATABASE), "10s").open(owner);
    }

    private static String url(int port, String user, String password, String database) {
        return "postgresql://" + user + ":" + password + "@127.0.0.1:" + port + "/" + database;
    }

    private Relational open(String owner, String url) throws StartFailed, InvalidSettings {
        return stores(url, "1s").open(owner);
    }

    private RelationalStores stores(String url, String connectTimeout) throws StartFailed, InvalidSettings {
        var in = Settings.of(Map.of("database-connect-timeout", connectTimeout), Map.of("DATABASE_URL", url),
                Optional.empty());
        var settings = RelationalSettings.read(in);
        in.verify();
        return new RelationalStores(settings, DataFolder.open(folder));
    }

    private void failsSaying(String url, String... words) {
        assertThatThrownBy(() -> open("kit", url)).isInstanceOf(StartFailed.class)
                .hasMessageContainingAll(words).hasMessageNotContainingAny("\n", PASSWORD, ENCODED, "not-it");
    }

    @Test
    void theAddressHasNoPassword() {
        var found = store.check(Duration.ofSeconds(10));
        assertThat(found.address()).isEqualTo("127.0.0.1:" + port() + "/" + DATABASE);
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
        failsSaying(url(port(), USER, "not-it", DATABASE), "127.0.0.1:" + port(), "refuses the login", USER);
    }

    @Test
    void anUnknownDatabase() {
        failsSaying(url(port(), USER, ENCODED, "nowhere"), "has no such database", "nowhere");
    }

    @Test
    void aServerThatIsAway() throws Exception {
        failsSaying(url(freePort(), USER, ENCODED, DATABASE), "cannot be reached", "connection refused");
    }

    @Test
    void aServerThatGoesAwayIsUnavailableAndComesBack() throws Exception {
        try (var way = new Forwarder(port());
                var far = stores(url(way.port(), USER, ENCODED, DATABASE), "300ms").open("kit")) {
            credit(far, 1);
            way.cut();
            assertThatThrownBy(() -> credit(far, 1)).isInstanceOf(StoreUnavailable.class)
                    .hasMessageContaining("cannot be reached");
            assertThatThrownBy(() -> balance(far)).isInstanceOf(StoreUnavailable.class);
            var found = far.check(Duration.ofSeconds(10));
            assertThat(found.ok()).isFalse();
            assertThat(found.detail()).contains("cannot be reached").doesNotContain("\n");
            assertThat(far.check(Duration.ofMillis(100)).detail()).as("known before it is found out again")
                    .contains("cannot be reached");
            way.mend();
            Awaitility.await().until(() -> far.check(Duration.ofSeconds(10)).ok());
            credit(far, 1);
            assertThat(balance(store)).isEqualTo(2);
        }
    }

    @Test
    void aCheckOfASilentServerKeepsToItsTime() throws Exception {
        try (var way = new Forwarder(port()); var far = open("kit", url(way.port(), USER, ENCODED, DATABASE))) {
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
        administer("select pg_terminate_backend(pid) from pg_stat_activity where datname = '" + DATABASE + "'");
        Awaitility.await().ignoreExceptionsInstanceOf(StoreUnavailable.class).until(() -> balance(store) == 1);
    }

    @Test
    void aLookAtAServerSaysWhatItIsAndLeavesNothing() throws Exception {
        var found = look("newcomer", url(port(), USER, ENCODED, DATABASE));
        assertThat(found.ok()).as(found.detail()).isTrue();
        assertThat(found.kind()).isEqualTo("postgresql");
        assertThat(found.version()).matches("\\d+\\.\\d.*");
        assertThat(found.address()).isEqualTo("127.0.0.1:" + port() + "/" + DATABASE);
        assertThat(found.detail()).isEqualTo("answers");
        assertThat(number(store, "select count(*) from information_schema.schemata where schema_name = 'newcomer'"))
                .isZero();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aLookAtAServerThatIsOfNoUseSaysWhy() throws Exception {
        assertThat(look("kit", url(port(), USER, "not-it", DATABASE)).detail()).contains("refuses the login", USER);
        assertThat(look("kit", url(port(), USER, ENCODED, "nowhere")).detail()).contains("no such database", "nowhere");
        assertThat(look("kit", url(freePort(), USER, ENCODED, DATABASE)).detail()).contains("cannot be reached",
                "connection refused");
    }

    @Test
    void aLookAtASilentServerEnds() throws Exception {
        try (var way = new Forwarder(port())) {
            way.stall();
            assertThat(look("kit", url(way.port(), USER, ENCODED, DATABASE)).detail()).contains("cannot be reached");
        }
    }

    @Test
    void aStartWithASilentServerEnds() throws Exception {
        try (var way = new Forwarder(port())) {
            way.stall();
            failsSaying(url(way.port(), USER, ENCODED, DATABASE), "cannot be reached");
        }
    }

    @Test
    void aRoundTripTellsTheServersVersionAndLeavesNoRow() throws Exception {
        execute(port(), DATABASE, USER, PASSWORD, "drop schema if exists infra cascade");
        var stores = stores(url(port(), USER, ENCODED, DATABASE), "1s");
        try (var one = stores.roundTrip("infra-1").orElseThrow();
                var two = stores.roundTrip("infra-2").orElseThrow()) {
            for (var found : List.of(trip(one), trip(two), trip(one))) {
                assertThat(found.ok()).as(found.detail()).isTrue();
                assertThat(found.kind()).isEqualTo("postgresql");
                assertThat(found.version()).matches("PostgreSQL \\d.+ on .+");
                assertThat(found.address()).isEqualTo("127.0.0.1:" + port() + "/" + DATABASE);
                assertThat(found.latency()).isPositive();
            }
        }
        assertThat(number(store, "select count(*) from infra.round_trip")).isZero();
    }

    @Test
    void aRoundTripMakesItsTableAnewWhereSomebodyHasRemovedIt() throws Exception {
        try (var one = stores(url(port(), USER, ENCODED, DATABASE), "1s").roundTrip("infra-1").orElseThrow()) {
            assertThat(trip(one).ok()).isTrue();
            execute(port(), DATABASE, USER, PASSWORD, "drop schema infra cascade");
            assertThat(trip(one).detail()).startsWith("the round trip failed (").doesNotContain("\n");
            assertThat(trip(one).ok()).isTrue();
        }
    }

    @Test
    void aRoundTripFindsAServerThatComesLaterAndOneThatComesBack() throws Exception {
        try (var way = new Forwarder(port());
                var one = stores(url(way.port(), USER, ENCODED, DATABASE), "300ms").roundTrip("infra-1")
                        .orElseThrow()) {
            way.cut();
            assertThat(trip(one).detail()).contains("cannot be reached");
            way.mend();
            assertThat(trip(one).ok()).isTrue();
            way.cut();
            Awaitility.await().untilAsserted(() -> assertThat(trip(one).detail()).contains("cannot be reached"));
            way.mend();
            Awaitility.await().until(() -> trip(one).ok());
        }
    }

    @Test
    void aRoundTripToASilentServerEndsInTimeAndIsNotMadeTwice() throws Exception {
        try (var way = new Forwarder(port());
                var one = stores(url(way.port(), USER, ENCODED, DATABASE), "1s").roundTrip("infra-1").orElseThrow()) {
            assertThat(trip(one).ok()).isTrue();
            way.stall();
            var before = way.connections();
            for (var i = 0; i < 20; i++) {
                var found = one.check(Duration.ofMillis(20));
                assertThat(found.ok()).isFalse();
                assertThat(found.detail()).isEqualTo("no answer within 20 ms");
                assertThat(found.address()).contains("127.0.0.1:");
            }
            // the pool may look for another connection than the one that hangs
            assertThat(way.connections() - before).isLessThan(5);
        }
    }

    @Test
    void aRoundTripWithAWrongLoginSaysWhyWithoutThePassword() throws Exception {
        try (var one = stores(url(port(), USER, "not-it", DATABASE), "1s").roundTrip("infra-1").orElseThrow()) {
            assertThat(trip(one).detail()).contains("refuses the login", USER);
        }
    }

    /** Whatever it finds, its text is one line without a password. */
    private static Condition trip(Component one) {
        var found = one.check(Duration.ofSeconds(10));
        assertThat(found.toString()).doesNotContain("\n", PASSWORD, ENCODED, "not-it");
        return found;
    }

    /** Whatever it finds, its text is one line without a password. */
    private Condition look(String owner, String url) throws StartFailed, InvalidSettings {
        var found = stores(url, "1s").look(owner, Duration.ofSeconds(1));
        assertThat(found.ok()).isEqualTo(found.detail().equals("answers"));
        assertThat(found.toString()).doesNotContain("\n", PASSWORD, ENCODED, "not-it");
        return found;
    }

    /** Makes the user and the database of the tests. */
    static void prepare(int port, String administrator, String password) throws SQLException {
        execute(port, "postgres", administrator, password,
                "create role " + USER + " login password '" + PASSWORD + "'");
        execute(port, "postgres", administrator, password, "create database " + DATABASE + " owner " + USER);
    }

    static void execute(int port, String database, String user, String password, String statement)
            throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/" + database, user,
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
