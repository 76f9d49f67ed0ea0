package stoa.services.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import stoa.events.Recorder;
import stoa.runtime.DataFolder;
import stoa.services.probe.Result.Outcome;
import stoa.services.probe.Standing.State;
import stoa.stores.relational.Relational;
import stoa.stores.relational.RelationalSettings;
import stoa.stores.relational.RelationalStores;
import stoa.stores.relational.StoreUnavailable;

@Timeout(60)
class WatchTest {
    private static final Instant START = Instant.parse("2026-05-01T12:00:00Z");

    @TempDir
    Path folder;

    private final Events events = new Events();
    private final Script script = new Script();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final ProbeMetrics metrics = new ProbeMetrics();
    private final LinkedBlockingQueue<Throwable> told = new LinkedBlockingQueue<>();
    private Moody tables;
    private ProbeStore store;

    /** Keeps what it is told: kind and subject. */
    private static final class Events implements Recorder {
        final List<String> told = new CopyOnWriteArrayList<>();

        @Override
        public void record(String kind, String subject, String summary, Map<String, String> data) {
            told.add(kind + " " + subject);
        }
    }

    /** Answers what it was given, one after the other, and then hangs until the watch is closed. */
    private static final class Script implements Function<Target, Optional<Result>> {
        final LinkedBlockingQueue<Optional<Result>> answers = new LinkedBlockingQueue<>();
        final Semaphore asked = new Semaphore(0);

        @Override
        public Optional<Result> apply(Target target) {
            asked.release();
            try {
                return answers.take();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Optional.of(Result.unanswered("probe-1", START, Outcome.UNREACHABLE, Duration.ZERO, "cut off"));
            }
        }
    }

    /** Tables that can be away, or make work fail. */
    private static final class Moody extends WrappedTables {
        volatile boolean away;
        volatile boolean awayAfterwards;
        volatile boolean broken;
        /** As many writes go on. */
        volatile Semaphore let = new Semaphore(1000);

        Moody(Relational real) {
            super(real);
        }

        @Override
        public <T extends @Nullable Object> T write(Work<T> work) {
            if (away) {
                throw new StoreUnavailable("away");
            }
            if (broken) {
                throw new IllegalStateException("broken");
            }
            let.acquireUninterruptibly();
            var written = super.write(work);
            if (awayAfterwards) {
                throw new StoreUnavailable("away before it answered");
            }
            return written;
        }
    }

    @BeforeEach
    void open() throws Exception {
        tables = new Moody(new RelationalStores(RelationalSettings.embedded(), DataFolder.open(folder)).open("probe"));
        store = new ProbeStore(tables);
    }

    @AfterEach
    void close() {
        tables.close();
        assertThat(failures).isEmpty();
    }

