package stoa.services.probe;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import stoa.events.Recorder;
import stoa.http.Problem;
import stoa.http.Service;
import stoa.http.Shell;
import stoa.http.client.Client;
import stoa.runtime.Role;
import stoa.runtime.RoleContext;
import stoa.runtime.RunningRole;
import stoa.runtime.Settings;
import stoa.stores.relational.RelationalStores;
import stoa.stores.relational.StoreUnavailable;

/** A small blackbox monitor: asks services and URLs again and again, and keeps availability and latency. */
public final class Probe {
    private static final String SUMMARY = "Asks services and URLs again and again, and keeps what came";
    /** First probes are spread over at most this, so that many targets are not asked at the same moment. */
    private static final Duration SPREAD = Duration.ofSeconds(3);

    private final List<Target> targets;
    private final Duration startPeriod;
    private final Shell shell;
    private final RelationalStores stores;
    private final Client client;
    private final Recorder events;

    private Probe(List<Target> targets, Duration startPeriod, Shell shell, RelationalStores stores, Client client,
            Recorder events) {
        this.targets = targets;
        this.startPeriod = startPeriod;
        this.shell = shell;
        this.stores = stores;
        this.client = client;
        this.events = events;
    }

    /**
     * The role's row. It needs the gateway, so that it stops before what it asks does.
     *
     * @param client finds services by name
     */
    public static Role role(Settings in, Shell shell, RelationalStores stores, Client client, Recorder events) {
        var startPeriod = in.key("probe-start-period")
                .help("how long after a start a target may fail until its first good answer without being down")
                .duration(Duration.ofSeconds(10));
        var probe = new Probe(TargetReader.read(in), startPeriod, shell, stores, client, events);
        return new Role("probe", SUMMARY, List.of("gateway"), probe::start);
    }

    private RunningRole start(RoleContext context) throws Exception {
        var tables = stores.openTogether("probe");
        try {
            var store = new ProbeStore(tables);
            var metrics = new ProbeMetrics();
            var clock = Clock.systemUTC();
            var means = new Watch.Means(context.instance(),
                    new Caller(client, clock, System::nanoTime, context.instance())::call, store,
                    events.from(context.instance()), metrics, startPeriod, context.failed());
            var watches = targets.stream().map(target -> new Watch(target, means)).toList();
            var service = Service.named("probe").says(SUMMARY).at("/probe/").uses(tables).owns(tables)
                    .maps(StoreUnavailable.class, Probe::away).metrics(metrics::register)
                    .routes(new ProbeApi(targets, store, clock)::routes);
            service.owns(() -> Watch.closeAll(watches));
            var running = shell.serve(context, service);
            watches.forEach(watch -> watch.start(SPREAD));
            return running;
        } catch (Exception e) {
            tables.close();
            throw e;
        }
    }

    private static Problem away(StoreUnavailable e) {
        return new Problem(503, "what was found cannot be read now: " + e.getMessage()).with("Retry-After", "1");
    }
}
