package stoa.gateway.balance;

import java.util.List;
import java.util.concurrent.TimeUnit;
import stoa.runtime.Values;

/** Services and instances for people. */
public final class Views {
    private Views() {}

    /** An instance that gets no requests. */
    public record UnroutableView(String service, String instance, String reason) {}

    /** How often a service's instances were left alone for that. */
    public record EjectionCount(String service, Ejection.Kind kind, long count) {}

    /**
     * A service.
     *
     * @param panic in words, that requests go to instances that are left alone, or unroutable by what gateways found, since no other is left; mostly empty
     */
    public record ServiceView(String service, String panic, List<InstanceView> instances) {}

    /**
     * An instance.
     *
     * @param share the part of new requests that goes there by weight and age, from 0 to 1; latency and load shift it
     * @param latencyMs to the first byte of its answers, pessimistic, fading; 0 when it has not answered yet
     * @param failuresInARow of its latest requests
     * @param leftAloneMs for how long this gateway still avoids it, 0 when it does not or waits for a probe
     * @param leftAloneKind what for, as in the metrics; empty when it is not left alone
     * @param leftAloneFor the same in words
     */
    public record InstanceView(String id, String url, int weight, boolean routable, String reason, int inFlight,
            double share, double latencyMs, int failuresInARow, long leftAloneMs, String leftAloneKind,
            String leftAloneFor) {}

    static ServiceView of(UpstreamService service, long now) {
        var candidates = service.candidates();
        var panic = "";
        if (candidates.asksDoubted) {
            panic = "no routable instance takes connections, so requests also go to those that gateways found failing";
        } else if (candidates.isPanic()) {
            panic = "all routable instances are left alone, so requests go to them all the same";
        }
        return new ServiceView(service.name(), panic,
                service.all().stream().map(u -> of(u, candidates.share(u, now), now)).toList());
    }

    private static InstanceView of(Upstream upstream, double share, long now) {
        var told = upstream.told();
        var ejection = upstream.standing().ejection();
        return new InstanceView(upstream.id(), upstream.url().toString(), told.weight(), told.routable(), told.reason(),
                upstream.inFlight(), Math.round(share * 1000) / 1000.0,
                Math.round(upstream.latency().nanos() / TimeUnit.MICROSECONDS.toNanos(1)) / 1000.0,
                upstream.window().inARow(), ejection == null ? 0 : ejection.left(now).toMillis(),
                ejection == null ? "" : ejection.kind().label(), ejection == null ? "" : ejection.why());
    }

    /** Why, for how long, and what comes then. */
    static String leftAlone(Upstream upstream, long now) {
        var ejection = upstream.standing().ejection();
        if (ejection == null) {
            return "";
        }
        var left = ejection.left(now);
        return "left alone for " + (left.toMillis() > 0 ? Values.text(left) + " more: " : "a request to probe it: ")
                + ejection.why();
    }
}
