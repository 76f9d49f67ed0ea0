package stoa.gateway.route;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import stoa.discovery.ServiceRecord;
import stoa.gateway.balance.Directory;
import stoa.gateway.balance.UpstreamService;
import stoa.gateway.route.Destination.Home;
import stoa.gateway.route.Destination.NoSuchService;
import stoa.gateway.route.Destination.ToService;

/** Makes the listeners' route tables from the registry. What is built in comes first, then the settings' routes. */
public final class RouteTables {
    private static final String CATALOG = "catalog";
    /** The service whose page is a browser's first; its prefix is its own. */
    private static final String CONSOLE = "console";
    private static final String CALL = "/services/call/";
    private static final List<String> OWN = List.of("/metrics", "/health", "/status", "/openapi.json");

    private final Directory directory;
    private final UpstreamService own;
    private final List<RouteSetting> settings;

    /** @param own the gateway's own service */
    public RouteTables(Directory directory, UpstreamService own, List<RouteSetting> settings) {
        this.directory = directory;
        this.own = own;
        this.settings = List.copyOf(settings);
    }

    /** The main listener's table. */
    public RouteTable main(Map<String, ServiceRecord> services) {
        var routes = new ArrayList<Route>();
        OWN.forEach(path -> routes.add(new Route(path, false, new ToService(own))));
        calls(services, routes);
        settings.forEach(s -> routes.add(new Route(s.prefix(), s.strip(), to(s.service()))));
        routes.add(new Route("/", false, services.containsKey(CONSOLE)
                ? new Home(directory.service(CATALOG), CONSOLE + "/")
                : to(CATALOG)));
        services.values().stream().sorted((a, b) -> Long.compare(a.id(), b.id())).forEach(service -> service.routes()
                .forEach(r -> routes.add(new Route(r.prefix(), r.strip(), to(service.name())))));
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
        services.values().forEach(service -> {
            routes.add(new Route(CALL + service.name() + "/", true, to(service.name())));
            routes.add(new Route(CALL + service.id() + "/", true, to(service.name())));
        });
        routes.add(new Route(CALL, false, new NoSuchService()));
    }

    private ToService to(String service) {
        return new ToService(directory.service(service));
    }
}
