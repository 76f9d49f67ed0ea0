package stoa.catalog.registry;

import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import stoa.catalog.check.FakeTiming;
import stoa.catalog.check.Timing;
import stoa.catalog.store.Tables;
import stoa.catalog.watch.Change;
import stoa.catalog.watch.Position;
import stoa.discovery.InstanceRecord;
import stoa.discovery.Registration;
import stoa.discovery.Registration.CheckRecord;
import stoa.discovery.RouteRecord;
import stoa.discovery.ServiceRecord;
import stoa.events.Recorder;
import stoa.http.client.Trust;
import stoa.runtime.StartFailed;
import stoa.stores.relational.RelationalStores;

/** A registry on tables of the test's, that can be closed, killed and opened again. */
final class RegistryFixture implements AutoCloseable {
    static final Duration FORGET = Duration.ofMinutes(1);

    final List<String> events = new CopyOnWriteArrayList<>();
    final FakeTiming time = new FakeTiming();
    private final RelationalStores stores;
    private final Timing timing;
    private int mostInstances = 1000;
    private LossyStore store;
    Registry registry;

    /** On SQLite in a folder of the test's, in time that passes as the test says. */
    RegistryFixture(Path folder) throws StartFailed {
        this(Tables.onSqlite(folder));
    }

    RegistryFixture(RelationalStores stores) throws StartFailed {
        this(stores, null);
    }

    RegistryFixture(RelationalStores stores, @Nullable Timing real) throws StartFailed {
        this.stores = stores;
        timing = real == null ? time : real;
        store = tables();
        registry = open();
        time.afterEach(this::settle);
    }

    /** Waits until what was found out can be seen. */
    void settle() {
        var it = registry;
        await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1)).until(it::isSettled);
    }

    private LossyStore tables() throws StartFailed {
        return new LossyStore(stores.open("catalog"));
    }

    private Registry open() {
        Recorder recorder = (kind, subject, _, _) -> events.add(kind + " " + subject);
        return Registry.open(store, new Registry.Limits(mostInstances, FORGET, 1024), "catalog-1", timing,
                RandomGenerator.getDefault(), recorder, Trust.usual());
    }

    LossyStore store() {
        return store;
    }

    void restart() throws StartFailed {
        close();
        store = tables();
        registry = open();
    }

    /** The registry alone, on tables that stay open. */
    void reopen() {
        registry.close();
        registry = open();
    }

    void restartWithRoomFor(int instances) throws StartFailed {
        mostInstances = instances;
        restart();
    }

    /** As kill -9 leaves it: what was not stored is not stored. */
    void kill() throws StartFailed {
        time.close();
        store.close();
        store = tables();
        registry = open();
    }

    @Override
    public void close() {
        registry.close();
        store.close();
    }

    Registry.Outcome register(String service, String instance) {
        return registry.register(service, instance, at("http://127.0.0.1:9001"));
    }

    InstanceRecord instance(String service, String instance) {
        return service(service).instances().stream().filter(i -> i.id().equals(instance)).findFirst().orElseThrow();
    }

    ServiceRecord service(String name) {
        return registry.service(name).orElseThrow();
    }

    long revision() {
        return registry.changes().end().revision();
    }

    /** Names and revisions that a watcher who has seen so much is told. */
    List<String> toldAfter(long seen) {
        return toldAfterAsChanges(seen).stream().map(c -> (c.gone() ? "-" : "+") + c.name()).toList();
    }

    List<Change> toldAfterAsChanges(long seen) {
        return new ArrayList<>(registry.changes().after(Position.at(seen)));
    }

    static Registration at(String url) {
        return new Registration(URI.create(url), 1, List.of(), "", null, null, null);
    }

    static Registration leased(Duration ttl) {
        return new Registration(URI.create("http://127.0.0.1:9001"), 1, List.of(), "", null, null, ttl);
    }

    static Registration routed(String prefix) {
        return new Registration(URI.create("http://127.0.0.1:9001"), 1, List.of(), "", new RouteRecord(prefix, true),
                null, null);
    }

    static Registration checked(URI url, Duration interval) {
        return new Registration(url, 1, List.of(), "", null,
                new CheckRecord("/health", false, interval, Duration.ofMillis(300)), null);
    }

    static Registration full(String url) {
        return new Registration(URI.create(url), 7, List.of("blue", "grün"), "1.4.2", new RouteRecord("/o/", false),
                new CheckRecord("/health", false, Duration.ofHours(2), Duration.ofSeconds(3)), Duration.ofSeconds(15));
    }

}
