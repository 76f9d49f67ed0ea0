package stoa.console;

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
import java.util.function.Function;
import stoa.http.Presence;
import stoa.http.Service.RouteClaim;
import stoa.http.Shell;
import stoa.http.ShellSettings;
import stoa.http.access.Access;
import stoa.runtime.Role;
import stoa.runtime.RoleContext;
import stoa.runtime.RunningRole;
import stoa.runtime.Settings;
import stoa.telemetry.AccessLog;

/** A role of this room as it runs in the program, on a port of the system's choice. */
final class RunningPage implements AutoCloseable {
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Presence.Endpoint> announced = new ArrayList<>();
    private final RunningRole running;

    RunningPage(Function<Shell, Role> row) throws Exception {
        var presence = new Presence() {
            @Override
            public void announce(Endpoint endpoint) {
                announced.add(endpoint);
            }

            @Override
            public void withdraw(Endpoint endpoint) {}
        };
        var settings = Settings.of(Map.of(), Map.of(), Optional.empty());
        var shell = new Shell(ShellSettings.read(settings, "127.0.0.1", 0), presence, AccessLog.none(),
                Access.ofThisMachine());
        var role = row.apply(shell);
        running = role.factory().start(new RoleContext(role.name(), 1, cause -> {}));
    }

    Optional<RouteClaim> route() {
        running.announce();
        return announced.getFirst().route();
    }

    HttpResponse<byte[]> get(String path, String... headers) throws Exception {
        return send("GET", path, headers);
    }

    HttpResponse<byte[]> send(String method, String path, String... headers) throws Exception {
        return send(method, path, BodyPublishers.noBody(), headers);
    }

    HttpResponse<byte[]> json(String method, String path, String json, String... headers) throws Exception {
        var all = new ArrayList<>(List.of(headers));
        all.addAll(List.of("Content-Type", "application/json"));
        return send(method, path, BodyPublishers.ofString(json), all.toArray(String[]::new));
    }

    private HttpResponse<byte[]> send(String method, String path, BodyPublisher body, String... headers)
            throws Exception {
        var address = URI.create(running.addresses().getFirst().uri().resolve("/").toString() + path.substring(1));
        var request = HttpRequest.newBuilder(address).method(method, body);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), BodyHandlers.ofByteArray());
    }

    @Override
    public void close() {
        running.close();
        http.close();
    }
}
