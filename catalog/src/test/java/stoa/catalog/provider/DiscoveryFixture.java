package stoa.catalog.provider;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.random.RandomGenerator;
import stoa.catalog.check.FakeTiming;
import stoa.catalog.registry.LossyStore;
import stoa.catalog.registry.Registry;
import stoa.discovery.Registration;
import stoa.events.Recorder;
import stoa.http.client.Trust;
import stoa.runtime.DataFolder;
import stoa.runtime.StartFailed;
import stoa.stores.relational.RelationalSettings;
import stoa.stores.relational.RelationalStores;

/** Discovery on a registry of its own, in time that passes as the test says. */
final class DiscoveryFixture implements AutoCloseable {
    private static final Duration PATIENT = Duration.ofSeconds(30);

    final FakeTiming time = new FakeTiming();
    final List<String> events = new CopyOnWriteArrayList<>();
    private final RelationalStores stores;
    private final Duration timeout;
    LossyStore store;
    Registry registry;
    Discovery discovery;

    DiscoveryFixture(Path folder, Provider... providers) throws StartFailed {
        this(folder, PATIENT, providers);
    }

    DiscoveryFixture(Path folder, Duration timeout, Provider... providers) throws StartFailed {
        this.timeout = timeout;
        stores = new RelationalStores(RelationalSettings.embedded(), DataFolder.open(folder));
        store = new LossyStore(stores.open("catalog"));
        registry = open(store);
        discovery = discovery(registry, providers);
    }

    private Registry open(LossyStore tables) {
        return Registry.open(tables, new Registry.Limits(1000, Duration.ofMinutes(1), 1024), "catalog-1", time,
                RandomGenerator.getDefault(), recorder(), Trust.usual());
    }

    private Recorder recorder() {
        return (kind, subject, _, _) -> events.add(kind + " " + subject);
    }

    private Discovery discovery(Registry on, Provider... providers) {
        return new Discovery(List.of(providers), on, new Discovery.Pace(Duration.ofSeconds(10), timeout), time,
                RandomGenerator.getDefault(), recorder());
    }

    void restart(Provider... providers) throws StartFailed {
        close();
        store = new LossyStore(stores.open("catalog"));
        registry = open(store);
        discovery = discovery(registry, providers);
    }

    static Registration at(String url) {
        return new Registration(URI.create(url), 1, List.of(), "", null, null, null);
    }

    @Override
    public void close() {
        discovery.close();
        registry.close();
        store.close();
    }
}
