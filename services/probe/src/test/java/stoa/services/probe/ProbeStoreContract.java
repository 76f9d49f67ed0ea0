package stoa.services.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import stoa.services.probe.ProbeStore.Observation;
import stoa.services.probe.Result.Outcome;
import stoa.services.probe.Standing.State;
import stoa.stores.relational.Relational;
import stoa.stores.relational.RelationalStores;

/** What a store of probes keeps, whatever holds its tables. */
abstract class ProbeStoreContract {
    private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");

    private RelationalStores stores;
    private Relational tables;
    private ProbeStore store;

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

    private void keep(Result result, Duration standsFor) {
        store.keep("shop", result.instance(), List.of(new Observation(result, result.at().minus(standsFor))),
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
        store.keep("shop", "probe-1", List.of(new Observation(good("probe-1", NOON, 12), NOON),
                new Observation(bad("probe-1", NOON.plusSeconds(3)), NOON)), Standing.NONE);
        store.keep("shop", "probe-1",
                List.of(new Observation(bad("probe-1", NOON.plusSeconds(6)), NOON.plusSeconds(3))), standing);
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
                    Collections.nCopies(400, new Observation(good("probe-1", at, 1), at)),
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
