package stoa.discovery;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The gateway's built-in prefixes, and the one service that may claim each. */
public final class ReservedPrefixes {
    private static final String NOBODY = "";
    private static final Map<String, String> OWNERS = new TreeMap<>(Map.ofEntries(
            Map.entry("/", "catalog"), Map.entry("/services/", "catalog"),
            Map.entry("/api/", "names"), Map.entry("/flask/", "flask"), Map.entry("/go/", "go"),
            Map.entry("/points/", "points"), Map.entry("/users", "users"), Map.entry("/directory/", "directory"),
            Map.entry("/infra/", "infra"), Map.entry("/records/", "records"), Map.entry("/hello/", "greeter"),
            Map.entry("/probe/", "probe"), Map.entry("/events", "events"), Map.entry("/rabbitmq/", NOBODY),
            Map.entry("/console/", "console"),
            Map.entry("/docs/", "docs"), Map.entry("/metrics", NOBODY), Map.entry("/health", NOBODY),
            Map.entry("/status", NOBODY), Map.entry("/openapi.json", NOBODY)));

    private ReservedPrefixes() {}

    /** Why a service may not have this prefix, in words; empty where it may. */
    public static Optional<String> conflict(String prefix, String service) {
        return OWNERS.entrySet().stream()
                .filter(e -> RouteRecord.overlap(e.getKey(), prefix) && !e.getValue().equals(service)).findFirst()
                .map(e -> reason(prefix, e.getKey(), e.getValue()));
    }

    private static String reason(String prefix, String reserved, String owner) {
        var whose = owner.equals(NOBODY) ? "is the gateway's own" : "belongs to the service " + owner;
        return prefix.equals(reserved)
                ? prefix + " " + whose
                : prefix + " overlaps with " + reserved + ", which " + whose;
    }
}
