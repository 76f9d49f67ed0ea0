package stoa.catalog.calls;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import stoa.catalog.calls.store.CallLog;
import stoa.catalog.calls.store.CallLog.Logged;
import stoa.catalog.calls.store.CallStats.Count;
import stoa.catalog.calls.store.Micros;
import stoa.discovery.CallReport;
import stoa.discovery.CallReport.Why;

/** The shapes of the answers. */
final class CallPages {
    private static final int MOST_ENDPOINTS = 100;
    private static final Comparator<Count> MOST_CALLS_FIRST = Comparator.comparingLong(Count::calls).reversed()
            .thenComparing(Count::endpoint);

    private CallPages() {}

    /**
     * @param next the cursor of the page after, null on the last
     * @param leftOut how many calls the log lacks between since and until, because reports had no room for them
     */
    record CallPage(List<LoggedCall> calls, @Nullable String next, long leftOut) {
        static CallPage of(CallLog.Found found, int limit) {
            var calls = found.calls();
            var more = calls.size() > limit;
            var shown = more ? calls.subList(0, limit) : calls;
            return new CallPage(shown.stream().map(LoggedCall::of).toList(),
                    more ? Queries.cursor(shown.getLast().place()) : null, found.leftOut());
        }
    }

    /** @param why call, failure or sample: why it is in the log */
    record LoggedCall(Instant at, String service, String instance, String method, String path, int status,
            double durationMs, String traceId, Why why) {
        static LoggedCall of(Logged logged) {
            var c = logged.call();
            return new LoggedCall(c.at(), c.service(), c.instance(), c.method(), c.path(), c.status(),
                    c.micros() / 1000.0, c.traceId(), c.why());
        }
    }

    /**
     * @param window the time that was asked for, up to now
     * @param since where it begins, on a step of ten seconds; rates are per second since then
     */
    record StatsPage(Duration window, Instant since, List<ServiceStats> services) {
        static StatsPage of(Duration window, Instant since, Instant now, List<Count> counts) {
            var seconds = Math.max(1, Duration.between(since, now).toMillis() / 1000.0);
            var byService = new TreeMap<String, List<Count>>();
            counts.forEach(c -> byService.computeIfAbsent(c.service(), _ -> new ArrayList<>()).add(c));
            return new StatsPage(window, since, byService.entrySet().stream()
                    .map(e -> ServiceStats.of(e.getKey(), e.getValue(), seconds)).toList());
        }
    }

    record ServiceStats(String service, long calls, long errors, double perSecond, double p50Ms, double p95Ms,
            double p99Ms, List<EndpointStats> endpoints) {
        static ServiceStats of(String service, List<Count> counts, double seconds) {
            var all = sum(service, "", counts);
            return new ServiceStats(service, all.calls(), all.errors(), rate(all, seconds), ms(all, 50), ms(all, 95),
                    ms(all, 99), bounded(service, counts).stream().map(c -> EndpointStats.of(c, seconds)).toList());
        }

        /** Each gateway bounds its endpoints; together they may have more. */
        private static List<Count> bounded(String service, List<Count> counts) {
            var sorted = new ArrayList<>(counts);
            sorted.sort(MOST_CALLS_FIRST);
            var named = sorted.stream().filter(c -> !c.endpoint().equals(CallReport.OTHER)).toList();
            if (named.size() <= MOST_ENDPOINTS) {
                return sorted;
            }
            var shown = new ArrayList<>(named.subList(0, MOST_ENDPOINTS));
            sorted.removeAll(shown);
            shown.add(sum(service, CallReport.OTHER, sorted));
            return shown;
        }

        private static Count sum(String service, String endpoint, List<Count> counts) {
            var micros = Micros.none();
            var errors = 0L;
            for (var count : counts) {
                micros.add(count.micros());
                errors += count.errors();
            }
            return new Count(Instant.EPOCH, service, endpoint, errors, micros);
        }
    }

    record EndpointStats(String endpoint, long calls, long errors, double perSecond, double p50Ms, double p95Ms,
            double p99Ms) {
        static EndpointStats of(Count count, double seconds) {
            return new EndpointStats(count.endpoint(), count.calls(), count.errors(), rate(count, seconds),
                    ms(count, 50), ms(count, 95), ms(count, 99));
        }
    }

    private static double rate(Count count, double seconds) {
        return Math.round(count.calls() / seconds * 1000) / 1000.0;
    }

    private static double ms(Count count, double percentile) {
        Histogram micros = count.micros();
        return micros.getValueAtPercentile(percentile) / 1000.0;
    }
}
