package stoa.gateway.relay;

import org.jspecify.annotations.Nullable;
import stoa.gateway.admin.ListenerTraffic;
import stoa.gateway.route.RouteTable;
import stoa.gateway.tls.Redirect;

/** What the relay has to know of the listener that a connection came in by. The table is replaced as a whole. */
public final class Entrance {
    private final ListenerTraffic traffic;
    private final String scheme;
    private volatile RouteTable routes;
    private volatile @Nullable Redirect redirect;

    /** @param scheme by which clients come in: http or https */
    public Entrance(RouteTable routes, ListenerTraffic traffic, String scheme) {
        this.routes = routes;
        this.traffic = traffic;
        this.scheme = scheme;
    }

    String scheme() {
        return scheme;
    }

    /** Where requests should have been asked; null where they are welcome. */
    @Nullable
    Redirect redirect() {
        return redirect;
    }

    public void redirect(Redirect to) {
        redirect = to;
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
