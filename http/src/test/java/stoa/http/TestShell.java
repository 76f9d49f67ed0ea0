package stoa.http;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.event.Level;
import stoa.http.access.Access;
import stoa.runtime.RoleContext;
import stoa.runtime.RunningRole;
import stoa.telemetry.AccessLog;
import stoa.telemetry.Logs;
import tools.jackson.databind.JsonNode;

/** A service in a shell on a free port, and ways to talk to it. */
final class TestShell implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(10);
    static final ShellSettings SETTINGS = new ShellSettings("127.0.0.1", 0, Duration.ofSeconds(30), 1 << 20,
            Duration.ZERO);

    static {
        Logs.configure(Level.WARN, false);
    }

    final RunningRole role;
    final HttpClient client = HttpClient.newHttpClient();
    final List<String> presence;

    private TestShell(RunningRole role, List<String> presence) {
        this.role = role;
        this.presence = presence;
    }

    static TestShell of(Service service) throws Exception {
        return of(SETTINGS, service, AccessLog.none());
    }

    static TestShell of(ShellSettings settings, Service service, AccessLog log) throws Exception {
        return of(settings, service, log, Access.ofThisMachine());
    }

    static TestShell of(ShellSettings settings, Service service, AccessLog log, Access access) throws Exception {
        var presence = new ArrayList<String>();
        var shell = new Shell(settings, new Presence() {
            @Override
            public void announce(Endpoint endpoint) {
                presence.add("announced " + endpoint);
            }

            @Override
            public void withdraw(Endpoint endpoint) {
                presence.add("withdrew " + endpoint);
            }
        }, log, access);
        return new TestShell(shell.serve(new RoleContext(service.name(), 1, _ -> {}), service), presence);
    }

    URI uri() {
        return role.addresses().getFirst().uri();
    }

    HttpRequest.Builder at(String path) {
        return HttpRequest.newBuilder(uri().resolve(path)).timeout(PATIENCE);
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        var request = at(path);
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    HttpResponse<String> post(String path, String contentType, String body) throws IOException, InterruptedException {
        return send(at(path).header("Content-Type", contentType).POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    static JsonNode json(HttpResponse<String> response) {
        return Json.tree(response.body().getBytes(StandardCharsets.UTF_8));
    }

    static Optional<String> header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name);
    }

    Socket connect() throws IOException {
        var socket = new Socket(uri().getHost(), uri().getPort());
        socket.setSoTimeout((int) PATIENCE.toMillis());
        return socket;
    }

    /** Sends these bytes on a connection of their own and reads what comes until the server closes it. */
    String raw(String bytes) throws IOException {
        try (var socket = connect()) {
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Override
    public void close() {
        role.close();
        client.close();
    }
}
