package stoa.catalog.calls.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import stoa.catalog.calls.store.CallStats.Count;

/** What all statistics of calls promise. */
abstract class CallStatsContract {
    static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");

    private volatile Instant now = NOON.plusSeconds(60);
    private CallStats stats;

    /** Statistics over the same counts as any others that one test opens. */
    abstract CallStats open(InstantSource clock) throws Exception;

    @BeforeEach
    void openStats() throws Exception {
        stats = open(() -> now);
    }

    private static ReportId id(int number) {
        return new ReportId("gateway-1/1", number);
    }

    private static Count count(int second, String service, String endpoint, long errors, long... micros) {
        var histogram = Micros.none();
        Arrays.stream(micros).forEach(histogram::recordValue);
        return new Count(NOON.plusSeconds(second), service, endpoint, errors, histogram);
    }

    private List<Count> since(int second) {
        return since(second, Optional.empty());
    }

    private List<Count> since(int second, Optional<String> service) {
        return stats.since(NOON.plusSeconds(second), service).stream()
                .sorted(Comparator.comparing(Count::service).thenComparing(Count::endpoint)).toList();
    }

    @Test
    void countsOfAnEndpointAddUpAcrossReportsAndSteps() {
        stats.add(id(1), List.of(count(1, "orders", "GET /", 1, 100, 200), count(2, "orders", "GET /", 0, 300)));
        stats.add(id(2), List.of(count(3, "orders", "GET /", 0, 400), count(25, "orders", "GET /", 1, 100_000)));
        assertThat(since(0)).singleElement().satisfies(all -> {
            assertThat(all.calls()).isEqualTo(5);
            assertThat(all.errors()).isEqualTo(2);
            assertThat(all.micros().getValueAtPercentile(50)).isBetween(298L, 302L);
            assertThat(all.micros().getMaxValue()).isBetween(99_000L, 101_000L);
        });
    }

    @Test
    void whatWasBeforeTheStepIsNotCounted() {
        stats.add(id(1), List.of(count(9, "orders", "GET /", 0, 1), count(10, "orders", "GET /", 0, 2),
                count(20, "orders", "GET /", 0, 3)));
        assertThat(since(0).getFirst().calls()).isEqualTo(3);
        assertThat(since(10).getFirst().calls()).isEqualTo(2);
        assertThat(since(19).getFirst().calls()).isEqualTo(2);
        assertThat(since(20).getFirst().calls()).isEqualTo(1);
        assertThat(since(30)).isEmpty();
    }

    @Test
    void servicesAndEndpointsAreCountedApart() {
        stats.add(id(1), List.of(count(0, "orders", "GET /", 0, 1), count(0, "orders", "POST /", 0, 1, 2),
                count(0, "stock", "GET /", 0, 1, 2, 3)));
        assertThat(since(0)).extracting(Count::service, Count::endpoint, Count::calls).containsExactly(
                tuple("orders", "GET /", 1L), tuple("orders", "POST /", 2L), tuple("stock", "GET /", 3L));
        assertThat(since(0, Optional.of("stock"))).extracting(Count::calls).containsExactly(3L);
        assertThat(since(0, Optional.of("nobody"))).isEmpty();
    }

    @Test
    void aReportThatComesTwiceCountsOnce() {
        assertThat(stats.add(id(1), List.of(count(0, "orders", "GET /", 0, 1)))).isTrue();
        assertThat(stats.add(id(1), List.of(count(0, "orders", "GET /", 0, 1)))).isFalse();
        assertThat(stats.add(id(2), List.of())).isTrue();
        assertThat(stats.add(id(2), List.of(count(0, "orders", "GET /", 0, 1)))).isFalse();
        assertThat(since(0)).extracting(Count::calls).containsExactly(1L);
    }

    @Test
    void anHourIsKept() {
        stats.add(id(1), List.of(count(0, "orders", "GET /", 0, 1), count(30, "orders", "GET /", 0, 1)));
        stats.trim(NOON.plusSeconds(10));
        assertThat(since(0)).extracting(Count::calls).containsExactly(1L);
        now = NOON.plus(Duration.ofHours(2));
        assertThat(stats.add(id(2), List.of(count(5, "late", "GET /", 0, 1)))).isTrue();
        assertThat(since(0, Optional.of("late"))).isEmpty();
    }

    @Test
    void twoThatTellAtTheSameTimeLoseNothing() throws Exception {
        var other = open(() -> now);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var told = IntStream.range(0, 40).mapToObj(n -> threads.submit(() -> {
                var source = new ReportId("gateway-" + n / 2 + "/1", 1);
                return (n % 2 == 0 ? stats : other).add(source, List.of(count(0, "orders", "GET /", 1, 10 + n / 2)));
            })).toList();
            for (var one : told) {
                one.get();
            }
        }
        assertThat(since(0)).singleElement().satisfies(all -> {
            assertThat(all.calls()).isEqualTo(20);
            assertThat(all.errors()).isEqualTo(20);
        });
        assertThat(other.since(NOON, Optional.empty()).getFirst().calls()).isEqualTo(20);
    }
}
