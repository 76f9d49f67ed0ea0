package stoa.gateway.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import stoa.discovery.CallReport;

class TimingsTest {
    private final Timings timings = new Timings();
    private final Histogram histogram = new Histogram(1, CallReport.HIGHEST_MICROS, CallReport.DIGITS);

    @Test
    void aDurationIsToldWithinTwoPercent() {
        for (var micros = 1L; micros < CallReport.HIGHEST_MICROS; micros += 1 + micros / 7) {
            histogram.reset();
            timings.count(micros);
            assertThat(timings.moveTo(histogram)).isEqualTo(1);
            assertThat((double) histogram.getValueAtPercentile(50)).isCloseTo((double) micros,
                    within(1 + micros * 0.02));
        }
    }

    @Test
    void whatIsOutOfTheRangeCountsAsItsEnd() {
        timings.count(-5);
        timings.count(0);
        timings.count(Long.MAX_VALUE);
        assertThat(timings.moveTo(histogram)).isEqualTo(3);
        assertThat(histogram.getMinValue()).isZero();
        assertThat((double) histogram.getMaxValue()).isCloseTo((double) CallReport.HIGHEST_MICROS,
                within(CallReport.HIGHEST_MICROS * 0.02));
    }

    @Test
    void whatWasMovedIsNotMovedAgain() {
        timings.count(7);
        assertThat(timings.moveTo(histogram)).isEqualTo(1);
        assertThat(timings.moveTo(histogram)).isZero();
        timings.count(7);
        assertThat(timings.moveTo(histogram)).isEqualTo(1);
    }

    @Test
    void nothingIsLostWhileManyCountAndOneMoves() throws Exception {
        var moved = 0;
        try (var threads = Executors.newFixedThreadPool(3)) {
            var counting = IntStream.range(0, 3).mapToObj(n -> threads.submit(() -> {
                for (var i = 0; i < 200_000; i++) {
                    timings.count(i % 1000);
                }
            })).toList();
            while (!counting.stream().allMatch(c -> c.isDone())) {
                moved += timings.moveTo(histogram);
            }
        }
        moved += timings.moveTo(histogram);
        assertThat(moved).isEqualTo(600_000);
        assertThat(histogram.getTotalCount()).isEqualTo(600_000);
    }
}
