package stoa.services.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import stoa.services.probe.ProbeStore.Observation;
import stoa.services.probe.Result.Outcome;
import stoa.services.probe.Standing.State;
import stoa.stores.relational.Relational;
import stoa.stores.relational.RelationalStores;
import stoa.stores.relational.StoreUnavailable;

/** What a store of probes keeps, whatever holds its tables. */
abstract class ProbeStoreContract {
    private static final int MANY = 50;
    private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");

    private RelationalStores stores;
    private Relational tables;
    private ProbeStore store;
    private long number;

    /** On an empty database. */
    abstract RelationalStores stores() throws Exception;

    @BeforeEach
    void open() throws Exception {
        stores = stores();
        tables = stores.openTogether("probe");
        store = new ProbeStore(tables);
    }

    @AfterEach
    void close() {
        tables.close();
    }

    private void reopen() throws Exception {
        tables.close();
        tables = stores.openTogether("probe");
        store = new ProbeStore(tables);
    }

    private static Result good(String instance, Instant at, long millis) {
        return Result.answered(instance, at, 200, Duration.ofMillis(millis), "hello");
    }

    private static Result bad(String instance, Instant at) {
        return Result.unanswered(instance, at, Outcome.TIMEOUT, Duration.ofSeconds(2), "timed out after 2s");
    }

    private Observation observation(Result result, Instant from) {
        return new Observation(++number, result, from);
    }

    private void keep(Result result, Duration standsFor) {
        store.keep("shop", result.instance(), List.of(observation(result, result.at().minus(standsFor))),
                Standing.NONE);
    }

    private Figures figures(Window window, Instant now) {
        return store.figures("shop", now).stream().filter(it -> it.window().equals(window.label())).findFirst()
                .orElseThrow();
    }

    private long rows(String table) {
        return tables.read(sql -> (long) sql.fetch("select 1 from " + table).size());
    }

    @Test
    void nothingIsKnownOfATargetThatNobodyProbed() {
        assertThat(store.standing("shop", "probe-1")).isEqualTo(Standing.NONE);
        assertThat(store.last("shop", 10)).isEmpty();
        assertThat(store.figures("shop", NOON)).extracting(Figures::window).containsExactly("1h", "24h", "30d");
        assertThat(store.figures("shop", NOON)).allSatisfy(it -> {
            assertThat(it.availability()).isNull();
            assertThat(it.p99Ms()).isNull();
            assertThat(it.probes()).isZero();
            assertThat(it.observed()).isZero();
        });
    }

    @Test
    void everythingIsThereAfterANewStart() throws Exception {
        var standing = new Standing(State.DOWN, NOON, 2, NOON.plusSeconds(6));
        store.keep("shop", "probe-1", List.of(observation(good("probe-1", NOON, 12), NOON),
                observation(bad("probe-1", NOON.plusSeconds(3)), NOON)), Standing.NONE);
        store.keep("shop", "probe-1",
                List.of(observation(bad("probe-1", NOON.plusSeconds(6)), NOON.plusSeconds(3))), standing);
        var before = store.figures("shop", NOON.plusSeconds(7));

        reopen();

        assertThat(store.standings("shop")).isEqualTo(Map.of("probe-1", standing));
        assertThat(store.last("shop", 10)).containsExactly(bad("probe-1", NOON.plusSeconds(6)),
                bad("probe-1", NOON.plusSeconds(3)), good("probe-1", NOON, 12));
        assertThat(store.figures("shop", NOON.plusSeconds(7))).isEqualTo(before).allSatisfy(it -> {
            assertThat(it.availability()).isEqualTo(33.333);
            assertThat(it.probes()).isEqualTo(3);
            assertThat(it.failed()).isEqualTo(2);
            assertThat(it.observed()).isEqualTo(Duration.ofSeconds(6));
        });
        assertThat(store.figures("other", NOON.plusSeconds(7))).allMatch(it -> it.probes() == 0);
    }

    /** Tables whose writes are all undone once and run again, as after a conflict. */
    private static final class Twice extends WrappedTables {
        private static final class Undone extends RuntimeException {
            private static final long serialVersionUID = 1;
        }

        Twice(Relational real) {
            super(real);
        }

        @Override
        public <T extends @Nullable Object> T write(Work<T> work) {
            try {
                super.write(sql -> {
                    work.run(sql);
                    throw new Undone();
                });
            } catch (Undone e) {
                // runs again below
            }
            return super.write(work);
        }
    }

    @Test
    void whatIsWrittenAgainAfterAConflictCountsOnce() {
        store = new ProbeStore(new Twice(tables));
        for (var n = 1; n <= 3; n++) {
            keep(good("probe-1", NOON.plusSeconds(n), 5), Duration.ofSeconds(1));
        }
        assertThat(store.last("shop", 10)).hasSize(3);
        assertThat(store.figures("shop", NOON.plusSeconds(4))).allSatisfy(it -> {
            assertThat(it.probes()).isEqualTo(3);
            assertThat(it.observed()).isEqualTo(Duration.ofSeconds(3));
        });
    }

