package stoa.tests.serving;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import stoa.http.Presence;
import stoa.http.Shell;
import stoa.http.ShellSettings;
import stoa.http.access.Access;
import stoa.runtime.InvalidSettings;
import stoa.runtime.Role;
import stoa.runtime.RoleContext;
import stoa.runtime.RunningRole;
import stoa.runtime.Settings;
import stoa.telemetry.AccessLog;

/** One role as it runs in the program, in the production shell, on a port of the system's choice, with a client for it. */
public final class RoleUnderTest implements AutoCloseable {
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Presence.Endpoint> announced = new CopyOnWriteArrayList<>();
    private final Settings settings;
    private final RunningRole running;

    /** Starts the first instance of the role that {@code row} makes, without any setting. */
    public static RoleUnderTest start(BiFunction<Settings, Shell, Role> row) throws Exception {
        return start(Map.of(), row);
    }

    /** @throws InvalidSettings for a setting of {@code environment} that is not valid or that nobody reads */
    public static RoleUnderTest start(Map<String, String> environment, BiFunction<Settings, Shell, Role> row)
            throws Exception {
        return new RoleUnderTest(environment, row, 1);
    }

    /** @param number of the instance: {@code names-2} */
    public RoleUnderTest(Map<String, String> environment, BiFunction<Settings, Shell, Role> row, int number)
            throws Exception {
        this(environment, row, number, Access.ofThisMachine());
    }

    /** @param access judges whose request it is */
    public RoleUnderTest(Map<String, String> environment, BiFunction<Settings, Shell, Role> row, int number,
            Access access) throws Exception {
        settings = Settings.of(Map.of(), environment, Optional.empty());
        var presence = new Presence() {
            @Override
            public void announce(Endpoint endpoint) {
                announced.add(endpoint);
            }

            @Override
            public void withdraw(Endpoint endpoint) {}
        };
        var none = Settings.of(Map.of(), Map.of(), Optional.empty());
        var shell = new Shell(ShellSettings.read(none, "127.0.0.1", 0), presence, AccessLog.none(),
                access);
        var role = row.apply(settings, shell);
        settings.verify();
        running = role.factory().start(new RoleContext(role.name(), number, cause -> {}));
    }

    /** The settings that the role has read. */
    public Settings settings() {
        return settings;
    }

    public RunningRole running() {
        return running;
    }

    /** Where it listens: scheme, host and port. */
    public URI url() {
        return running.addresses().getFirst().uri();
    }

    /** What it tells the platform of itself when it is announced. */
    public Presence.Endpoint announced() {
        if (announced.isEmpty()) {
            running.announce();
        }
        return announced.getFirst();
    }

    public HttpResponse<String> get(String path, String... headers) throws IOException {
        return send("GET", path, headers);
    }

    public HttpResponse<String> send(String method, String path, String... headers) throws IOException {
        return text(method, path, BodyPublishers.noBody(), headers);
    }

    /** Sends a body of type {@code application/json}. */
    public HttpResponse<String> json(String method, String path, String json, String... headers) throws IOException {
        var all = new ArrayList<>(List.of(headers));
        all.addAll(List.of("Content-Type", "application/json"));
        return text(method, path, BodyPublishers.ofString(json), all.toArray(String[]::new));
    }

    /** The answer's body as it came. */
    public HttpResponse<byte[]> bytes(String method, String path, String... headers) throws IOException {
        return send(request(method, path, BodyPublishers.noBody(), headers), BodyHandlers.ofByteArray());
    }

    /** Sends a body of any type. */
    public HttpResponse<String> text(String method, String path, String body, String... headers) throws IOException {
        return text(method, path, BodyPublishers.ofString(body), headers);
    }

    private HttpResponse<String> text(String method, String path, BodyPublisher body, String... headers)
            throws IOException {
        return send(request(method, path, body, headers), BodyHandlers.ofString());
    }

    private HttpRequest request(String method, String path, BodyPublisher body, String... headers) {
        var address = URI.create("http://" + url().getAuthority() + path);
        var request = HttpRequest.newBuilder(address).method(method, body);
        return (headers.length == 0 ? request : request.headers(headers)).build();
    }

    private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) throws IOException {
        try {
            return http.send(request, handler);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        running.close();
        http.close();
    }
}
