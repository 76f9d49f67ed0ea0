package stoa.http;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Counts and times the requests of one service, by method, route and status. */
final class RequestMetrics {
    static final String UNMATCHED = "unmatched";
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS");

    private final Counter requests;
    private final Histogram durations;
    private final ConcurrentHashMap<Key, CounterDataPoint> counters = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Key, DistributionDataPoint> timers = new ConcurrentHashMap<>();

    private record Key(String method, String route, int status) {}

    RequestMetrics(PrometheusRegistry registry, InFlight inFlight) {
        requests = Counter.builder().name("http_server_requests_total").help("Requests answered")
                .labelNames("method", "route", "status").withoutExemplars().register(registry);
        durations = Histogram.builder().name("http_server_request_duration_seconds")
                .help("Time from a request's head to the end of its answer, without event streams")
                .labelNames("method", "route").classicOnly().withoutExemplars()
                .classicUpperBounds(0.001, 0.005, 0.025, 0.1, 0.5, 2.5, 10).register(registry);
        GaugeWithCallback.builder().name("http_server_in_flight").help("Requests being answered")
                .callback(gauge -> gauge.call(inFlight.count())).register(registry);
    }

    /** @param route a pattern of the service, or {@link #UNMATCHED} */
    void count(String method, String route, int status) {
        // Methods are the client's words: only the known ones become a label.
        var key = new Key(METHODS.contains(method) ? method : "other", route, status);
        counters.computeIfAbsent(key, k -> requests.labelValues(k.method, k.route, Integer.toString(k.status))).inc();
    }

    void time(String method, String route, long nanos) {
        var key = new Key(METHODS.contains(method) ? method : "other", route, 0);
        timers.computeIfAbsent(key, k -> durations.labelValues(k.method, k.route)).observe(nanos / 1e9);
    }
}
