package stoa.gateway.balance;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import stoa.discovery.InstanceRecord;
import stoa.discovery.RegistryWatch.Registry;

/** All services of the registry with their instances, as this gateway balances over them. */
public final class Directory {
    private static final int MOST_SHOWN = 100;

    private final Map<String, UpstreamService> services = new ConcurrentHashMap<>();

    /** The service of that name, whether or not the registry knows it yet. */
    public UpstreamService service(String name) {
        return services.computeIfAbsent(name, UpstreamService::new);
    }

    /**
     * Takes over what has changed in a state of the registry.
     *
     * @return the instances that no longer take new requests, gone from the registry or not routable
     */
    public Collection<Upstream> update(Registry registry) {
        var idle = new HashSet<Upstream>();
        for (var name : registry.changed()) {
            var record = registry.services().get(name);
            idle.addAll(update(service(name), record == null ? List.of() : record.instances()));
        }
        return idle;
    }

    private static Set<Upstream> update(UpstreamService service, List<InstanceRecord> instances) {
        var before = new HashMap<String, Upstream>();
        service.all().forEach(u -> before.put(u.id(), u));
        var after = new ArrayList<Upstream>();
        for (var instance : instances) {
            var known = before.get(instance.id());
            if (known != null && known.url().equals(instance.url())) {
                known.tell(instance);
                after.add(known);
            } else {
                after.add(Upstream.of(service.name(), instance));
            }
        }
        service.set(after);
        var idle = new HashSet<>(before.values());
        after.forEach(u -> {
            if (u.told().routable()) {
                idle.remove(u);
            }
        });
        return idle;
    }

    /** Every service and instance as it is now, for people. */
    public List<ServiceView> view() {
        var now = System.nanoTime();
        return services.values().stream().filter(s -> !s.all().isEmpty())
                .sorted((a, b) -> a.name().compareTo(b.name()))
                .map(s -> new ServiceView(s.name(), s.all().stream().map(u -> view(u, now)).toList())).toList();
    }

    /** The instances that get no requests from here now, each with the reason; no more than some. */
    public List<UnroutableView> unroutable() {
        var now = System.nanoTime();
        return services.values().stream().flatMap(s -> s.all().stream())
                .filter(u -> !u.told().routable() || u.refusals().leftAlone(now))
                .sorted(Comparator.comparing(Upstream::service).thenComparing(Upstream::id)).limit(MOST_SHOWN)
                .map(u -> new UnroutableView(u.service(), u.id(),
                        u.told().routable() ? "left alone for a moment: " + u.refusals().why() : u.told().reason()))
                .toList();
    }

    private static InstanceView view(Upstream upstream, long now) {
        var told = upstream.told();
        var leftAlone = upstream.refusals().left(now).toMillis();
        return new InstanceView(upstream.id(), upstream.url().toString(), told.weight(), told.routable(), told.reason(),
                upstream.inFlight(), leftAlone, leftAlone > 0 ? upstream.refusals().why() : "");
    }

    /** An instance that gets no requests, for people. */
    public record UnroutableView(String service, String instance, String reason) {}

    /** A service for people. */
    public record ServiceView(String service, List<InstanceView> instances) {}

    /**
     * An instance for people.
     *
     * @param leftAloneMs for how long this gateway still avoids it, 0 when it does not
     * @param leftAloneFor why, empty when it does not
     */
    public record InstanceView(String id, String url, int weight, boolean routable, String reason, int inFlight,
            long leftAloneMs, String leftAloneFor) {}
}
