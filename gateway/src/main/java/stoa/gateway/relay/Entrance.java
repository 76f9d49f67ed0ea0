package stoa.gateway.relay;

import stoa.gateway.admin.ListenerTraffic;
import stoa.gateway.route.RouteTable;

/** What the relay has to know of the listener that a connection came in by. The table is replaced as a whole. */
public final class Entrance {
    private final ListenerTraffic traffic;
    private volatile RouteTable routes;

    public Entrance(RouteTable routes, ListenerTraffic traffic) {
        this.routes = routes;
        this.traffic = traffic;
    }

    public RouteTable routes() {
        return routes;
    }

    public void routes(RouteTable table) {
        routes = table;
    }

    ListenerTraffic traffic() {
        return traffic;
    }
}
