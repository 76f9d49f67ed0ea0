package stoa.gateway;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import stoa.discovery.AddressBook;
import stoa.discovery.ServiceRecord;
import stoa.events.Recorder;
import stoa.gateway.admin.AdminService;
import stoa.gateway.admin.AdminService.ListenerView;
import stoa.gateway.admin.RoutesApi;
import stoa.gateway.admin.Traffic;
import stoa.gateway.balance.Directory;
import stoa.gateway.balance.Upstream;
import stoa.gateway.files.FileThreads;
import stoa.gateway.forward.Gatekeeper;
import stoa.gateway.report.Findings;
import stoa.gateway.report.Reporter;
import stoa.gateway.route.RouteTable;
import stoa.gateway.routefile.RouteDesk;
import stoa.gateway.routefile.RouteSource;
import stoa.gateway.tls.Tls;
import stoa.http.Shell;
import stoa.http.client.Client;
import stoa.runtime.DataFolder;
import stoa.runtime.Health;
import stoa.runtime.RoleContext;
import stoa.runtime.RunningRole;
import stoa.telemetry.AccessLog;

/** One running gateway: the data plane, the service that tells of it, the registry it follows, the reports it makes. */
final class RunningGateway implements RunningRole {
    private static final Logger LOG = LoggerFactory.getLogger(RunningGateway.class);

    /** Behind the instance's name where its listener by TLS is noted. */
    private static final String SECURED = "-tls";

    private final String instance;
    private final AddressBook addresses;
    private final Following registry;
    private final Reporter reporter;
    private final Findings findings;
    private final RunningRole admin;
    private final DataPlane plane;
    private final Tls tls;

    private RunningGateway(String instance, AddressBook addresses, Following registry, Reporter reporter,
            Findings findings, RunningRole admin, DataPlane plane, Tls tls) {
        this.instance = instance;
        this.addresses = addresses;
        this.registry = registry;
        this.reporter = reporter;
        this.findings = findings;
        this.admin = admin;
        this.plane = plane;
        this.tls = tls;
    }

    /** What a gateway works with and does not own. */
    record Surroundings(Shell shell, DataFolder data, AddressBook addresses, Client client, Gatekeeper gatekeeper,
            AccessLog accessLog, Recorder events) {}

    /** Binds, and begins to follow the registry. @throws Exception the reason why it cannot start */
    static RunningGateway start(RoleContext context, GatewaySettings settings, Surroundings with) throws Exception {
        var directory = new Directory();
        var traffic = new Traffic();
        var registry = new Following(with.client(), with.addresses(),
                new LastRegistry(with.data(), context.instance()));
        var recorder = with.events().from(context.instance());
        var desk = new RouteDesk(RouteSource.of(settings.routesFile()), settings.routes(), with.data(),
                context.instance(), recorder, InstantSource.system());
        var configured = desk.start();
        var reporter = new Reporter(context.instance(), with.client(), with.addresses());
        var findings = new Findings(context.instance(), with.client(), with.addresses(), InstantSource.system());
        var listeners = new AtomicReference<List<ListenerView>>(List.of());
        var table = new AtomicReference<Supplier<RouteTable>>(() -> new RouteTable(List.of()));
        var tls = Tls.open(settings.tls(), settings.listeners().host(), settings.relay().clientHeaderTimeout(),
                with.data(), with.client().trust(), recorder);
        var admin = with.shell().serve(context,
                tls.tell(AdminService.of(traffic, directory, registry::check, listeners::get,
                        new RoutesApi(desk, () -> table.get().get(), directory))));
        try {
            var own = Upstream.fixed("gateway", context.instance(), admin.addresses().getFirst().uri());
            Consumer<AccessLog.Entry> log = with.accessLog()::write;
            var plane = new DataPlane(settings, configured, directory, own, with.gatekeeper(), traffic,
                    log.andThen(reporter), findings::refused, recorder, tls, new FileThreads(settings.files()));
            listeners.set(plane.listeners());
            table.set(plane::routes);
            var gateway = new RunningGateway(context.instance(), with.addresses(), registry, reporter,
                    findings, admin, plane, tls);
            var services = new AtomicReference<Map<String, ServiceRecord>>(Map.of());
            var rerouting = new Paced(() -> {
                reporter.reroute(services.get(), desk.configured());
                plane.reroute(services.get());
            });
            desk.onChange(routes -> {
                reporter.reroute(services.get(), routes);
                plane.reroute(routes);
            });
            registry.start(state -> {
                services.set(state.services());
                plane.update(state);
                if (state.rerouted()) {
                    rerouting.ask();
                }
            });
            reporter.start();
            findings.start();
            gateway.note();
            return gateway;
        } catch (Exception e) {
            admin.close();
            tls.close();
            throw e;
        }
    }

    private void note() {
        try {
            addresses.note(instance, plane.addresses().getFirst().uri());
            for (var address : plane.addresses()) {
                if ("https".equals(address.uri().getScheme())) {
                    addresses.note(instance + SECURED, address.uri());
                }
            }
        } catch (IOException e) {
            LOG.warn("the gateway's address cannot be noted in the data folder: {}", e.getMessage());
        }
    }

    @Override
    public List<Address> addresses() {
        return plane.addresses();
    }

    @Override
    public Health health() {
        return admin.health();
    }

    @Override
    public void announce() {
        admin.announce();
    }

    @Override
    public void withdraw() {
        admin.withdraw();
    }

    @Override
    public void drain(Duration grace) {
        var end = System.nanoTime() + grace.toNanos();
        plane.drain(grace);
        admin.drain(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
    }

    @Override
    public void close() {
        addresses.forget(instance);
        addresses.forget(instance + SECURED);
        registry.close();
        plane.close();
        findings.close();
        reporter.close();
        admin.close();
        tls.close();
    }
}
