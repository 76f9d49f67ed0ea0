package stoa.catalog.store;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import stoa.discovery.CheckResult;
import stoa.discovery.Intent;
import stoa.discovery.Registered;
import stoa.discovery.Registration;
import stoa.discovery.RouteRecord;

/**
 * What the store has, all of it or what changed after a revision.
 *
 * @param revision the registry's, of this state
 * @param services those that are shown, in the order of their revisions
 * @param gone services without instances that are not shown, in the order of their revisions
 * @param forgottenUpTo of services that went up to here, some are not in {@code gone}
 * @param instances those that changed
 * @param present of every service that changed, the ids of all its instances
 * @param intents of every service that changed, by instance id, where the will is not {@code enabled}
 */
public record Stored(long revision, List<Service> services, List<Service> gone, long forgottenUpTo,
        List<Instance> instances, Map<String, Set<String>> present,
        Map<String, Map<String, Intent>> intents) {

    /** An instance's name within the registry. */
    public record Key(String service, String instance) {
        @Override
        public String toString() {
            return service + "/" + instance;
        }
    }

    public record Service(long id, String name, @Nullable RouteRecord route, long revision) {}

    /**
     * @param terms without a route: that is the service's
     * @param expires the lease's end; null where there is none
     */
    public record Instance(Key key, Registration terms, Instant at, Registered.Source by, @Nullable Instant expires,
            List<CheckResult> findings) {

        /** The same with other findings. */
        public Instance with(List<CheckResult> others) {
            return new Instance(key, terms, at, by, expires, List.copyOf(others));
        }

        /** The same with another end of its lease. */
        public Instance until(@Nullable Instant end) {
            return new Instance(key, terms, at, by, end, findings);
        }
    }

    /**
     * A renewal that nobody is told of.
     *
     * @param checkedAt when a check last passed; null where none did
     */
    public record Renewal(Key key, @Nullable Instant expires, @Nullable Instant checkedAt) {}

    /** A catalog that runs: the run, and how often it has beaten. */
    public record Peer(String run, long beat) {}

    /** @param revision the registry's revision; {@code touch} the number of the latest renewal */
    public record Heads(long revision, long touch) {}

    /**
     * That an instance became routable or ceased to be.
     *
     * @param by the catalog that judged
     */
    public record Flip(Instant at, boolean routable, String reason, String by) {}
}
