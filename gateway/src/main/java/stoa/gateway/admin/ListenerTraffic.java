package stoa.gateway.admin;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/** What went through one listener. */
public final class ListenerTraffic {
    private final Map<String, Meter> meters = new ConcurrentHashMap<>();
    private final LongAdder connections = new LongAdder();
    private final Function<String, Latency> latencies;

    ListenerTraffic(Function<String, Latency> latencies) {
        this.latencies = latencies;
    }

    /** @param service where it went; empty for a request that led nowhere */
    public void answered(String service, int status, long nanos) {
        meter(service).count(status, nanos);
    }

    /** What came was no request, so how long it took tells nothing. */
    public void refused(int status) {
        meter("").count(status);
    }

    private Meter meter(String service) {
        var meter = meters.get(service);
        return meter != null ? meter : meters.computeIfAbsent(service, name -> new Meter(latencies.apply(name)));
    }

    public void opened() {
        connections.increment();
    }

    public void closed() {
        connections.decrement();
    }

    long connections() {
        return connections.sum();
    }

    Map<String, Meter> meters() {
        return meters;
    }
}
