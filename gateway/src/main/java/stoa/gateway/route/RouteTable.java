package stoa.gateway.route;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import stoa.gateway.http1.Field;
import stoa.gateway.http1.Head;
import stoa.gateway.http1.Target;

/**
 * The routes of one listener. A host of its own goes before any host, then the longest prefix, then more conditions before
 * fewer, then the order. Immutable: a new table takes the old one's place.
 */
public final class RouteTable {
    private final List<Route> routes;
    private final PathTable any;
    private final @Nullable HostTable hosts;

    /** @param routes of two that take the same requests the first counts */
    public RouteTable(List<Route> routes) {
        this.routes = List.copyOf(routes);
        var byHost = new LinkedHashMap<String, List<Route>>();
        var others = new ArrayList<Route>();
        for (var route : routes) {
            var host = route.match().host();
            (host.isEmpty() ? others : byHost.computeIfAbsent(host, _ -> new ArrayList<>())).add(route);
        }
        any = new PathTable(others, null);
        hosts = byHost.isEmpty() ? null : new HostTable(byHost, any);
    }

    /** All of them, in their order. */
    public List<Route> routes() {
        return routes;
    }

    /**
     * The route of a request by its path alone, which begins with a slash or is empty; null where none leads on. A stripped
     * prefix is also found for the path that lacks just its last slash: {@link Route#lacksSlash}.
     */
    public @Nullable Route find(byte[] path, int from, int to) {
        return any.find(path, from, to, null);
    }

    /** As {@link #find(byte[], int, int)}, by all that a request says. */
    public @Nullable Route find(byte[] path, int from, int to, Head head, Target target) {
        var table = hosts == null ? any : ofHost(hosts, head, target);
        for (; table != null; table = table.wider) {
            var found = table.find(path, from, to, head);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private PathTable ofHost(HostTable among, Head head, Target target) {
        var host = head.find(Field.HOST);
        PathTable found = null;
        if (target.form() == Target.Form.ABSOLUTE) {
            found = among.find(head.bytes(), target.authorityStart(), target.authorityEnd());
        } else if (host >= 0) {
            found = among.find(head.bytes(), head.valueStart(host), head.valueEnd(host));
        }
        return found == null ? any : found;
    }
}
