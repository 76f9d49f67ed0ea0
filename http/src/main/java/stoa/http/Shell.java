package stoa.http;

import io.helidon.common.mapper.MapperManager;
import io.helidon.common.socket.SocketOptions;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import stoa.http.access.Access;
import stoa.runtime.RoleContext;
import stoa.runtime.RunningRole;
import stoa.runtime.StartFailed;
import stoa.telemetry.AccessLog;
import stoa.telemetry.ProcessMetrics;

/**
 * The service shell: what every service shares, in one call. Health, status, metrics, OpenAPI, problem documents, access
 * log, request id and trace context, deadlines, body limits, drain.
 */
public final class Shell {
    private static final Duration IDLE = Duration.ofSeconds(75);
    private static final Duration IDLE_LOOK = Duration.ofSeconds(15);
    private static final Duration STOP_GRACE = Duration.ofMillis(100);
    private static final int LONGEST_REQUEST_LINE = 8 * 1024;
    private static final int LARGEST_HEADERS = 16 * 1024;
    /** What is beyond our own limit by less than this is read and answered; the framework cuts off what is more. */
    private static final int FRAMEWORK_BODY_FACTOR = 4;

    static {
        keepMapper();
    }

    private final ShellSettings settings;
    private final Presence presence;
    private final AccessLog accessLog;
    private final Access access;

    /** @param access decides who may ask what only operators may */
    public Shell(ShellSettings settings, Presence presence, AccessLog accessLog, Access access) {
        this.settings = settings;
        this.presence = presence;
        this.accessLog = accessLog;
        this.access = access;
    }

    /**
     * What the framework reads numbers in headers with. Else it searches its registry for that each time, which is half the
     * cost of a small request; this way of setting it may go with a later version.
     */
    @SuppressWarnings("removal")
    private static void keepMapper() {
        MapperManager.global(MapperManager.create());
    }

    /** Loads classes that serving needs, so that this can go on while something else is done. */
    public static void warm() {
        WebServer.builder().routing(routing -> {}).buildPrototype();
        Json.read(Json.bytes(Map.of()), Map.class);
    }

    /** Binds and serves; not yet announced. @throws stoa.runtime.StartFailed when the address is taken */
    public RunningRole serve(RoleContext context, Service service) throws Exception {
        var inFlight = new InFlight();
        var registry = registry(context, service);
        var metrics = new RequestMetrics(registry, inFlight);
        var checkup = new Checkup(service, inFlight);
        var routes = new RouteTable();
        new StandardRoutes(service, context.instance(), checkup, registry).declare(routes);
        service.routing().forEach(more -> more.accept(routes));
        var dispatcher = new Dispatcher(context.instance(), service, settings, routes, metrics, inFlight, access,
                accessLog);
        var refused = new RefusedRequests(context.instance(), service, metrics, accessLog);
        var server = start(context, dispatcher, refused);
        var endpoint = new Presence.Endpoint(service.name(), context.instance(), url(server.port()),
                Version.current(), service.route());
        return new RunningService(service, server, presence, endpoint, checkup, inFlight, settings.drainDelay());
    }

    private static PrometheusRegistry registry(RoleContext context, Service service) {
        var registry = new PrometheusRegistry();
        Gauge.builder().name("stoa_instance_info").help("Which instance these metrics are of")
                .labelNames("service", "instance", "version").register(registry)
                .labelValues(service.name(), context.instance(), Version.current()).set(1);
        ProcessMetrics.register(registry);
        service.metering().forEach(more -> more.accept(registry));
        return registry;
    }

    private WebServer start(RoleContext context, Dispatcher dispatcher, RefusedRequests refused) throws StartFailed {
        var address = new InetSocketAddress(settings.host(), settings.port());
        tryToBind(context, address);
        var http = Http1Config.builder().maxPrologueLength(LONGEST_REQUEST_LINE).maxHeadersSize(LARGEST_HEADERS)
                // Paths and queries are decoded and judged by the dispatcher, which answers for them.
                .validatePath(false).validatePrologue(false).sendLog(false).receiveLog(false).build();
        var server = WebServer.builder().bindAddress(address).shutdownHook(false).featuresDiscoverServices(false)
                .protocolsDiscoverServices(false)
                .addConnectionSelector(new AnyConnection(Http1ConnectionSelector.builder().config(http).build()))
                // The framework's NIO sockets lose bytes when a virtual thread's write is cut short.
                .useNio(false).connectionOptions(SocketOptions.builder().tcpNoDelay(true).build())
                .idleConnectionTimeout(IDLE).idleConnectionPeriod(IDLE_LOOK).shutdownGracePeriod(STOP_GRACE)
                .maxPayloadSize(settings.maxBodyBytes() * FRAMEWORK_BODY_FACTOR).directHandlers(refused.handlers())
                .routing(routing -> routing.addFilter(dispatcher)).build();
        server.start();
        if (!server.isRunning()) {
            throw new StartFailed(context.instance() + " cannot listen on " + text(address));
        }
        return server;
    }

    /** The framework only logs why it cannot bind. */
    private static void tryToBind(RoleContext context, InetSocketAddress address) throws StartFailed {
        try (var socket = new ServerSocket()) {
            socket.bind(address);
        } catch (IOException e) {
            throw new StartFailed(
                    context.instance() + " cannot listen on " + text(address) + ": " + e.getMessage(), e);
        }
    }

    private static String text(InetSocketAddress address) {
        return address.getHostString() + ":" + address.getPort();
    }

    private URI url(int port) throws UnknownHostException, URISyntaxException {
        var bound = InetAddress.getByName(settings.host());
        var reachable = bound.isAnyLocalAddress() ? InetAddress.getLocalHost().getHostAddress() : settings.host();
        return new URI("http", null, reachable, port, null, null, null);
    }
}
