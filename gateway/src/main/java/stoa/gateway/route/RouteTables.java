package stoa.gateway.route;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import stoa.discovery.ServiceRecord;
import stoa.gateway.balance.Directory;
import stoa.gateway.balance.UpstreamService;
import stoa.gateway.files.Folder;
import stoa.gateway.filter.Edits;
import stoa.gateway.filter.HeaderEdits;
import stoa.gateway.route.Destination.Home;
import stoa.gateway.route.Destination.NoSuchService;
import stoa.gateway.route.Destination.Split;
import stoa.gateway.route.Destination.ToService;
import stoa.gateway.route.Route.Label;
import stoa.gateway.route.Route.Source;

/** Makes the listeners' route tables from the registry. What is built in comes first, then what an operator wrote. */
public final class RouteTables {
    private static final String CATALOG = "catalog";
    /** The service whose page is a browser's first; its prefix is its own. */
    private static final String CONSOLE = "console";
    private static final String CALL = "/services/call/";
    private static final String OWN_ROUTES = "/services/call/gateway/routes";
    private static final List<String> OWN = List.of("/metrics", "/health", "/status", "/openapi.json");

    private final Directory directory;
    private final UpstreamService own;

    /** @param own the gateway's own service */
    public RouteTables(Directory directory, UpstreamService own) {
        this.directory = directory;
        this.own = own;
    }

    /** The main listener's table. */
    public RouteTable main(Map<String, ServiceRecord> services, Configured configured) {
        var routes = new ArrayList<Route>();
        OWN.forEach(path -> routes.add(new Route(path, false, new ToService(own))));
        calls(services, routes);
        // also where an operator's route has the root
        routes.add(new Route("/services", false, to(CATALOG)));
        configured(Source.SETTINGS, configured.settings(), routes);
        configured(Source.FILE, configured.file(), routes);
        routes.add(new Route("/", false, services.containsKey(CONSOLE)
                ? new Home(directory.service(CATALOG), CONSOLE + "/")
                : to(CATALOG)));
        services.values().stream().sorted((a, b) -> Long.compare(a.id(), b.id())).forEach(service -> service.routes()
                .forEach(r -> routes.add(new Route(Match.prefix(r.prefix()), r.strip(), to(service.name()),
                        Policy.DEFAULT, Edits.NONE, new Label(Source.REGISTERED, service.name(), 0)))));
        return new RouteTable(routes);
    }

    /** The table of a listener whose root leads to {@code service}. */
    public RouteTable rootedAt(String service, Map<String, ServiceRecord> services) {
        var routes = new ArrayList<Route>();
        routes.add(new Route("/", false, to(service)));
        if (service.equals(CATALOG)) {
            calls(services, routes);
        }
        return new RouteTable(routes);
    }

    private void calls(Map<String, ServiceRecord> services, List<Route> routes) {
        // each gateway has routes of its own: who asks one about them means that one
        routes.add(new Route(Match.prefix(OWN_ROUTES), true, new ToService(own), Policy.DEFAULT,
                new Edits("/routes", HeaderEdits.NONE, HeaderEdits.NONE), Label.BUILT_IN));
        services.values().forEach(service -> {
            routes.add(new Route(CALL + service.name() + "/", true, to(service.name())));
            routes.add(new Route(CALL + service.id() + "/", true, to(service.name())));
        });
        routes.add(new Route(CALL, false, new NoSuchService()));
    }

    private void configured(Source source, List<RouteSpec> specs, List<Route> routes) {
        for (var i = 0; i < specs.size(); i++) {
            var spec = specs.get(i);
            // a prefix that is replaced is taken off first; what is answered here is also found without its last slash
            var strip = !(spec.action() instanceof Action.ToServices to) || to.strip() || !to.rewrite().isEmpty();
            routes.add(new Route(spec.match(), strip, destination(spec.action()), spec.policy(), spec.edits(),
                    new Label(source, spec.name(), i + 1)));
        }
    }

    private Destination destination(Action action) {
        return switch (action) {
            case Action.ToServices(var shares, _, _) when shares.size() == 1 -> to(shares.getFirst().service());
            case Action.ToServices(var shares, _, _) -> split(shares);
            case Action.Redirect(var status, var to, var keepsRest) -> new Destination.Redirect(status, to, keepsRest);
            case Action.Fixed fixed -> Destination.Fixed.of(fixed);
            case Action.Files(var folder, var cacheControl) ->
                new Destination.Files(new Folder(folder, cacheControl, InstantSource.system()));
        };
    }

    private Split split(List<Action.Share> shares) {
        var parts = new ArrayList<Split.Part>();
        var total = 0;
        for (var share : shares) {
            total += share.weight();
            parts.add(new Split.Part(directory.service(share.service()), share.weight(), total));
        }
        return new Split(parts, total);
    }

    private ToService to(String service) {
        return new ToService(directory.service(service));
    }
}