    @Test
    void whatIsKeptTwiceCountsOnce() throws Exception {
        var two = List.of(observation(good("probe-1", NOON.plusSeconds(3), 5), NOON),
                observation(bad("probe-1", NOON.plusSeconds(6)), NOON.plusSeconds(3)));
        var standing = new Standing(State.DOWN, NOON.plusSeconds(6), 1, NOON.plusSeconds(6));
        store.keep("shop", "probe-1", two, standing);
        store.keep("shop", "probe-1", two, standing);
        reopen();
        assertThat(store.kept("shop", "probe-1")).isEqualTo(2);
        var more = Stream.concat(two.stream(),
                Stream.of(observation(good("probe-1", NOON.plusSeconds(9), 5), NOON.plusSeconds(6)))).toList();
        store.keep("shop", "probe-1", more, standing);
        assertThat(store.kept("shop", "probe-1")).isEqualTo(3);
        assertThat(store.kept("shop", "probe-2")).isZero();
        assertThat(store.last("shop", 10)).hasSize(3);
        assertThat(store.figures("shop", NOON.plusSeconds(10))).allSatisfy(it -> {
            assertThat(it.probes()).isEqualTo(3);
            assertThat(it.failed()).isEqualTo(1);
            assertThat(it.observed()).isEqualTo(Duration.ofSeconds(9));
        });
    }

    @Test
    void instancesThatKeepAtOnceLoseAndDoubleNothing() throws Exception {
        try (var others = stores.openTogether("probe"); var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var other = new ProbeStore(others);
            var one = threads.submit(() -> keepMany(store, "probe-1"));
            var two = threads.submit(() -> keepMany(other, "probe-2"));
            one.get(60, TimeUnit.SECONDS);
            two.get(60, TimeUnit.SECONDS);
        }
        assertThat(store.kept("shop", "probe-1")).isEqualTo(MANY);
        assertThat(store.kept("shop", "probe-2")).isEqualTo(MANY);
        assertThat(rows("probed")).isEqualTo(2 * MANY);
        assertThat(store.figures("shop", NOON.plusSeconds(MANY))).allSatisfy(it -> {
            assertThat(it.probes()).isEqualTo(2 * MANY);
            assertThat(it.observed()).isEqualTo(Duration.ofSeconds(MANY));
        });
    }

    /** What the store refuses for the moment is kept again, as a watch does. */
    private static void keepMany(ProbeStore store, String instance) {
        for (var n = 1; n <= MANY;) {
            var at = NOON.plusSeconds(n);
            try {
                store.keep("shop", instance, List.of(new Observation(n, good(instance, at, 5), at.minusSeconds(1))),
                        Standing.NONE);
                n++;
            } catch (StoreUnavailable e) {
                // the same again
            }
        }
    }

    @Test
    void windowsRollByWholeMinutesHoursAndDays() {
        keep(bad("probe-1", NOON), Duration.ZERO);
        keep(good("probe-1", NOON.plus(Duration.ofMinutes(30)), 5), Duration.ZERO);

        assertThat(figures(Window.HOUR, NOON.plus(Duration.ofMinutes(59))).probes()).isEqualTo(2);
        assertThat(figures(Window.HOUR, NOON.plus(Duration.ofMinutes(60))).probes()).isEqualTo(1);
        assertThat(figures(Window.HOUR, NOON.plus(Duration.ofMinutes(60))).availability()).isEqualTo(100.0);
        assertThat(figures(Window.HOUR, NOON.plus(Duration.ofMinutes(90))).probes()).isZero();
        assertThat(figures(Window.DAY, NOON.plus(Duration.ofMinutes(24 * 60 - 1))).probes()).isEqualTo(2);
        assertThat(figures(Window.DAY, NOON.plus(Duration.ofHours(24))).probes()).isZero();
        assertThat(figures(Window.MONTH, NOON.plus(Duration.ofDays(29))).probes()).isEqualTo(2);
        assertThat(figures(Window.MONTH, NOON.plus(Duration.ofDays(30))).probes()).isZero();
        assertThat(figures(Window.HOUR, NOON.plusSeconds(90)).from()).isEqualTo(NOON.minus(Duration.ofMinutes(58)));
    }

    @Test
    void whatFailedOnceIsNever100Percent() {
        keep(bad("probe-1", NOON), Duration.ZERO);
        for (var n = 0; n < 5; n++) {
            var at = NOON.plusSeconds(n);
            store.keep("shop", "probe-1",
                    Stream.generate(() -> observation(good("probe-1", at, 1), at)).limit(400).toList(),
                    Standing.NONE);
        }
        assertThat(figures(Window.DAY, NOON).availability()).isLessThan(100).isGreaterThan(99.9);
    }

