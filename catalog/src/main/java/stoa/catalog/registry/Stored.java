package stoa.catalog.registry;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import stoa.catalog.watch.Changes;
import stoa.discovery.CheckResult;
import stoa.discovery.Intent;
import stoa.discovery.Registered;
import stoa.discovery.Registration;
import stoa.discovery.RouteRecord;

/**
 * The registry as the store has it.
 *
 * @param begin the first revision of this run; the store has it already
 * @param earlier what earlier runs told and stored
 * @param gone services without instances that are not shown, the latest to go, in the order of their revisions
 * @param forgottenUpTo of services that went up to here, some are not in {@code gone}
 */
record Stored(long begin, List<Changes.Span> earlier, List<Service> services, List<Service> gone, long forgottenUpTo,
        List<Instance> instances, Map<Key, Intent> intents) {

    /** An instance's name within the registry. */
    record Key(String service, String instance) {
        @Override
        public String toString() {
            return service + "/" + instance;
        }
    }

    record Service(long id, String name, @Nullable RouteRecord route, long revision) {}

    /** @param terms without a route: that is the service's */
    record Instance(Key key, Registration terms, Instant at, Registered.Source by, @Nullable Instant expires,
            List<CheckResult> findings) {}

    /** What is stored after it has been told; up to {@code revision} nothing else is missing then. */
    record Told(long revision, Map<String, Long> services, List<Instance> instances) {
        boolean isEmpty() {
            return services.isEmpty() && instances.isEmpty();
        }
    }
}
