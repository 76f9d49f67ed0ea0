package stoa.gateway.admin;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.Unit;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What went through the gateway, counted. Counting touches adders alone; names and labels are made when it is asked. */
public final class Traffic implements MultiCollector {
    private final Map<String, ListenerTraffic> listeners = new ConcurrentHashMap<>();
    private final Map<String, Latency> latencies = new ConcurrentHashMap<>();
    private final Map<Failure, LongAdder> failures = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> retries = new ConcurrentHashMap<>();

    private record Failure(String service, String kind) {}

    public void register(PrometheusRegistry registry) {
        registry.register(this);
    }

    public ListenerTraffic listener(String label) {
        return listeners.computeIfAbsent(label,
                _ -> new ListenerTraffic(service -> latencies.computeIfAbsent(service, _ -> new Latency())));
    }

    /** A try that failed. */
    public void failed(String service, String kind) {
        failures.computeIfAbsent(new Failure(service, kind), _ -> new LongAdder()).increment();
    }

    /** A request that was sent once more. */
    public void retried(String service) {
        retries.computeIfAbsent(service, _ -> new LongAdder()).increment();
    }

    @Override
    public MetricSnapshots collect() {
        return new MetricSnapshots(requests(), durations(), upstreamFailures(), retriesSnapshot(), connections());
    }

    private CounterSnapshot requests() {
        var all = CounterSnapshot.builder().name("gateway_requests").help("Requests answered, by status");
        listeners.forEach((label, listener) -> listener.meters().forEach((service, meter) -> meter.statuses()
                .forEach((status, count) -> all.dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder()
                        .labels(Labels.of("listener", label, "service", service, "status", Integer.toString(status)))
                        .value(count).build()))));
        return all.build();
    }

    private HistogramSnapshot durations() {
        var all = HistogramSnapshot.builder().name("gateway_request_duration_seconds").unit(Unit.SECONDS)
                .help("From a request's head to the end of its answer");
        latencies.forEach((service, latency) -> all.dataPoint(latency.snapshot(Labels.of("service", service))));
        return all.build();
    }

    private CounterSnapshot upstreamFailures() {
        var all = CounterSnapshot.builder().name("gateway_upstream_failures").help("Tries that failed, by kind");
        failures.forEach((failure, count) -> all.dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder()
                .labels(Labels.of("service", failure.service(), "kind", failure.kind())).value((double) count.sum())
                .build()));
        return all.build();
    }

    private CounterSnapshot retriesSnapshot() {
        var all = CounterSnapshot.builder().name("gateway_retries").help("Requests that were sent once more");
        retries.forEach((service, count) -> all.dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder()
                .labels(Labels.of("service", service)).value((double) count.sum()).build()));
        return all.build();
    }

    private GaugeSnapshot connections() {
        var all = GaugeSnapshot.builder().name("gateway_connections").help("Open connections of clients");
        listeners.forEach((label, listener) -> all.dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder()
                .labels(Labels.of("listener", label)).value((double) listener.connections()).build()));
        return all.build();
    }
}
