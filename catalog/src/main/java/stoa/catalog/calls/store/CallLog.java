package stoa.catalog.calls.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import stoa.discovery.CallReport.Call;
import stoa.discovery.CallReport.Why;

/** The newest calls, one by one. All catalogs of a platform write and read the same one. */
public interface CallLog {
    /**
     * Adds a report's calls; durable when it returns.
     *
     * @param leftOut how many the report had to leave out
     * @return false when this report, or a later one of its source, is there already; then nothing changes
     */
    boolean append(ReportId report, Instant at, List<Call> calls, long leftOut);

    /** Calls by the time of their beginning, the newest first: those after {@code after}, at most so many. */
    Found list(Filter filter, Optional<Place> after, int most);

    /** Forgets what is beyond the log's size. */
    void trim();

    /** Where a call stands: when it began, and its number among those that began at the same time. */
    record Place(long millis, long sequence) {}

    record Logged(Place place, Call call) {}

    /** @param leftOut how many calls are missing between the filter's times, whatever the rest of the filter says */
    record Found(List<Logged> calls, long leftOut) {}

    /** Statuses from the least to the most, both included. */
    record Statuses(int least, int most) {}

    /**
     * Which calls are listed.
     *
     * @param path what the path begins with
     * @param atLeast how long a call took
     * @param since calls that began then or later
     * @param until calls that began before
     */
    record Filter(Optional<String> service, Optional<String> instance, Optional<String> method,
            Optional<String> path, Optional<Statuses> status, Optional<Duration> atLeast, Optional<Instant> since,
            Optional<Instant> until, Optional<String> traceId, Optional<Why> why) {
        static final Filter ALL = new Filter(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty());
    }
}
