package stoa.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TrafficTest {
    private final Traffic traffic = new Traffic();

    private DataPointSnapshot point(String metric, String... labels) {
        return traffic.collect().stream().filter(s -> s.getMetadata().getName().equals(metric))
                .flatMap(s -> s.getDataPoints().stream()).filter(p -> p.getLabels().equals(Labels.of(labels)))
                .findFirst().orElseThrow();
    }

    private double count(String metric, String... labels) {
        return ((CounterDataPointSnapshot) point(metric, labels)).getValue();
    }

    @Test
    void requestsAreCountedByListenerServiceAndStatus() {
        traffic.listener("main").answered("a", 200, 1);
        traffic.listener("main").answered("a", 200, 1);
        traffic.listener("main").answered("a", 404, 1);
        traffic.listener("names").answered("a", 200, 1);
        assertThat(count("gateway_requests", "listener", "main", "service", "a", "status", "200")).isEqualTo(2);
        assertThat(count("gateway_requests", "listener", "main", "service", "a", "status", "404")).isEqualTo(1);
        assertThat(count("gateway_requests", "listener", "names", "service", "a", "status", "200")).isEqualTo(1);
    }

    @Test
    void durationsFallIntoBucketsByService() {
        traffic.listener("main").answered("a", 200, TimeUnit.MILLISECONDS.toNanos(3));
        traffic.listener("names").answered("a", 500, TimeUnit.SECONDS.toNanos(60));
        var point = (HistogramDataPointSnapshot) point("gateway_request_duration_seconds", "service", "a");
        var buckets = point.getClassicBuckets();
        for (var i = 0; i < buckets.size(); i++) {
            var expected = buckets.getUpperBound(i) == 0.005 || buckets.getUpperBound(i) == Double.POSITIVE_INFINITY;
            assertThat(buckets.getCount(i)).as("up to %s s", buckets.getUpperBound(i)).isEqualTo(expected ? 1 : 0);
        }
        assertThat(point.getSum()).isEqualTo(60.003);
    }

    @Test
    void failuresRetriesAndConnectionsAreCounted() {
        traffic.failed("a", "refused");
        traffic.retried("a");
        traffic.listener("main").opened();
        traffic.listener("main").opened();
        traffic.listener("main").closed();
        assertThat(count("gateway_upstream_failures", "service", "a", "kind", "refused")).isEqualTo(1);
        assertThat(count("gateway_retries", "service", "a")).isEqualTo(1);
        assertThat(((GaugeDataPointSnapshot) point("gateway_connections", "listener", "main")).getValue()).isEqualTo(1);
    }
}