    @Test
    void theTimeThatProbesStandForIsObservedAndNoOther() {
        keep(good("probe-1", NOON.plusSeconds(2), 5), Duration.ZERO);
        keep(good("probe-1", NOON.plusSeconds(5), 5), Duration.ofSeconds(3));
        keep(good("probe-1", NOON.plusSeconds(3600), 5), Duration.ofSeconds(3));
        assertThat(figures(Window.DAY, NOON.plusSeconds(3601)).observed()).isEqualTo(Duration.ofSeconds(6));
        assertThat(figures(Window.HOUR, NOON.plusSeconds(3601)).observed()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void aLongIntervalIsSpreadOverTheMinutesItTouches() {
        keep(good("probe-1", NOON.plus(Duration.ofMinutes(10)), 5), Duration.ofMinutes(10));
        assertThat(figures(Window.HOUR, NOON.plus(Duration.ofMinutes(10))).observed())
                .isEqualTo(Duration.ofMinutes(10));
        assertThat(figures(Window.HOUR, NOON.plus(Duration.ofMinutes(65))).observed()).isEqualTo(Duration.ofMinutes(4));
        keep(good("probe-1", NOON.plus(Duration.ofDays(2)), 5), Duration.ofDays(1));
        assertThat(figures(Window.HOUR, NOON.plus(Duration.ofDays(2))).observed()).isEqualTo(Duration.ofMinutes(59));
        assertThat(figures(Window.DAY, NOON.plus(Duration.ofDays(2))).observed()).isEqualTo(Duration.ofHours(23));
        assertThat(figures(Window.MONTH, NOON.plus(Duration.ofDays(2))).observed())
                .isEqualTo(Duration.ofDays(1).plusMinutes(10));
    }

    @Test
    void instancesAreShownTogetherAndTheirTimeOnce() {
        keep(good("probe-1", NOON.plusSeconds(3), 5), Duration.ofSeconds(3));
        keep(bad("probe-2", NOON.plusSeconds(4)), Duration.ofSeconds(4));
        var hour = figures(Window.HOUR, NOON.plusSeconds(5));
        assertThat(hour.probes()).isEqualTo(2);
        assertThat(hour.availability()).isEqualTo(50.0);
        assertThat(hour.observed()).isEqualTo(Duration.ofSeconds(4));
        assertThat(store.last("shop", 10)).extracting(Result::instance).containsExactly("probe-2", "probe-1");
        assertThat(store.standings("shop")).containsOnlyKeys("probe-1", "probe-2");
    }

    @Test
    void percentilesAreOfWholeAnswersGoodOrNot() {
        for (var n = 1; n <= 100; n++) {
            keep(good("probe-1", NOON.plusSeconds(n), n), Duration.ZERO);
        }
        keep(bad("probe-1", NOON.plusSeconds(101)), Duration.ZERO);
        keep(good("probe-1", NOON.plusSeconds(102), 1000).failing(Outcome.STATUS, "answered 500"), Duration.ZERO);
        var day = figures(Window.DAY, NOON.plusSeconds(103));
        assertThat(day.p50Ms()).isBetween(50.0, 51.5);
        assertThat(day.p95Ms()).isBetween(95.0, 98.0);
        assertThat(day.p99Ms()).isBetween(99.0, 101.0);
        keep(good("probe-1", NOON.plusSeconds(104), 1000), Duration.ZERO);
        assertThat(figures(Window.DAY, NOON.plusSeconds(105)).p99Ms()).isBetween(1000.0, 1010.0);
    }

    @Test
    void whatNoWindowReachesIsForgotten() {
        for (var n = 0; n < 130; n++) {
            keep(good("probe-1", NOON.plus(Duration.ofMinutes(n)), 5), Duration.ofMinutes(1));
        }
        assertThat(rows("tally where span = '1h'")).isEqualTo(60);
        for (var n = 1; n <= 40; n++) {
            keep(good("probe-1", NOON.plus(Duration.ofDays(n)), 5), Duration.ZERO);
        }
        assertThat(rows("tally")).isEqualTo(1 + 1 + 30);
        assertThat(rows("probed")).isEqualTo(170);
        for (var n = 0; n < 100; n++) {
            keep(good("probe-1", NOON.plus(Duration.ofDays(41)).plusSeconds(n), 5), Duration.ZERO);
        }
        assertThat(rows("probed")).isEqualTo(ProbeStore.KEPT);
        assertThat(store.last("shop", 1).getFirst().at()).isEqualTo(NOON.plus(Duration.ofDays(41)).plusSeconds(99));
    }
}