    /** Its interval is as short as can be, since the script says when what was. */
    private static Target target(int failures) {
        return new Target("shop", new Target.Address.OfService("shop", "/"), Duration.ofMillis(1), Duration.ofMillis(1),
                failures, Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static Result good(int second) {
        return Result.answered("probe-1", START.plusSeconds(second), 200, Duration.ofMillis(4), "hello");
    }

    private static Result bad(int second) {
        return Result.unanswered("probe-1", START.plusSeconds(second), Outcome.TIMEOUT, Duration.ofSeconds(2),
                "timed out after 2s");
    }

    private Watch watch(int failuresInARow, Duration startPeriod) {
        var watch = new Watch(target(failuresInARow), new Watch.Means("probe-1", script, store, events, metrics,
                startPeriod, failures::add));
        watch.start(Duration.ZERO);
        return watch;
    }

    /** Runs a watch until it has taken all of these. */
    private void run(int failuresInARow, Duration startPeriod, Result... results) throws Exception {
        try (var watch = watch(failuresInARow, startPeriod)) {
            assertThat(watch).isNotNull();
            for (var result : results) {
                script.answers.add(Optional.of(result));
            }
            awaitAsked(results.length + 1);
        }
    }

    private void awaitAsked(int times) throws InterruptedException {
        assertThat(script.asked.tryAcquire(times, 30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aFailureIsToldOnceAndItsEndOnce() throws Exception {
        run(1, Duration.ZERO, good(0), bad(1), bad(2), bad(3), good(4), good(5));
        assertThat(events.told).containsExactly("probe.failed shop", "probe.recovered shop");
        assertThat(store.standing("shop", "probe-1").state()).isEqualTo(State.UP);
        assertThat(store.last("shop", 10)).hasSize(6);
    }

    @Test
    void aFailureThatLastsOverARestartIsNotToldAgainAndItsEndIs() throws Exception {
        run(1, Duration.ZERO, bad(1), bad(2));
        run(1, Duration.ZERO, bad(3), bad(4));
        assertThat(events.told).containsExactly("probe.failed shop");
        assertThat(store.standing("shop", "probe-1").failures()).isEqualTo(4);
        run(1, Duration.ZERO, good(5));
        assertThat(events.told).containsExactly("probe.failed shop", "probe.recovered shop");
    }

    @Test
    void fewerFailuresThanAskedForAreNoEvent() throws Exception {
        run(3, Duration.ZERO, good(0), bad(1), bad(2), good(3), bad(4), bad(5), bad(6), bad(7));
        assertThat(events.told).containsExactly("probe.failed shop");
        assertThat(store.figures("shop", START.plusSeconds(8)).getFirst().failed()).isEqualTo(6);
    }

    @Test
    void inTheStartPeriodAFailureCountsOnlyAfterAGoodAnswer() throws Exception {
        run(1, Duration.ofMinutes(10), bad(0), bad(1), good(2), bad(3));
        assertThat(store.last("shop", 10)).extracting(Result::at).containsExactly(START.plusSeconds(3),
                START.plusSeconds(2));
        assertThat(events.told).containsExactly("probe.failed shop");
    }

    @Test
    void aProbeThatTheStopCutsOffDoesNotCount() throws Exception {
        run(1, Duration.ZERO, good(0));
        assertThat(events.told).isEmpty();
        assertThat(store.last("shop", 10)).hasSize(1);
    }

    @Test
    void whatSaysNothingOfTheTargetDoesNotCountAndIsNotObserved() throws Exception {
        try (var watch = watch(1, Duration.ZERO)) {
            assertThat(watch).isNotNull();
            script.answers.addAll(List.of(Optional.of(good(0)), Optional.empty(), Optional.of(good(60))));
            awaitAsked(4);
        }
        var hour = store.figures("shop", START.plusSeconds(61)).getFirst();
        assertThat(hour.probes()).isEqualTo(2);
        assertThat(hour.observed()).isZero();
    }

    @Test
    void aGapIsNotObserved() throws Exception {
        run(1, Duration.ZERO, good(0), good(60));
        assertThat(store.figures("shop", START.plusSeconds(61)).getFirst().observed()).isZero();
    }

    @Test
    void whatIsFoundWhileTheStoreIsAwayIsKeptLater() throws Exception {
        try (var watch = watch(1, Duration.ZERO)) {
            assertThat(watch).isNotNull();
            script.answers.add(Optional.of(good(0)));
            awaitAsked(2);
            tables.away = true;
            script.answers.addAll(List.of(Optional.of(bad(1)), Optional.of(good(2))));
            awaitAsked(2);
            assertThat(store.last("shop", 10)).hasSize(1);
            assertThat(events.told).containsExactly("probe.failed shop", "probe.recovered shop");
            tables.away = false;
            script.answers.add(Optional.of(good(3)));
            awaitAsked(1);
        }
        assertThat(store.last("shop", 10)).extracting(Result::at).containsExactly(START.plusSeconds(3),
                START.plusSeconds(2), START.plusSeconds(1), START);
    }

    @Test
    void whatTheStoreKeptWithoutAnAnswerCountsOnce() throws Exception {
        run(1, Duration.ZERO, good(0));
        try (var watch = watch(1, Duration.ZERO)) {
            assertThat(watch).isNotNull();
            tables.awayAfterwards = true;
            script.answers.addAll(List.of(Optional.of(good(1)), Optional.of(bad(2))));
            awaitAsked(3);
            tables.awayAfterwards = false;
            script.answers.add(Optional.of(good(3)));
            awaitAsked(1);
        }
        assertThat(store.last("shop", 10)).extracting(Result::at).containsExactly(START.plusSeconds(3),
                START.plusSeconds(2), START.plusSeconds(1), START);
        var hour = store.figures("shop", START.plusSeconds(4)).getFirst();
        assertThat(hour.probes()).isEqualTo(4);
        assertThat(hour.failed()).isEqualTo(1);
    }

    @Test
    void noWatchGoesOnWhileAnotherIsClosed() throws Exception {
        var one = watch(1, Duration.ZERO);
        tables.let = new Semaphore(0);
        script.answers.add(Optional.of(good(0)));
        awaitAsked(1);
        await().until(() -> tables.let.hasQueuedThreads());
        var two = new Watch(target(1), new Watch.Means("probe-2", script, store, events, metrics, Duration.ZERO,
                failures::add));
        two.start(Duration.ZERO);
        awaitAsked(1);
        var closing = Thread.ofVirtual().start(() -> Watch.closeAll(List.of(one, two)));
        await().until(() -> closing.getState() == Thread.State.TIMED_WAITING);
        script.answers.add(Optional.of(good(1)));
        tables.let.release(10);
        closing.join();
        assertThat(store.last("shop", 10)).extracting(Result::at).containsExactly(START);
    }

    @Test
    void aFaultOfTheProgramIsToldAndDoesNotEndInSilence() throws Exception {
        tables.broken = true;
        script.answers.add(Optional.of(good(0)));
        try (var watch = new Watch(target(1), new Watch.Means("probe-1", script, store, events, metrics, Duration.ZERO,
                told::add))) {
            watch.start(Duration.ZERO);
            assertThat(told.poll(30, TimeUnit.SECONDS)).hasMessage("broken");
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 1000", "0, 1, 1000", "0, 1000, 1000", "0, 1001, 2000", "0, 1999, 2000", "0, 3500000, 3500000",
            "0, 3500001, 3501000", "700, 100, 1700", "700, 1800, 2700"})
    void stepsAreEvenAndNoneIsMadeUpFor(long due, long now, long next) {
        assertThat(Watch.next(due, 1000, now)).isEqualTo(next);
    }
}
