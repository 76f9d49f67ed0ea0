package stoa.catalog.calls.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/** All calls of the last hour as numbers, in steps of ten seconds. All catalogs of a platform write and read the same. */
public interface CallStats {
    Duration STEP = Duration.ofSeconds(10);
    Duration KEPT = Duration.ofHours(1);

    /**
     * Adds a report's counts; durable when it returns.
     *
     * @return false when this report, or a later one of its source, is there already; then nothing changes
     */
    boolean add(ReportId report, List<Count> counts);

    /** What was counted in the step of that time and after it: one count for each endpoint. */
    List<Count> since(Instant from, Optional<String> service);

    /** Forgets the steps before that time. */
    void trim(Instant before);

    /** The beginning of the step that a time lies in. */
    static long step(Instant at) {
        var millis = at.toEpochMilli();
        return millis - Math.floorMod(millis, STEP.toMillis());
    }

    /**
     * Calls of one endpoint.
     *
     * @param at any time within the step
     * @param errors how many were answered with 5xx
     * @param micros how long they took; as many as there were calls
     */
    record Count(Instant at, String service, String endpoint, long errors, Histogram micros) {
        public long calls() {
            return micros.getTotalCount();
        }
    }
}
