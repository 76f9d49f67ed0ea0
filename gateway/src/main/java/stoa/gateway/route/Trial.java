package stoa.gateway.route;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import stoa.gateway.http1.Field;
import stoa.gateway.http1.Head;
import stoa.gateway.http1.Target;

/** Says for each route that a request's path falls under why it takes the request or does not. For people, and slow. */
public final class Trial {
    private final Head head;
    private final String host;
    private final String path;

    /** A route and what became of it; {@code why} is empty for the one that was taken. */
    public record Tried(Route route, boolean taken, String why) {}

    /** @param path as {@link RouteTable#find} reads it */
    public Trial(Head head, Target target, String path) {
        this.head = head;
        this.path = path.isEmpty() ? "/" : path;
        this.host = host(head, target);
    }

    private static String host(Head head, Target target) {
        var at = head.find(Field.HOST);
        var absolute = target.form() == Target.Form.ABSOLUTE;
        if (!absolute && at < 0) {
            return "";
        }
        var from = absolute ? target.authorityStart() : head.valueStart(at);
        var to = HostTable.nameEnd(head.bytes(), from, absolute ? target.authorityEnd() : head.valueEnd(at));
        return head.text(from, to).toLowerCase(java.util.Locale.ROOT);
    }

    /** The one that was taken first, then the others in the order in which they would be asked. */
    public List<Tried> of(RouteTable table, @Nullable Route taken) {
        var tried = new ArrayList<Tried>();
        if (taken != null) {
            tried.add(new Tried(taken, true, ""));
        }
        table.routes().stream().filter(r -> !r.equals(taken) && isPathOf(r)).sorted(this::before)
                .forEach(r -> tried.add(new Tried(r, false, why(r, taken))));
        return tried;
    }

    private boolean isPathOf(Route route) {
        var of = route.prefix();
        if (route.match().exact()) {
            return path.equals(of);
        }
        return of.endsWith("/")
                ? path.startsWith(of) || (route.strip() && path.equals(of.substring(0, of.length() - 1)))
                : path.equals(of) || path.startsWith(of + "/");
    }

    private boolean isHostOf(Route route) {
        var of = route.match().host();
        return of.isEmpty() || (HostTable.isSuffix(of)
                ? host.length() > of.length() - 1 && host.endsWith(of.substring(1))
                : host.equals(of));
    }

    private String why(Route route, @Nullable Route taken) {
        if (!isHostOf(route)) {
            return "the host is not " + route.match().host();
        }
        var missing = Conditions.of(route.match()).missing(head);
        if (!missing.isEmpty() || taken == null) {
            return missing;
        }
        if (!route.match().host().equals(taken.match().host())) {
            return "a route for " + taken.match().host() + " goes first";
        }
        if (weight(taken) > weight(route)) {
            return taken.match().exact() ? "the path alone goes before all below it" : "a longer prefix goes first";
        }
        return taken.match().conditions() > route.match().conditions()
                ? "one with more conditions goes first"
                : "one that takes the same comes earlier";
    }

    /** A host of its own before a longer suffix before a shorter one, then as the paths go. */
    int before(Route a, Route b) {
        var byHost = Integer.compare(hostWeight(b), hostWeight(a));
        var byPath = byHost != 0 ? byHost : Integer.compare(weight(b), weight(a));
        return byPath != 0 ? byPath : Integer.compare(b.match().conditions(), a.match().conditions());
    }

    private static int hostWeight(Route route) {
        var host = route.match().host();
        return host.isEmpty() ? 0 : HostTable.isSuffix(host) ? host.length() : 1 << 20;
    }

    private int weight(Route route) {
        var length = route.prefix().length();
        // the one that only lacks its last slash comes after those that name the path as it is
        if (path.length() == length - 1) {
            return 2 * path.length() - 1;
        }
        return 2 * length + (route.match().exact() ? 1 : 0);
    }
}
