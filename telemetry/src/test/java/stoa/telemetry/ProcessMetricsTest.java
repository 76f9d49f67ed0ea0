package stoa.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProcessMetricsTest {

    @Test
    void theProcessTellsItsFigures() {
        var registry = new PrometheusRegistry();
        ProcessMetrics.register(registry);
        var values = values(registry);
        assertThat(values).containsKeys("jvm_memory_max_bytes", "jvm_gc_collection_seconds");
        for (var name : new String[]{"process_start_time_seconds", "process_uptime_seconds", "process_cpu_seconds",
                "jvm_memory_used_bytes", "jvm_memory_committed_bytes", "jvm_threads_current"}) {
            assertThat(values.get(name)).as(name).isPositive();
        }
    }

    @Test
    void residentMemoryIsMoreThanTheHeapInUse() {
        var heap = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
        assertThat(ProcessMetrics.residentBytes()).isGreaterThan(heap);
    }

    private static Map<String, Double> values(PrometheusRegistry registry) {
        var values = new HashMap<String, Double>();
        for (var metric : registry.scrape()) {
            values.put(metric.getMetadata().getName(), switch (metric) {
                case CounterSnapshot counter -> counter.getDataPoints().getFirst().getValue();
                case GaugeSnapshot gauge -> gauge.getDataPoints().getFirst().getValue();
                case SummarySnapshot summary -> summary.getDataPoints().getFirst().getSum();
                default -> throw new AssertionError(metric);
            });
        }
        return values;
    }
}
