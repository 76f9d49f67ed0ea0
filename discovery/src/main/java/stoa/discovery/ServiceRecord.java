package stoa.discovery;

import java.util.List;

/**
 * A service with its instances, as {@code GET /services/{id}} answers it and the watch sends it.
 *
 * @param id a number that never changes; 1 is the name service
 * @param url relative to the gateway's root, where the service is reached by name: {@code services/call/orders/}
 * @param revision the registry's revision at this record's last change
 */
public record ServiceRecord(long id, String name, String url, State state, List<RouteRecord> routes,
        List<InstanceRecord> instances, long revision) {
    /** UP: all enabled instances routable; DEGRADED: some; DOWN: none. */
    public enum State { UP, DEGRADED, DOWN }

    public ServiceRecord {
        routes = List.copyOf(routes);
        instances = List.copyOf(instances);
    }
}
