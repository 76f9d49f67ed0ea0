package stoa.services.probe;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** What Prometheus is told of each target. */
final class ProbeMetrics {
    private final Gauge up = Gauge.builder().name("probe_up").help("1 for a target that is up, 0 for one that is down")
            .labelNames("target").build();
    private final Counter results = Counter.builder().name("probe_results_total")
            .help("Probes by outcome: ok, unreachable, timeout, status, text, slow").labelNames("target", "outcome")
            .withoutExemplars().build();
    private final Histogram durations = Histogram.builder().name("probe_duration_seconds")
            .help("Time from a probe's beginning to the end of the answer, of whole answers").labelNames("target")
            .classicOnly().withoutExemplars().classicUpperBounds(0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 10).build();

    void register(PrometheusRegistry registry) {
        registry.register(up);
        registry.register(results);
        registry.register(durations);
    }

    void count(Target target, Result result, Standing standing) {
        results.labelValues(target.name(), result.outcome().word()).inc();
        if (result.code().isPresent()) {
            durations.labelValues(target.name()).observe(result.took().toNanos() / 1e9);
        }
        if (standing.state() != Standing.State.UNKNOWN) {
            up.labelValues(target.name()).set(standing.state() == Standing.State.UP ? 1 : 0);
        }
    }
}
