package stoa.catalog.store;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import stoa.discovery.Intent;
import stoa.discovery.RouteRecord;

/**
 * A change of the registry, planned on its state at one revision. Each service of it takes a revision of its own, in
 * their order.
 *
 * @param base the revision it was planned on; it can be committed on no other
 */
public record Draft(long base, List<ServiceDraft> services) {
    public Draft {
        services = List.copyOf(services);
    }

    /** Nothing to change. */
    public static Draft none(long base) {
        return new Draft(base, List.of());
    }

    public boolean isEmpty() {
        return services.isEmpty();
    }

    /** The registry's revision once this is committed. */
    public long revision() {
        return base + services.size();
    }

    /** The revision of the service at this place. */
    public long revision(int index) {
        return base + index + 1;
    }

    /**
     * One service's change.
     *
     * @param route its route afterwards
     * @param present whether it is shown afterwards
     * @param put instances that are new or differ
     * @param removed ids of instances that go
     * @param forgotten whether they go because nobody renewed their leases
     * @param intents operators' wills that differ, by instance id
     */
    public record ServiceDraft(String name, @Nullable RouteRecord route, boolean present, List<Put> put,
            List<String> removed, boolean forgotten, Map<String, Intent> intents) {
        public ServiceDraft {
            put = List.copyOf(put);
            removed = List.copyOf(removed);
            intents = Map.copyOf(intents);
        }
    }

    /**
     * An instance as it is afterwards.
     *
     * @param renewed whether its lease begins anew
     * @param flip set where this makes it routable or unroutable
     */
    public record Put(Stored.Instance instance, boolean renewed, Stored.@Nullable Flip flip) {}
}
