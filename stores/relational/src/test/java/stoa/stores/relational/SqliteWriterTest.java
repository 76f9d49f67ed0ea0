package stoa.stores.relational;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.jooq.DSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.Function;
import stoa.runtime.DataFolder;
import stoa.runtime.StartFailed;

/** The queue before the writer, and who stands still when it is slow: nobody else. */
@Timeout(120)
class SqliteWriterTest {
    private static final int MORE_THAN_ENOUGH = 2_000;

    @TempDir
    Path folder;

    private static SqliteStore open(Path folder, int waiting) throws StartFailed {
        return SqliteStore.open("kit", DataFolder.open(folder),
                new SqliteLimits(waiting, 1000, 2, 0, Duration.ofSeconds(5)));
    }

    /** Keeps the writer busy until released. */
    private static final class Busy {
        private final CountDownLatch began = new CountDownLatch(1);
        private final CountDownLatch release = new CountDownLatch(1);

        Busy(Relational store) throws InterruptedException {
            Thread.ofVirtual().start(() -> store.write(_ -> {
                began.countDown();
                try {
                    release.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                return 0;
            }));
            began.await();
        }
    }

    private static FutureTask<Integer> start(Relational store, long id) {
        var write = new FutureTask<>(() -> store.write(
                sql -> sql.execute("insert into entry (id, account, amount) values (?, 'hits', 1)", id)));
        Thread.ofVirtual().start(write);
        return write;
    }

    @Test
    void aWriteTooManyIsRefusedAtOnce() throws Exception {
        try (var store = open(folder, 3)) {
            var busy = new Busy(store);
            var refused = new AtomicInteger();
            var writes = new ArrayList<Thread>();
            for (var n = 0; n < 10; n++) {
                var id = n;
                writes.add(Thread.ofVirtual().start(() -> {
                    try {
                        RelationalContract.enter(store, id);
                    } catch (StoreUnavailable e) {
                        assertThat(e).hasMessageContaining("too many writes waiting");
                        refused.incrementAndGet();
                    }
                }));
            }
            Awaitility.await().until(() -> refused.get() == 7);
            busy.release.countDown();
            for (var write : writes) {
                write.join();
            }
            assertThat(refused).hasValue(7);
            assertThat(RelationalContract.number(store, "select count(*) from entry")).isEqualTo(3);
        }
    }

    @Test
    void writesThatWaitedTogetherShareOneCommitAndFailAlone() throws Exception {
        try (var store = open(folder, 100)) {
            var busy = new Busy(store);
            var writes = List.of(start(store, 1), start(store, 2), start(store, 3), start(store, 3), start(store, 4));
            var states = new FutureTask<>(() -> store.write(DSLContext::toString));
            Thread.ofVirtual().start(states);
            busy.release.countDown();
            var failed = 0;
            for (var write : writes) {
                try {
                    assertThat(write.get()).isEqualTo(1);
                } catch (java.util.concurrent.ExecutionException e) {
                    assertThat(e).hasRootCauseInstanceOf(org.sqlite.SQLiteException.class);
                    failed++;
                }
            }
            states.get();
            assertThat(failed).isEqualTo(1);
            assertThat(RelationalContract.number(store, "select count(*) from entry")).isEqualTo(4);
        }
    }

    @Test
    void aCommitThatFailsFailsItsWritesAndNoneAfterThem() throws Exception {
        try (var store = open(folder, 100)) {
            store.write(sql -> sql.execute(
                    "create table promise (of text references account (name) deferrable initially deferred)"));
            for (var twice = 0; twice < 2; twice++) {
                // a broken promise shows at the commit
                var busy = new Busy(store);
                var writes = List.of(start(store, 1), start(store, 2));
                var broken = new FutureTask<>(() -> store.write(sql -> sql.execute(
                        "insert into promise values ('nobody')")));
                Thread.ofVirtual().start(broken);
                busy.release.countDown();
                assertThatThrownBy(broken::get).hasCauseInstanceOf(StoreUnavailable.class)
                        .hasMessageContaining("FOREIGN KEY constraint failed");
                for (var write : writes) {
                    try {
                        write.get();
                    } catch (java.util.concurrent.ExecutionException e) {
                        assertThat(e).hasCauseInstanceOf(StoreUnavailable.class);
                    }
                }
                store.write(sql -> sql.execute("delete from entry"));
            }
            assertThat(store.check(Duration.ofSeconds(10)).ok()).isTrue();
            assertThat(RelationalContract.number(store, "select count(*) from promise")).isZero();
        }
    }

