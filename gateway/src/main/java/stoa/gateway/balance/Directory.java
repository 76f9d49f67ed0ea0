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
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import stoa.discovery.InstanceRecord;
import stoa.discovery.RegistryWatch.Registry;
import stoa.gateway.balance.Views.EjectionCount;
import stoa.gateway.balance.Views.ServiceView;
import stoa.gateway.balance.Views.UnroutableView;

/** All services of the registry with their instances, as this gateway balances over them. */
public final class Directory {
    private static final int MOST_SHOWN = 100;

    private final Map<String, UpstreamService> services = new ConcurrentHashMap<>();
    private final LongSupplier nanos;
    private volatile Rules rules = Rules.DEFAULT;

    public Directory() {
        this(System::nanoTime);
    }

    Directory(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** What holds from now on; to be called before the first {@link #update}. */
    public void goBy(BalanceSettings settings, Notices notices) {
        rules = new Rules(settings, notices);
    }

    /** The service of that name, whether or not the registry knows it yet. */
    public UpstreamService service(String name) {
        return services.computeIfAbsent(name, n -> new UpstreamService(n, () -> rules));
    }

    /**
     * Takes over what has changed in a state of the registry.
     *
     * @return the instances that no longer take new requests, gone from the registry or not routable
     */
    public Collection<Upstream> update(Registry registry) {
        var now = nanos.getAsLong();
        var idle = new HashSet<Upstream>();
        for (var name : registry.changed()) {
            var record = registry.services().get(name);
            idle.addAll(update(service(name), record == null ? List.of() : record.instances(), now));
        }
        return idle;
    }

    private static Set<Upstream> update(UpstreamService service, List<InstanceRecord> instances, long now) {
        var before = new HashMap<String, Upstream>();
        service.all().forEach(u -> before.put(u.id(), u));
        var after = new ArrayList<Upstream>();
        for (var instance : instances) {
            var known = before.get(instance.id());
            if (known != null && known.url().equals(instance.url())) {
                known.tell(instance, now);
                after.add(known);
            } else {
                after.add(Upstream.of(service, instance, now));
            }
        }
        service.set(after, now);
        var idle = new HashSet<>(before.values());
        after.forEach(u -> {
            if (u.told().routable()) {
                idle.remove(u);
            }
        });
        return idle;
    }

    private Stream<UpstreamService> known() {
        return services.values().stream().filter(s -> !s.all().isEmpty())
                .sorted(Comparator.comparing(UpstreamService::name));
    }

    /** Every service and instance as it is now, for people. */
    public List<ServiceView> view() {
        var now = nanos.getAsLong();
        return known().map(s -> Views.of(s, now)).toList();
    }

    /** The instances that get no requests from here now, each with the reason; no more than some. */
    public List<UnroutableView> unroutable() {
        var now = nanos.getAsLong();
        return services.values().stream().flatMap(s -> s.all().stream())
                .filter(u -> !u.told().routable() || u.standing().isOut())
                .sorted(Comparator.comparing(Upstream::service).thenComparing(Upstream::id)).limit(MOST_SHOWN)
                .map(u -> new UnroutableView(u.service(), u.id(),
                        u.told().routable() ? Views.leftAlone(u, now) : u.told().reason()))
                .toList();
    }

    /** How often instances were left alone, for each service and kind of which there was one. */
    public List<EjectionCount> ejections() {
        return known().flatMap(s -> Stream.of(Ejection.Kind.values())
                .map(kind -> new EjectionCount(s.name(), kind, s.ejector().count(kind))))
                .filter(c -> c.count() > 0).toList();
    }

    /** The services with instances, each with whether all that are routable are left alone. */
    public Map<String, Boolean> panics() {
        var panics = new HashMap<String, Boolean>();
        known().forEach(s -> panics.put(s.name(), s.isPanic()));
        return panics;
    }
}
