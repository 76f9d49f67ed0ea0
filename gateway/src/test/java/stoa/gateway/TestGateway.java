package stoa.gateway;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import stoa.discovery.CheckResult;
import stoa.discovery.InstanceRecord;
import stoa.discovery.Intent;
import stoa.discovery.Registered;
import stoa.discovery.RegistryWatch.Registry;
import stoa.discovery.RouteRecord;
import stoa.discovery.ServiceRecord;
import stoa.gateway.Gateway.WellKnownPort;
import stoa.gateway.RawInstance.Answer;
import stoa.gateway.RawInstance.Peer;
import stoa.gateway.admin.Traffic;
import stoa.gateway.balance.Directory;
import stoa.gateway.balance.Upstream;
import stoa.gateway.files.FileThreads;
import stoa.gateway.route.Configured;
import stoa.gateway.tls.Tls;
import stoa.http.access.TrustedProxies;
import stoa.http.client.Trust;
import stoa.runtime.DataFolder;
import stoa.runtime.Settings;
import stoa.telemetry.AccessLog;

/** The data plane as production wires it, on port 0, with a registry that the test writes by hand. */
final class TestGateway implements AutoCloseable {
    final List<AccessLog.Entry> log = new CopyOnWriteArrayList<>();
    private volatile Runnable whenAnswered = () -> {};
    final List<String> events = new CopyOnWriteArrayList<>();
    final List<String> findings = new CopyOnWriteArrayList<>();
    final Traffic traffic = new Traffic();
    final Directory directory = new Directory();
    final RawInstance own = RawInstance.answering(RawInstance.ok("own"));
    final FileThreads files;
    final DataPlane plane;
    final Tls tls;
    private final Map<String, ServiceRecord> services = new LinkedHashMap<>();

    private TestGateway(Map<String, String> settings, Path folder) {
        var in = Settings.of(settings, Map.of(), Optional.empty());
        var proxies = TrustedProxies.read(in);
        var read = GatewaySettings.read(in, "127.0.0.1", 0,
                List.of(new WellKnownPort("catalog", 0, "CATALOG_PORT"),
                        new WellKnownPort("greeter", 0, "GREETER_PORT")));
        var trust = Trust.read(in);
        files = new FileThreads(read.files());
        try {
            in.verify();
            tls = Tls.open(read.tls(), "127.0.0.1", read.relay().clientHeaderTimeout(), DataFolder.at(folder), trust,
                    (kind, subject, summary, data) -> events.add(kind + " " + subject));
            plane = new DataPlane(read, new Configured(read.routes(), List.of()), directory,
                    Upstream.fixed("gateway", "gateway-1", own.uri()),
                    Gatekeepers.of(proxies, "catalog", "console"), traffic,
                    this::answered, (upstream, words) -> findings.add(upstream.id() + " " + words),
                    (kind, subject, summary, data) -> events.add(kind + " " + subject), tls, files);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private void answered(AccessLog.Entry entry) {
        log.add(entry);
        whenAnswered.run();
    }

    /** Time-outs are long, so that a test which does not expect one fails by its own deadline. */
    static TestGateway with(String... keysAndValues) {
        return in(Path.of("/dev/null/none"), keysAndValues);
    }

    /** @param folder the data folder */
    static TestGateway in(Path folder, String... keysAndValues) {
        var settings = new HashMap<String, String>();
        settings.put("gateway-threads", "2");
        for (var i = 0; i < keysAndValues.length; i += 2) {
            settings.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return new TestGateway(settings, folder);
    }

    /** Something that happens outside of the gateway. */
    @FunctionalInterface
    interface Action {
        void run() throws Exception;
    }

    /** Done on the event loop where a request's line is written into the access log. */
    void whenAnswered(Runnable action) {
        whenAnswered = action;
    }

    /**
     * Does something while the gateway's only event loop looks at nothing, so that all of it is news at once.
     *
     * @param other a connection with nothing to do
     */
    void whileBusy(Peer other, Action action) throws Exception {
        var busy = new CountDownLatch(1);
        var free = new CountDownLatch(1);
        whenAnswered = () -> {
            busy.countDown();
            try {
                free.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
        other.send(request("GET", "/health"));
        busy.await();
        whenAnswered = () -> {};
        try {
            action.run();
        } finally {
            free.countDown();
        }
        other.answer();
    }

    /** Registers a service at {@code /<name>/}, stripped, all instances routable. */
    TestGateway service(String name, RawInstance... instances) {
        return service(name, new RouteRecord("/" + name + "/", true), uris(instances));
    }

    TestGateway service(String name, RouteRecord route, URI... urls) {
        var records = new ArrayList<InstanceRecord>();
        for (var url : urls) {
            records.add(instance(name + "-" + (records.size() + 1), url, true, "passes its checks"));
        }
        return service(name, List.of(route), records);
    }

    TestGateway service(String name, List<RouteRecord> routes, List<InstanceRecord> instances) {
        var id = services.containsKey(name) ? services.get(name).id() : services.size() + 1;
        services.put(name, new ServiceRecord(id, name, "services/call/" + name + "/", ServiceRecord.State.UP, routes,
                instances, 1));
        tell();
        return this;
    }

    void remove(String name) {
        services.remove(name);
        tell(List.of(name));
    }

    private void tell() {
        tell(List.copyOf(services.keySet()));
    }

    private void tell(List<String> changed) {
        plane.update(new Registry("1", Map.copyOf(services), changed));
        plane.reroute(Map.copyOf(services));
    }

    static InstanceRecord instance(String id, URI url, boolean routable, String reason, CheckResult... checks) {
        return new InstanceRecord(id, url, 1, List.of(), "1",
                new Registered(Instant.EPOCH, Registered.Source.SELF, null), Intent.ENABLED, List.of(checks), routable,
                reason);
    }

    private static URI[] uris(RawInstance... instances) {
        return List.of(instances).stream().map(RawInstance::uri).toArray(URI[]::new);
    }

    int port(String listener) {
        return plane.addresses().stream().filter(a -> a.label().equals(listener)).findFirst().orElseThrow().uri()
                .getPort();
    }

    /** A connection to the main listener. */
    Peer connect() throws IOException {
        return connect("main");
    }

    Peer connect(String listener) throws IOException {
        return new Peer(new Socket(InetAddress.getLoopbackAddress(), port(listener)), new CopyOnWriteArrayList<>());
    }

    /** A connection whose client takes as little as can be before it is read from. */
    Peer connectWithoutRoom() throws IOException {
        var socket = new Socket();
        socket.setReceiveBufferSize(1);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port("main")));
        return new Peer(socket, new CopyOnWriteArrayList<>());
    }

    /** One GET on a connection of its own. */
    Answer get(String target, String... headers) throws IOException {
        return ask(request("GET", target, headers));
    }

    Answer ask(String request) throws IOException {
        try (var client = connect()) {
            return client.send(request).answer(request.startsWith("HEAD "));
        }
    }

    static String request(String method, String target, String... headers) {
        var lines = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: shop.example\r\n");
        for (var header : headers) {
            lines.append(header).append("\r\n");
        }
        return lines.append("\r\n").toString();
    }

    /** A port of this machine on which nobody listens. */
    static URI nobody() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return URI.create("http://127.0.0.1:" + socket.getLocalPort());
        }
    }

    @Override
    public void close() throws IOException {
        plane.drain(Duration.ZERO);
        plane.close();
        tls.close();
        own.close();
    }
}