    @Test
    void anInterruptedCallerWithdrawsAWriteThatHasNotBegun() throws Exception {
        try (var store = open(folder, 100)) {
            var busy = new Busy(store);
            var thrown = new FutureTask<>(() -> {
                Thread.currentThread().interrupt();
                try {
                    RelationalContract.enter(store, 1);
                    return "";
                } catch (StoreUnavailable e) {
                    return e.getMessage() + Thread.currentThread().isInterrupted();
                }
            });
            Thread.ofVirtual().start(thrown);
            assertThat(thrown.get()).contains("interrupted").endsWith("true");
            busy.release.countDown();
            RelationalContract.enter(store, 2);
            assertThat(RelationalContract.number(store, "select count(*) from entry")).isEqualTo(1);
        }
    }

    @Test
    void aCloseAnswersWhatWaits() throws Exception {
        FutureTask<Integer> waiting;
        var store = open(folder, 100);
        var busy = new Busy(store);
        waiting = start(store, 1);
        var closing = Thread.ofVirtual().start(store::close);
        busy.release.countDown();
        closing.join();
        try {
            assertThat(waiting.get()).isEqualTo(1);
        } catch (java.util.concurrent.ExecutionException e) {
            assertThat(e).hasCauseInstanceOf(StoreUnavailable.class);
        }
    }

    @Test
    void aTransactionOfTheWorksOwnIsRefused() throws Exception {
        try (var store = open(folder, 100)) {
            assertThatThrownBy(() -> store.write(sql -> {
                sql.transaction(_ -> {});
                return 0;
            })).isInstanceOf(UnsupportedOperationException.class);
            RelationalContract.enter(store, 1);
        }
    }

    /** One carrier for all virtual threads: a single native call on it would stop the ticking for good. */
    static final class Ticking {
        private Ticking() {}

        public static void main(String[] args) throws Exception {
            var ticks = new AtomicLong();
            var store = open(Path.of(args[0]), MORE_THAN_ENOUGH);
            for (var n = 0; n < 200; n++) {
                var first = n * 1_000_000L;
                Thread.ofVirtual().start(() -> {
                    for (var id = first;; id++) {
                        RelationalContract.enter(store, id);
                    }
                });
            }
            for (var n = 0; n < 4; n++) {
                Thread.ofVirtual().start(() -> store.read(sql -> waitInside(sql, ticks)));
            }
            Thread.ofVirtual().start(() -> store.write(sql -> waitInside(sql, ticks)));
            var ticking = Thread.ofVirtual().start(() -> {
                while (ticks.incrementAndGet() < MORE_THAN_ENOUGH) {
                    LockSupport.parkNanos(1_000);
                }
            });
            ticking.join();
            System.out.println("ticked beside " + RelationalContract.number(store, "select count(*) from entry"));
            System.exit(0);
        }

        /** A native call of SQLite that lasts until enough ticks were counted. */
        private static int waitInside(DSLContext sql, AtomicLong ticks) {
            return sql.connectionResult(connection -> {
                Function.create(connection.unwrap(org.sqlite.SQLiteConnection.class), "hold", new Function() {
                    @Override
                    protected void xFunc() throws java.sql.SQLException {
                        while (ticks.get() < MORE_THAN_ENOUGH) {
                            Thread.onSpinWait();
                        }
                        result(1);
                    }
                });
                try (var statement = connection.createStatement(); var rows = statement.executeQuery("select hold()")) {
                    return rows.next() ? rows.getInt(1) : 0;
                }
            });
        }
    }

    @Test
    void anUnrelatedVirtualThreadRunsOnWhileTheWriterIsSaturated() throws Exception {
        var oneCarrier = List.of("-Djdk.virtualThreadScheduler.parallelism=1",
                "-Djdk.virtualThreadScheduler.maxPoolSize=1");
        try (var child = new Child(Ticking.class, oneCarrier, folder.toString())) {
            assertThat(child.line()).startsWith("ticked beside ");
            assertThat(child.end()).isZero();
        }
    }
}
