package stoa.gateway.admin;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.ArrayList;
import java.util.concurrent.atomic.LongAdder;

/** How long one service's requests took, in fixed buckets. */
final class Latency {
    private static final long[] UP_TO_MICROS = {250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000,
            500_000, 1_000_000, 2_500_000, 5_000_000, 10_000_000, 30_000_000};

    private final LongAdder[] buckets = new LongAdder[UP_TO_MICROS.length + 1];
    private final LongAdder sumNanos = new LongAdder();

    Latency() {
        for (var i = 0; i < buckets.length; i++) {
            buckets[i] = new LongAdder();
        }
    }

    void record(long nanos) {
        var micros = nanos / 1000;
        var i = 0;
        while (i < UP_TO_MICROS.length && micros > UP_TO_MICROS[i]) {
            i++;
        }
        buckets[i].increment();
        sumNanos.add(nanos);
    }

    HistogramDataPointSnapshot snapshot(Labels labels) {
        var bounds = new ArrayList<Double>();
        var counts = new ArrayList<Number>();
        for (var i = 0; i < buckets.length; i++) {
            bounds.add(i < UP_TO_MICROS.length ? UP_TO_MICROS[i] / 1e6 : Double.POSITIVE_INFINITY);
            counts.add(buckets[i].sum());
        }
        return HistogramDataPointSnapshot.builder().labels(labels).sum(sumNanos.sum() / 1e9)
                .classicHistogramBuckets(ClassicHistogramBuckets.of(bounds, counts)).build();
    }
}
