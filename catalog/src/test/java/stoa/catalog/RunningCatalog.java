package stoa.catalog;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import stoa.discovery.AddressBook;
import stoa.discovery.DiscoverySettings;
import stoa.discovery.ServiceRecord;
import stoa.http.Json;
import stoa.http.Presence;
import stoa.http.Shell;
import stoa.http.ShellSettings;
import stoa.http.access.Access;
import stoa.http.access.Keys;
import stoa.http.access.Verdicts;
import stoa.http.client.Client;
import stoa.http.client.Trust;
import stoa.runtime.DataFolder;
import stoa.runtime.RoleContext;
import stoa.runtime.RunningRole;
import stoa.runtime.Scaling;
import stoa.runtime.Settings;
import stoa.stores.redis.RedisSettings;
import stoa.stores.redis.RedisStores;
import stoa.stores.relational.RelationalSettings;
import stoa.stores.relational.RelationalStores;
import stoa.telemetry.AccessLog;

/** The catalog as the program wires it, on a port of the system's choice, in a folder of the test's. */
final class RunningCatalog implements AutoCloseable {
    static final String FULL = """
            {"url": "http://127.0.0.1:9001/", "weight": 3, "tags": ["blue"], "version": "1.4.2",
             "route": {"prefix": "/orders/", "strip": false}, "ttl": "15s", "what nobody reads": 1}""";

    static final String TOKEN = "the-token-of-these-tests";
    private static final Keys KEYS = Keys.read(
            settings(Map.of("token", TOKEN, "secret", "a-secret-of-32-characters-or-more")),
            DataFolder.at(Path.of("none")));
    static final Verdicts VERDICTS = new Verdicts(KEYS, Clock.systemUTC());

    final AddressBook addresses;
    private final Scaling scaling = (role, replicas) -> {
        if (!role.equals("names")) {
            throw new Scaling.Refused("nobody runs " + role);
        }
        return IntStream.rangeClosed(1, replicas).mapToObj(n -> role + "-" + n).toList();
    };
    private final DataFolder data;
    private final Client client = new Client(name -> {
        throw new IOException("no names here: " + name);
    });
    private final RedisStores redis;
    private RunningRole running;

    RunningCatalog(Path folder) throws Exception {
        this(folder, Map.of());
    }

    RunningCatalog(Path folder, Map<String, String> arguments) throws Exception {
        this(folder, arguments, RedisSettings.none());
    }

    /** Keeps calls in a Redis, and waits for it no longer than a second. */
    static RunningCatalog onRedis(Path folder, String url) throws Exception {
        return new RunningCatalog(folder, Map.of(), RedisSettings.read(Settings.of(
                Map.of("redis-url", url, "redis-command-timeout", "1s"), Map.of(), Optional.empty())));
    }

    private RunningCatalog(Path folder, Map<String, String> arguments, RedisSettings redis) throws Exception {
        this.redis = new RedisStores(redis);
        data = DataFolder.open(folder);
        addresses = new AddressBook(data, DiscoverySettings.read(settings(Map.of())));
        running = start(arguments);
    }

    private static Settings settings(Map<String, String> arguments) {
        return Settings.of(arguments, Map.of(), Optional.empty());
    }

    private RunningRole start(Map<String, String> arguments) throws Exception {
        var settings = settings(arguments);
        Presence nobody = new Presence() {
            @Override
            public void announce(Endpoint endpoint) {}

            @Override
            public void withdraw(Endpoint endpoint) {}
        };
        var shell = new Shell(ShellSettings.read(settings, "127.0.0.1", 0), nobody, AccessLog.none(),
                new Access(KEYS, VERDICTS, true));
        var stores = new RelationalStores(RelationalSettings.embedded(), data);
        var role = Catalog.role(settings, new Catalog.Surroundings(shell, stores, redis, addresses,
                (_, _, _, _) -> {}, scaling, Clock.systemUTC(), Set.of("catalog", "greeter"), Trust.usual()));
        return role.factory().start(new RoleContext(role.name(), 1, _ -> {}));
    }

    void restart() throws Exception {
        restart(Map.of());
    }

    void restart(Map<String, String> arguments) throws Exception {
        running.close();
        running = start(arguments);
    }

    URI address() {
        return running.addresses().getFirst().uri();
    }

    Client.Answer send(String method, String path) throws IOException {
        return client.at(method, address().resolve(path)).send();
    }

    Client.Answer send(String method, String path, String json) throws IOException {
        return client.at(method, address().resolve(path)).json(Json.read(json, Object.class)).send();
    }

    /** A PUT with one header more. */
    Client.Answer put(String path, String json, String header, String value) throws IOException {
        return client.at("PUT", address().resolve(path)).json(Json.read(json, Object.class)).header(header, value)
                .send();
    }

    Client.Answer register(String service, String instance, String json) throws IOException {
        return send("PUT", "services/" + service + "/instances/" + instance, json);
    }

    ServiceRecord service(String name) throws IOException {
        return send("GET", "services/" + name).json(ServiceRecord.class);
    }

    /** What a watch hears until it has heard so many events, each as id, event and data. */
    List<List<String>> watch(Optional<String> lastEventId, int events) throws IOException {
        var heard = new ArrayList<List<String>>();
        try {
            client.at("GET", address().resolve("services/watch")).events(lastEventId, Duration.ofSeconds(10),
                    (id, event, data) -> {
                        heard.add(List.of(id, event, data));
                        if (heard.size() == events) {
                            throw new IOException("heard enough");
                        }
                    });
        } catch (IOException e) {
            if (heard.size() < events) {
                throw e;
            }
        }
        return heard;
    }

    @Override
    public void close() {
        client.close();
        running.close();
    }
}
