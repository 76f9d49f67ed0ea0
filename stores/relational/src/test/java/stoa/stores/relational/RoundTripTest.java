package stoa.stores.relational;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import stoa.runtime.Component;
import stoa.runtime.Component.Condition;
import stoa.runtime.DataFolder;
import stoa.runtime.StartFailed;

/** Round trips to an SQLite file; the contract on PostgreSQL makes them to servers. */
@Timeout(60)
class RoundTripTest {
    @TempDir
    Path folder;

    private RelationalStores stores;

    @BeforeEach
    void open() throws StartFailed {
        stores = new RelationalStores(RelationalSettings.embedded(), DataFolder.open(folder));
    }

    private static Condition trip(Component one) {
        var found = one.check(Duration.ofSeconds(10));
        assertThat(found.kind()).isEqualTo("sqlite");
        assertThat(found.detail()).doesNotContain("\n");
        return found;
    }

    @Test
    void itTellsWhereAndWhatAndLeavesNoRow() throws Exception {
        assertThat(stores.name()).isEqualTo("relational");
        try (var one = stores.roundTrip("infra-1").orElseThrow()) {
            assertThat(one.name()).isEqualTo("relational/infra-1");
            for (var i = 0; i < 3; i++) {
                var found = trip(one);
                assertThat(found.ok()).as(found.detail()).isTrue();
                assertThat(found.version()).matches("3\\.\\d+.*");
                assertThat(found.address()).isEqualTo(folder.resolve("infra-1.db").toString());
                assertThat(found.latency()).isPositive();
            }
        }
        assertThat(rows("infra-1")).isZero();
    }

    private int rows(String instance) throws Exception {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve(instance + ".db"));
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select count(*) from round_trip")) {
            return rows.getInt(1);
        }
    }

    @Test
    void makingItTouchesNothing() {
        stores.roundTrip("infra-1").orElseThrow().close();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void instancesDoNotMeet() {
        try (var one = stores.roundTrip("infra-1").orElseThrow();
                var two = stores.roundTrip("infra-2").orElseThrow()) {
            assertThat(trip(one).ok()).isTrue();
            assertThat(trip(two).ok()).isTrue();
        }
    }

    @Test
    void aRowThatATripLeftIsRemovedByALaterStart() throws Exception {
        try (var one = stores.roundTrip("infra-1").orElseThrow()) {
            trip(one);
        }
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("infra-1.db"));
                var statement = connection.createStatement()) {
            statement.execute("insert into round_trip values ('left behind', 1)");
        }
        try (var one = stores.roundTrip("infra-1").orElseThrow()) {
            assertThat(trip(one).ok()).isTrue();
        }
        assertThat(rows("infra-1")).isZero();
    }

    @Test
    void whatIsNoDatabaseIsToldAndFoundWhenItIsOne() throws IOException {
        var file = folder.resolve("infra-1.db");
        Files.writeString(file, "not a database, by far not a database");
        try (var one = stores.roundTrip("infra-1").orElseThrow()) {
            assertThat(trip(one).ok()).isFalse();
            assertThat(trip(one).detail()).contains("infra-1.db");
            Files.delete(file);
            assertThat(trip(one).ok()).isTrue();
        }
    }

    @Test
    void whileATripHangsNoOtherIsMade() {
        var openings = new AtomicInteger();
        var over = new CountDownLatch(1);
        try (var one = new RoundTrip("infra-1", "sqlite", "there", "select 1", () -> {
            openings.incrementAndGet();
            await(over);
            throw new StartFailed("it is over");
        })) {
            for (var i = 0; i < 5; i++) {
                var found = one.check(Duration.ofMillis(20));
                assertThat(found.detail()).isEqualTo("no answer within 20 ms");
                assertThat(found.address()).isEqualTo("there");
            }
            assertThat(openings).hasValueLessThan(2);
            over.countDown();
            assertThat(trip(one).detail()).isEqualTo("it is over");
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void afterItsCloseItIsDownAndLetsGoOfTheFile() {
        var one = stores.roundTrip("infra-1").orElseThrow();
        assertThat(trip(one).ok()).isTrue();
        one.close();
        assertThat(trip(one).ok()).isFalse();
        try (var next = stores.roundTrip("infra-1").orElseThrow()) {
            assertThat(trip(next).ok()).isTrue();
        }
    }
}
