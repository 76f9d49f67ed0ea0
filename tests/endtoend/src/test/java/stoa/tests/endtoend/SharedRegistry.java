package stoa.tests.endtoend;

import static java.util.stream.Collectors.toSet;
import static stoa.tests.kit.StoaProcess.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import stoa.tests.kit.PostgresServer;
import stoa.tests.kit.StoaProcess;
import stoa.tests.kit.Web;
import tools.jackson.databind.JsonNode;

/** Two catalogs on one PostgreSQL and a gateway, each a process of its own that can be killed and started again. */
final class SharedRegistry implements AutoCloseable {
    static final List<String> CATALOGS = List.of("catalog-1", "catalog-2");

    final Web web = new Web();
    final PostgresServer store;
    private final Path data;
    private final Map<String, StoaProcess> processes = new TreeMap<>();

    SharedRegistry(Path folder) {
        store = new PostgresServer(folder.resolve("postgres"));
        data = folder.resolve("stoa");
        startWhatIsMissing();
    }

    /** Starts again what was killed, and waits until the catalogs share the registry. */
    void startWhatIsMissing() {
        CATALOGS.forEach(this::startCatalog);
        startGateway();
    }

    /** Starts a catalog; since the lowest number that is free is its own, one that was killed is it again. */
    void startCatalog(String name) {
        start(name, "catalog");
    }

    void startGateway() {
        start("gateway-1", "gateway");
    }

    private void start(String name, String role) {
        var known = processes.get(name);
        if (known == null || !known.isAlive()) {
            processes.put(name,
                    StoaProcess.start(data, Map.of("DATABASE_URL", store.url()), "run", role).awaitReady());
        }
    }

    void kill(String name) {
        process(name).kill();
    }

    private StoaProcess process(String name) {
        return java.util.Objects.requireNonNull(processes.get(name), name);
    }

    URI at(String name) {
        return process(name).noted(name);
    }

    URI gateway() {
        return at("gateway-1");
    }

    /** A service as that process tells it; an empty object where it does not answer. */
    JsonNode service(URI at, String name) {
        return Json.of(web.text(at, "/services/" + name));
    }

    /** Registers an instance through the gateway. @return the status */
    int register(String service, String id, URI url, String more) {
        try {
            return web.put(gateway(), "/services/" + service + "/instances/" + id,
                    "{\"url\": \"" + url + "\"" + more + "}").statusCode();
        } catch (IOException e) {
            return 0;
        }
    }

    /** Which catalogs check a service's instances, as one of them tells. */
    Set<String> checkers(String catalog, String service) {
        return StreamSupport.stream(service(at(catalog), service).path("instances").spliterator(), false)
                .flatMap(i -> StreamSupport.stream(i.get("checks").spliterator(), false))
                .filter(c -> c.get("kind").asString().equals("active")).map(c -> c.get("by").asString())
                .collect(toSet());
    }

    /** All that a catalog tells about services, but for when something was renewed last. */
    Map<String, String> facts(String catalog) {
        var facts = new TreeMap<String, String>();
        for (var service : Json.of(web.text(at(catalog), "/services?limit=200")).path("services")) {
            facts.put(service.get("name").asString(), fact(service));
        }
        return facts;
    }

    static String fact(JsonNode service) {
        var fact = new StringBuilder(service.get("revision").asString() + service.get("routes"));
        for (var i : service.get("instances")) {
            fact.append('\n').append(i.get("id")).append(i.get("url")).append(i.get("intent")).append(i.get("reason"));
        }
        return fact.toString();
    }

    void awaitAgreement() {
        await("both catalogs tell the same",
                () -> !facts("catalog-1").isEmpty() && facts("catalog-1").equals(facts("catalog-2")));
    }

    @Override
    public void close() {
        processes.values().forEach(StoaProcess::close);
        web.close();
        store.close();
    }
}
