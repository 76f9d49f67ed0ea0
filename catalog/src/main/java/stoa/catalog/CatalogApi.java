package stoa.catalog;

import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import stoa.catalog.calls.Calls;
import stoa.catalog.provider.Discovery;
import stoa.catalog.provider.Report;
import stoa.catalog.registry.Refused;
import stoa.catalog.registry.Registry;
import stoa.catalog.watch.WatchFeed;
import stoa.discovery.FindingsReport;
import stoa.discovery.InstanceRecord;
import stoa.discovery.Registration;
import stoa.discovery.ServiceRecord;
import stoa.http.Handler;
import stoa.http.Problem;
import stoa.http.Reply;
import stoa.http.Request;
import stoa.http.Routes;
import stoa.runtime.Scaling;

/** The catalog over HTTP: the contract's section 3. */
final class CatalogApi {
    private static final String INSTANCE = "/services/{name}/instances/{instance}";

    private final Registry registry;
    private final Calls calls;
    private final Discovery discovery;
    private final Scaling scaling;
    private final InstantSource clock;
    private final Set<String> builtIn;
    private final Runnable counted;

    /**
     * @param builtIn names of the platform's own services
     * @param counted called for each request
     */
    CatalogApi(Registry registry, Calls calls, Discovery discovery, Scaling scaling, InstantSource clock,
            Set<String> builtIn, Runnable counted) {
        this.registry = registry;
        this.calls = calls;
        this.discovery = discovery;
        this.scaling = scaling;
        this.clock = clock;
        this.builtIn = builtIn;
        this.counted = counted;
    }

    void routes(Routes routes) {
        routes.get("/", counting(_ -> Reply.json(Pages.Index.HERE))).says("What is here")
                .answers(200, Pages.Index.class);
        routes.get("/services", counting(this::list)).says("All services, by name")
                .query("name", "a part of the name").query("state", "up, degraded or down")
                .query("tag", "a tag that at least one instance has").query("limit", "1 to 200, 50 by default")
                .query("cursor", "next of the page before").answers(200, Pages.Services.class);
        routes.get("/services/health", counting(this::health)).says("Health of every service and instance")
                .query("limit", "1 to 200; all by default").query("cursor", "next of the page before")
                .answers(200, Pages.Healths.class);
        routes.post("/services/health", counting(this::found))
                .says("Takes what a gateway met with at instances: it makes them unroutable until the catalog has looked")
                .forOperators().takes(FindingsReport.class).answers(204, "taken; of unknown instances nothing is kept")
                .answers(422, "names every bad field");
        routes.get("/services/watch", counting(this::watch)).says("Every change as it happens, as Server-Sent Events")
                .header("Last-Event-ID", "resumes after this event").answers(200, "a stream of events");
        routes.get("/services/prometheus", counting(this::prometheus))
                .says("Every instance as a target of Prometheus: its HTTP service discovery")
                .answers(200, "a list of groups, each with its targets and labels");
        for (var method : List.of("GET", "POST")) {
            routes.on(method, "/services/discover", counting(this::discover))
                    .says("Looks now for instances in the settings, DNS and Docker; one run at a time, shared by all"
                            + " who ask meanwhile")
                    .answers(200, Report.class).answers(503, "the registry cannot be changed now");
        }
        calls.routes(routes, this::counting);
        routes.get("/services/{id}", counting(this::service)).says("One service, by number or name")
                .answers(200, ServiceRecord.class).answers(404, "no such service");
        routes.put("/services/{name}/scale", counting(this::scale)).says("Runs so many instances of a role here")
                .forOperators().takes(Pages.Scale.class).answers(200, Pages.Scaled.class)
                .answers(409, "this platform's process does not run that role, or cannot run so many");
        instances(routes);
    }

    private void instances(Routes routes) {
        routes.put(INSTANCE, counting(this::register)).says("Registers an instance, or renews it").forOperators()
                .takes(Registration.class).answers(201, InstanceRecord.class).answers(200, InstanceRecord.class)
                .answers(403, "a service of the platform's own, and the token was not shown")
                .answers(409, "another route than the service's, a prefix of somebody else, or too many instances")
                .answers(422, "names every bad field");
        routes.delete(INSTANCE, counting(this::deregister)).says("Deregisters an instance").forOperators()
                .answers(204, "done")
                .answers(404, "not registered");
        routes.put(INSTANCE + "/heartbeat", counting(this::heartbeat)).says("Renews an instance's lease")
                .forOperators()
                .answers(204, "renewed").answers(404, "not registered: register again");
        routes.get(INSTANCE + "/history", counting(this::history))
                .says("When an instance became routable or ceased to be, and why: the latest 50, newest first")
                .answers(200, Pages.History.class).answers(404, "not registered");
        routes.put(INSTANCE + "/intent", counting(this::intent)).says("Sets the operator's will for an instance")
                .forOperators()
                .takes(Pages.Will.class).answers(200, InstanceRecord.class).answers(404, "not registered")
                .answers(409, "the only catalog that gets requests must stay enabled: nobody could take it back");
    }

