package stoa.gateway.admin;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import stoa.gateway.balance.Directory;
import stoa.gateway.balance.Views.InstanceView;
import stoa.gateway.balance.Views.ServiceView;
import stoa.gateway.filter.EditRules;
import stoa.gateway.http1.BadMessage;
import stoa.gateway.http1.Head;
import stoa.gateway.http1.HeadReader;
import stoa.gateway.http1.Target;
import stoa.gateway.route.Destination;
import stoa.gateway.route.Route;
import stoa.gateway.route.RouteSpec;
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

    /** A service that it leads to, which of its instances would be asked, and every one of them. */
    record Way(String service, String chosen, List<InstanceView> instances) {}

    /**
     * @param url a path, or an address with host and path
     * @param headers {@code Name: value} each
     * @throws Problem 422 for what cannot be a request at all
     */
    Explanation of(String method, String url, List<String> headers) {
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
        return of(head, target);
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

    private Explanation of(Head head, Target target) {
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
                services.stream().map(s -> way(s.name(), taken)).toList());
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
            case Destination.Split _ -> "relayed to one of " + RouteWords.leads(taken) + ", by weight";
            case Destination.NoSuchService() -> "answered by the gateway with 404: there is no service of that name";
            case Destination.Redirect to ->
                "answered by the gateway with " + to.status() + ", to " + to.location(rest, query);
            case Destination.Fixed(var reply) -> "answered by the gateway with " + reply.status();
            case Destination.Files(var folder) -> "answered by the gateway with a file of " + folder.path()
                    + ", or 404 where there is none";
        };
    }

    private Way way(String service, Route route) {
        var instances = directory.view().stream().filter(s -> s.service().equals(service)).findFirst()
                .map(ServiceView::instances).orElse(List.of());
        return new Way(service, chosen(instances, RouteSpec.words(route.policy().balancing())), instances);
    }

    /** Which instance would be asked, with the reason: chance decides among those that are fit. */
    private static String chosen(List<InstanceView> instances, String how) {
        var routable = instances.stream().filter(InstanceView::routable).toList();
        var weighty = routable.stream().filter(i -> i.weight() > 0).toList();
        var some = weighty.isEmpty() ? routable : weighty;
        var fit = some.stream().filter(i -> i.leftAloneKind().isEmpty()).toList();
        var from = fit.isEmpty() ? some : fit;
        if (from.isEmpty()) {
            return instances.isEmpty() ? "none: no instance is known here" : "none: no instance is routable";
        }
        var why = fit.isEmpty() ? ", though each is left alone for now: there is no other" : "";
        return from.size() == 1
                ? from.getFirst().id() + ", the only one that is fit" + why
                : "one of " + String.join(", ", from.stream().map(InstanceView::id).toList()) + ", by " + how + why;
    }
}
