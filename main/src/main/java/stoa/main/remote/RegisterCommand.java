package stoa.main.remote;

import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import stoa.main.terminal.StopSignal;
import stoa.runtime.Values;

@Command(name = "register", description = "Register an instance of a service; with --ttl, stay and renew it until Ctrl-C.", footer = {
        "", "For example: stoa register orders http://127.0.0.1:9001 --route /orders/ --check /health"})
final class RegisterCommand extends RemoteCommand {
    @Parameters(index = "0", paramLabel = "NAME", description = "The service.")
    private String service = "";

    @Parameters(index = "1", paramLabel = "URL", description = "Where the instance answers, without a path.")
    private URI url = URI.create("");

    @Option(names = "--instance", paramLabel = "ID", description = "The instance's id (default: NAME and the port).")
    private @Nullable String instance;

    @Option(names = "--route", paramLabel = "PREFIX", description = "A path prefix at the gateway, such as /orders/.")
    private @Nullable String route;

    @Option(names = "--no-strip", description = "Leave the prefix on the path that the service sees.")
    private boolean keepPrefix;

    @Option(names = "--check", paramLabel = "PATH", description = "GET this path to see whether the instance is well.")
    private @Nullable String check;

    @Option(names = "--check-status", paramLabel = "2xx,404", description = "Which statuses are well (default: 2xx).")
    private @Nullable String checkStatus;

    @Option(names = "--check-contains", paramLabel = "TEXT", description = "What the answer's body must contain.")
    private @Nullable String checkContains;

    @Option(names = "--check-interval", paramLabel = "2s", description = "How often it is checked (default: 2s).")
    private @Nullable String checkInterval;

    @Option(names = "--tcp", description = "Open a connection to see whether the instance is well.")
    private boolean tcp;

    @Option(names = "--ttl", paramLabel = "15s", description = "Forget the instance when it is not renewed for so long.")
    private @Nullable String ttl;

    @Option(names = "--tag", paramLabel = "TAG", description = "A word to find it by; may be repeated.")
    private List<String> tags = new ArrayList<>();

    @Option(names = "--weight", paramLabel = "N", description = "Its share of the requests (default: 1).")
    private @Nullable Integer weight;

    @Option(names = "--service-version", paramLabel = "TEXT", description = "The version it runs.")
    private @Nullable String version;

    @Override
    int run(Remote platform, PrintWriter out) throws CommandFailed {
        var lease = lease();
        var path = path(service, id());
        out.println(Remote.expectSuccess(platform.json("PUT", path, body())).body());
        out.flush();
        if (lease != null) {
            renew(platform, path, lease);
            Remote.expectSuccess(platform.send("DELETE", path));
            out.println("deregistered " + service + "/" + id());
        }
        return 0;
    }

    /** Stable for one instance on one machine, so that registering again renews it. */
    private String id() {
        return instance != null ? instance : url.getPort() < 0 ? service : service + "-" + url.getPort();
    }

    private @Nullable Duration lease() throws CommandFailed {
        try {
            return ttl == null ? null : Values.duration(ttl);
        } catch (IllegalArgumentException e) {
            throw new CommandFailed("--ttl " + ttl + " " + e.getMessage());
        }
    }

    private Map<String, Object> body() {
        var body = new LinkedHashMap<String, Object>();
        body.put("url", url.toString());
        body.put("tags", tags);
        putUnlessNull(body, "weight", weight);
        putUnlessNull(body, "version", version);
        putUnlessNull(body, "ttl", ttl);
        if (route != null) {
            body.put("route", Map.of("prefix", route, "strip", !keepPrefix));
        }
        if (tcp || check != null) {
            var how = new LinkedHashMap<String, Object>();
            putUnlessNull(how, "http", check);
            putUnlessNull(how, "status", checkStatus);
            putUnlessNull(how, "contains", checkContains);
            putUnlessNull(how, "interval", checkInterval);
            if (tcp) {
                how.put("tcp", true);
            }
            body.put("check", how);
        }
        return body;
    }

    private static void putUnlessNull(Map<String, Object> body, String field, @Nullable Object value) {
        if (value != null) {
            body.put(field, value);
        }
    }

    /** Three renewals in one lease; a catalog that is away is asked again, one that has forgotten is told again. */
    private void renew(Remote platform, String path, Duration lease) throws CommandFailed {
        var stop = new CountDownLatch(1);
        StopSignal.onFirst(stop::countDown);
        try {
            while (!stop.await(lease.toMillis() / 3, TimeUnit.MILLISECONDS)) {
                try {
                    var renewed = platform.send("PUT", path + "/heartbeat");
                    Remote.expectSuccess(renewed.status() == 404 ? platform.json("PUT", path, body()) : renewed);
                } catch (CommandFailed e) {
                    System.err.println(e.getMessage());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