    private Handler counting(Handler handler) {
        return request -> {
            counted.run();
            return handler.handle(request);
        };
    }

    /** The answer to what the registry refuses. */
    static Problem problem(Refused refused) {
        return new Problem(switch (refused.reason()) {
            case UNKNOWN -> 404;
            case CONFLICT -> 409;
        }, refused.words());
    }

    private Reply list(Request request) {
        var limit = request.limit();
        var page = registry.list(Inputs.filter(request), Inputs.after(request), limit + 1);
        return Reply.json(new Pages.Services(shown(page, limit), next(page, limit)));
    }

    private Reply health(Request request) {
        var limit = request.query("limit").isPresent() ? request.limit() : Integer.MAX_VALUE - 1;
        var page = registry.list(Registry.Filter.ALL, Inputs.after(request), limit + 1);
        var healths = shown(page, limit).stream().map(Pages.ServiceHealth::of).toList();
        return Reply.json(new Pages.Healths(healths, next(page, limit)));
    }

    private Reply found(Request request) {
        var report = FindingsInput.read(request.fields(), clock.instant());
        report.findings().forEach(found -> registry.found(report.by(), found));
        return Reply.empty(204);
    }

    private static List<ServiceRecord> shown(List<ServiceRecord> page, int limit) {
        return page.subList(0, Math.min(limit, page.size()));
    }

    private static @Nullable String next(List<ServiceRecord> page, int limit) {
        return page.size() <= limit ? null : Inputs.cursor(page.get(limit - 1).name());
    }

    private Reply service(Request request) {
        var id = request.parameter("id");
        return Reply.json(registry.service(id).orElseThrow(() -> new Problem(404, "there is no service " + id)));
    }

    private Reply watch(Request request) {
        var changes = registry.changes();
        var seen = request.header("Last-Event-ID");
        if (seen.flatMap(changes::place).filter(place -> place.compareTo(changes.end()) > 0).isPresent()) {
            registry.catchUp();
        }
        return Reply.events(new WatchFeed(changes, seen));
    }

    private Reply prometheus(Request request) {
        return Reply.json(PrometheusTargets.of(registry.list(Registry.Filter.ALL, "", Integer.MAX_VALUE)));
    }

    private Reply discover(Request request) {
        return Reply.json(discovery.now()).with("Cache-Control", "no-store");
    }

    /** An instance of a built-in service is told whose requests are operators', which not everyone on this machine may be. */
    private Reply register(Request request) {
        if (builtIn.contains(request.parameter("name")) && !request.isProven()) {
            throw new Problem(403, request.parameter("name") + " is a service of the platform's own: registering an"
                    + " instance of it needs the operator's token, on this machine too");
        }
        var said = Inputs.registration(request);
        var outcome = registry.register(request.parameter("name"), request.parameter("instance"), said);
        return Reply.json(outcome.made() ? 201 : 200, outcome.instance());
    }

    private Reply deregister(Request request) {
        registry.deregister(request.parameter("name"), request.parameter("instance"));
        return Reply.empty(204);
    }

    private Reply heartbeat(Request request) {
        registry.heartbeat(request.parameter("name"), request.parameter("instance"));
        return Reply.empty(204);
    }

    private Reply scale(Request request) {
        var name = request.parameter("name");
        var replicas = Inputs.replicas(request);
        try {
            return Reply.json(new Pages.Scaled(name, replicas, scaling.scale(name, replicas)));
        } catch (Scaling.Refused e) {
            throw new Problem(409, String.valueOf(e.getMessage()));
        }
    }

    private Reply history(Request request) {
        return Reply.json(new Pages.History(
                registry.flips(request.parameter("name"), request.parameter("instance"))));
    }

    private Reply intent(Request request) {
        var intent = Inputs.intent(request);
        return Reply.json(registry.intend(request.parameter("name"), request.parameter("instance"), intent));
    }
}
