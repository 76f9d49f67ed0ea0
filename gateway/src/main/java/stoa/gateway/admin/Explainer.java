package stoa.gateway.admin;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import stoa.gateway.balance.Directory;
import stoa.gateway.balance.UpstreamService;
import stoa.gateway.balance.Views.InstanceView;
import stoa.gateway.balance.Views.ServiceView;
import stoa.gateway.filter.EditRules;
import stoa.gateway.http1.BadMessage;
import stoa.gateway.http1.Head;
import stoa.gateway.http1.HeadReader;
import stoa.gateway.http1.Target;
import stoa.gateway.route.Destination;
import stoa.gateway.route.Route;
import stoa.gateway.route.RouteTable;
import stoa.gateway.route.SeenPath;
import stoa.gateway.route.Trial;
import stoa.http.Problem;

/** Says what would become of a request, by reading it as the listener does and asking the table that it asks. */
final class Explainer {
    private static final int LONGEST = 64 * 1024;

    private final RouteTable table;
    private final Directory directory;

    Explainer(RouteTable table, Directory directory) {
        this.table = table;
        this.directory = directory;
    }

    /**
     * What would become of a request.
     *
     * @param outcome in one sentence
     * @param candidates every route that the path falls under: the one that was taken first, then the others as they would be
     *            asked, each with why it was not taken
     * @param path what the service sees, empty where none sees any
     * @param says what the route says: edits, policy
     */
    record Explanation(String outcome, List<Candidate> candidates, String path, Map<String, String> says,
            List<Way> ways) {}

    /** A route that the path falls under. */
    record Candidate(String source, String name, String takes, String leads, boolean taken, String why) {}

    /**
     * A service that it leads to.
     *
     * @param share of the requests that fall to it, {@code 5 of 100}; empty where all do
     * @param chosen which of its instances would be asked, as far as that is certain
     * @param instances every one of them
     */
    record Way(String service, String share, String chosen, List<InstanceView> instances) {}

    /**
     * @param url a path, or an address with host and path
     * @param headers {@code Name: value} each
     * @param client who would ask; null where that is not said
     * @throws Problem 422 for what cannot be a request at all
     */
    Explanation of(String method, String url, List<String> headers, @Nullable InetAddress client) {
        var text = head(method, url, headers);
        var bytes = (text + "\0").getBytes(StandardCharsets.ISO_8859_1);
        var head = new Head();
        var target = new Target();
        try {
            if (!new HeadReader(LONGEST, LONGEST).request(bytes, bytes.length - 1, head)) {
                throw Problem.invalid("url", "is no request that ends");
            }
            target.read(head);
        } catch (BadMessage e) {
            return nothing("answered by the gateway with " + e.status() + ": " + e.detail());
        }
        if (target.form() == Target.Form.ASTERISK || method.equals("CONNECT") || method.equals("TRACE")) {
            return nothing("answered by the gateway itself: no route is asked");
        }
        return of(head, target, client);
    }

    private static Explanation nothing(String outcome) {
        return new Explanation(outcome, List.of(), "", Map.of(), List.of());
    }

    private static String head(String method, String url, List<String> headers) {
        var all = new ArrayList<>(headers);
        all.add(method);
        all.add(url);
        if (!all.stream().allMatch(t -> t.chars().allMatch(c -> c >= ' ' && c < 0x7f))) {
            throw Problem.invalid("url", "and method and headers must be of printable ASCII");
        }
        headers.stream().filter(h -> h.indexOf(':') < 0 || !EditRules.isName(h.substring(0, h.indexOf(':'))))
                .findFirst().ifPresent(h -> {
                    throw Problem.invalid("header", "\"" + h + "\" is not of the form Name: value");
                });
        var path = url;
        // a name that no route can have
        var host = "localhost";
        var scheme = url.indexOf("://");
        if (!url.startsWith("/") && scheme > 0) {
            var slash = url.indexOf('/', scheme + 3);
            host = url.substring(scheme + 3, slash < 0 ? url.length() : slash);
            path = slash < 0 ? "/" : url.substring(slash);
        }
        var hasHost = headers.stream().anyMatch(h -> h.regionMatches(true, 0, "Host:", 0, 5));
        return method + " " + path + " HTTP/1.1\r\n" + (hasHost ? "" : "Host: " + host + "\r\n")
                + String.join("", headers.stream().map(h -> h + "\r\n").toList()) + "\r\n";
    }

    private Explanation of(Head head, Target target, @Nullable InetAddress client) {
        var path = SeenPath.of(head, target);
        var taken = table.find(path.bytes(), path.from(), path.to(), head, target);
        var trial = new Trial(head, target,
                new String(path.bytes(), path.from(), path.length(), StandardCharsets.ISO_8859_1));
        var candidates = trial.of(table, taken).stream().map(Explainer::candidate).toList();
        if (taken == null) {
            return new Explanation("answered by the gateway with 404: no route takes it", candidates, "", Map.of(),
                    List.of());
        }
        if (taken.lacksSlash(path.length())) {
            return new Explanation("answered by the gateway with 308: the path lacks the slash at its end", candidates,
                    "", RouteWords.says(taken), List.of());
        }
        var rest = head.text(path.afterPrefix(taken), target.pathEnd());
        var query = head.text(target.pathEnd(), target.end());
        var services = RouteWords.services(taken);
        var seen = services.isEmpty() ? "" : seen(taken, rest) + query;
        return new Explanation(outcome(taken, rest, query), candidates, seen, RouteWords.says(taken),
                services.stream().map(s -> way(s, taken, head, client)).toList());
    }

    private static String seen(Route taken, String rest) {
        var path = taken.edits().rewrite() + rest;
        return path.isEmpty() ? "/" : path;
    }

    private static Candidate candidate(Trial.Tried tried) {
        var route = tried.route();
        return new Candidate(RouteWords.source(route), route.label().name(), route.takes(), RouteWords.leads(route),
                tried.taken(), tried.why());
    }

    private static String outcome(Route taken, String rest, String query) {
        return switch (taken.to()) {
            case Destination.ToService(var service) -> "relayed to the service " + service.name();
            case Destination.Home(var service, var page) ->
                "relayed to the service " + service.name() + "; a browser at the root is sent to " + page;
            case Destination.Split _ -> "relayed to one of " + RouteWords.leads(taken)
                    + ", by weight and chance; where that one has no instance it fails, and no other takes its place";
            case Destination.NoSuchService() -> "answered by the gateway with 404: there is no service of that name";
            case Destination.Redirect to ->
                "answered by the gateway with " + to.status() + ", to " + to.location(rest, query);
            case Destination.Fixed(var reply) -> "answered by the gateway with " + reply.status();
            case Destination.Files _ -> "answered by the gateway with a file, or 404 where there is none";
        };
    }

    private Way way(UpstreamService service, Route route, Head head, @Nullable InetAddress client) {
        var instances = directory.view().stream().filter(s -> s.service().equals(service.name())).findFirst()
                .map(ServiceView::instances).orElse(List.of());
        var share = share(service, route);
        return new Way(service.name(), share,
                new Choice(service, route.policy().balancing()).words(instances, head, client), instances);
    }

    private static String share(UpstreamService service, Route route) {
        return route.to() instanceof Destination.Split(var parts, var total)
                ? parts.stream().filter(p -> p.service() == service).map(p -> p.weight() + " of " + total).findFirst()
                        .orElse("")
                : "";
    }
}
