package stoa.gateway;

import io.netty.channel.Channel;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import stoa.discovery.RegistryWatch.Registry;
import stoa.discovery.ServiceRecord;
import stoa.events.Recorder;
import stoa.gateway.admin.AdminService.ListenerView;
import stoa.gateway.admin.Traffic;
import stoa.gateway.balance.Directory;
import stoa.gateway.balance.Upstream;
import stoa.gateway.balance.UpstreamService;
import stoa.gateway.files.FileThreads;
import stoa.gateway.forward.Gatekeeper;
import stoa.gateway.listener.ListenerSettings.Port;
import stoa.gateway.listener.Listeners;
import stoa.gateway.listener.Transport;
import stoa.gateway.relay.Entrance;
import stoa.gateway.relay.Relay;
import stoa.gateway.route.Configured;
import stoa.gateway.route.RouteTable;
import stoa.gateway.route.RouteTables;
import stoa.gateway.tls.Tls;
import stoa.gateway.upstream.Dialing;
import stoa.runtime.RunningRole.Address;
import stoa.runtime.StartFailed;
import stoa.telemetry.AccessLog;

/** Listeners, routes, balancing and relay put together: everything between a client and an instance. */
final class DataPlane implements AutoCloseable {
    private final Directory directory;
    private final SequencedMap<Port, Entrance> entrances = new LinkedHashMap<>();
    private final RouteTables tables;
    private final Object routing = new Object();
    private Map<String, ServiceRecord> services = Map.of();
    private Configured configured;
    private final Transport transport;
    private final FileThreads files;
    private final Relay relay;
    private final Listeners listeners;

    /**
     * Binds the listeners; requests are taken from then on, though no service is known before the first registry.
     *
     * @param configured the routes that an operator wrote
     * @param own the gateway's own service
     * @param gatekeeper decides who is an operator
     * @param refusals told of instances that refuse connections; must not wait
     * @param tls for the listener that speaks it; not closed here
     * @param files where files are opened and read; closed with this
     * @throws StartFailed when the main port is taken
     */
    DataPlane(GatewaySettings settings, Configured configured, Directory directory, Upstream own, Gatekeeper gatekeeper,
            Traffic traffic, Consumer<AccessLog.Entry> log, BiConsumer<Upstream, String> refusals, Recorder events,
            Tls tls, FileThreads files) throws StartFailed {
        this.directory = directory;
        this.files = files;
        this.configured = configured;
        tables = new RouteTables(directory, UpstreamService.fixed(own));
        transport = Transport.open(settings.listeners().transport(), settings.listeners().threads());
        relay = new Relay(settings.relay(), transport.group(),
                new Dialing(transport.outgoing(), tls.upstreams(), settings.relay().connectTimeout()), gatekeeper,
                traffic, log,
                refusals, events, files);
        directory.goBy(settings.balance(), relay.notices());
        for (var port : settings.listeners().ports()) {
            entrances.put(port, new Entrance(table(port), traffic.listener(port.label()),
                    port.isSecure() ? "https" : "http"));
        }
        try {
            listeners = Listeners.bind(settings.listeners(), transport,
                    (channel, port) -> accept(channel, port, tls));
        } catch (StartFailed e) {
            stopLoops();
            throw e;
        }
        settings.tls().redirect().ifPresent(port -> redirect(tls, port));
    }

    private void accept(Channel channel, Port port, Tls tls) {
        if (!port.isSecure()) {
            relay.accept(channel, entrance(port));
            return;
        }
        relay.expect(channel);
        // another protocol than HTTP/1.1 would be taken up here
        tls.doorway().orElseThrow().accept(channel, (secured, _) -> relay.acceptSecured(secured, entrance(port)));
    }

    private void redirect(Tls tls, int wanted) {
        listeners.bound().stream().filter(b -> b.port().isSecure()).findFirst().ifPresent(secure -> {
            var port = wanted == 0 ? secure.uri().getPort() : wanted;
            entrance(listeners.bound().getFirst().port()).redirect(tls.doorway().orElseThrow().redirect(port));
        });
    }

    private Entrance entrance(Port port) {
        var entrance = entrances.get(port);
        if (entrance == null) {
            throw new IllegalArgumentException("no such listener: " + port);
        }
        return entrance;
    }

    private RouteTable table(Port port) {
        return port.service().isEmpty() ? tables.main(services, configured) : tables.rootedAt(port.service(), services);
    }

    /** Takes over what a state of the registry says of instances; requests under way are not touched. */
    synchronized void update(Registry registry) {
        relay.retire(directory.update(registry));
    }

    /** The main listener's routes as they are now. */
    RouteTable routes() {
        return entrances.firstEntry().getValue().routes();
    }

    /** Makes all routes anew, which with ten thousand services takes tens of milliseconds. */
    void reroute(Map<String, ServiceRecord> registered) {
        synchronized (routing) {
            services = registered;
            reroute();
        }
        relay.heard();
    }

    /** Makes all routes anew with others of an operator's. */
    void reroute(Configured others) {
        synchronized (routing) {
            configured = others;
            reroute();
        }
    }

    private void reroute() {
        entrances.forEach((port, entrance) -> entrance.routes(table(port)));
    }

    /** The main listener first. */
    List<Address> addresses() {
        return listeners.bound().stream().map(b -> new Address(b.port().label(), b.uri())).toList();
    }

    List<ListenerView> listeners() {
        return listeners.bound().stream().map(b -> new ListenerView(b.port().label(), b.port().service(), b.uri()))
                .toList();
    }

    /** Stops accepting, lets what is in flight finish, closes. */
    void drain(Duration grace) {
        listeners.close();
        relay.drain(grace);
    }

    @Override
    public void close() {
        listeners.close();
        stopLoops();
    }

    private void stopLoops() {
        files.close();
        transport.group().shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
