package stoa.gateway.admin;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;

/** The answers of one service through one listener. */
final class Meter {
    private static final int LEAST = 100;
    private static final int MOST = 599;

    private final AtomicReferenceArray<LongAdder> byStatus = new AtomicReferenceArray<>(MOST - LEAST + 1);
    private final Latency latency;

    Meter(Latency latency) {
        this.latency = latency;
    }

    void count(int status, long nanos) {
        count(status);
        latency.record(nanos);
    }

    void count(int status) {
        var i = Math.clamp(status, LEAST, MOST) - LEAST;
        var adder = byStatus.get(i);
        if (adder == null) {
            byStatus.compareAndSet(i, null, new LongAdder());
            adder = byStatus.get(i);
        }
        adder.increment();
    }

    Map<Integer, Long> statuses() {
        var counts = new TreeMap<Integer, Long>();
        for (var i = 0; i < byStatus.length(); i++) {
            var adder = byStatus.get(i);
            if (adder != null) {
                counts.put(i + LEAST, adder.sum());
            }
        }
        return counts;
    }
}
