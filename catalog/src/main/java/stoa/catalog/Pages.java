package stoa.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;
import stoa.catalog.store.Stored;
import stoa.discovery.CheckResult;
import stoa.discovery.Intent;
import stoa.discovery.ServiceRecord;

/** The shapes of the catalog's answers and requests that are its own. */
final class Pages {
    private Pages() {}

    /** What is here, as links relative to {@code /}. */
    record Index(String service, String services, String health, String logs, String stats, String watch,
            String discover, String prometheus, String status, String metrics, String openapi) {
        static final Index HERE = new Index("catalog", "services", "services/health", "services/logs",
                "services/stats", "services/watch", "services/discover", "services/prometheus", "status", "metrics",
                "openapi.json");
    }

    record Services(List<ServiceRecord> services, @Nullable String next) {}

    record Healths(List<ServiceHealth> services, @Nullable String next) {}

    record ServiceHealth(String name, ServiceRecord.State state, List<InstanceHealth> instances) {
        static ServiceHealth of(ServiceRecord service) {
            return new ServiceHealth(service.name(), service.state(), service.instances().stream()
                    .map(i -> new InstanceHealth(i.id(), i.routable(), i.reason(), i.checks())).toList());
        }
    }

    record InstanceHealth(String id, boolean routable, String reason, List<CheckResult> checks) {}

    record Will(Intent intent) {}

    record Scale(int replicas) {}

    /** @param instances the ids of those that run now */
    record Scaled(String service, int replicas, List<String> instances) {}

    record History(List<Stored.Flip> flips) {}
}
