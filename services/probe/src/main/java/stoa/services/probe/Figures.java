package stoa.services.probe;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What was found of a target in one window, by all instances together.
 *
 * @param availability share of probes that were good, in percent; null where there were none
 * @param observed how much of the window probes stand for; nothing is claimed of the rest
 * @param p50Ms of whole answers, good or not; null where there were none, as the others are
 */
record Figures(String window, Instant from, @Nullable Double availability, long probes, long failed,
        Duration observed, @Nullable Double p50Ms, @Nullable Double p95Ms, @Nullable Double p99Ms) {

    static Figures of(Window window, Instant now, Tally all) {
        var probes = all.good + all.failed;
        return new Figures(window.label(), Instant.ofEpochMilli(window.from(now)),
                probes == 0 ? null : floor(100.0 * all.good / probes), probes, all.failed,
                Duration.ofMillis(all.observedMillis), percentile(all, 50), percentile(all, 95), percentile(all, 99));
    }

    /** Never rounded up: what failed once was not there 100 % of the time. */
    private static double floor(double percent) {
        return Math.floor(percent * 1000) / 1000;
    }

    private static @Nullable Double percentile(Tally all, double percentile) {
        return all.micros.getTotalCount() == 0 ? null : all.micros.getValueAtPercentile(percentile) / 1000.0;
    }
}
