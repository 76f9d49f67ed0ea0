package stoa.gateway;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import stoa.discovery.AddressBook;
import stoa.discovery.RegistryWatch;
import stoa.discovery.RegistryWatch.Registry;
import stoa.http.client.Client;
import stoa.runtime.Health;

/** Follows the registry, and says as a check whether it is being heard. */
final class Following implements AutoCloseable {
    private static final String NAME = "registry";

    private final RegistryWatch watch;
    private volatile @Nullable Registry last;
    private volatile @Nullable Consumer<Registry> listener;

    Following(Client client, AddressBook addresses) {
        watch = new RegistryWatch(client, addresses, this::heard);
    }

    /** @param onChange told of each state */
    void start(Consumer<Registry> onChange) {
        listener = onChange;
        watch.start();
    }

    private void heard(Registry registry) {
        var told = listener;
        if (told != null) {
            told.accept(registry);
        }
        last = registry;
    }

    /** Unready before the first registry; afterwards a lost catalog degrades, since the last registry is kept. */
    Health.Check check() {
        var known = last;
        var lost = watch.lost();
        if (known == null) {
            return new Health.Check(NAME, false,
                    "the registry has not been heard yet" + lost.map(why -> ": " + why).orElse(""),
                    Health.Weight.READINESS);
        }
        return lost
                .map(why -> new Health.Check(NAME, false,
                        "the catalog is away, routing goes by its last word: " + why, Health.Weight.DEGRADES))
                .orElseGet(() -> Health.Check.ok(NAME,
                        "revision " + known.revision() + ", services: " + known.services().size()));
    }

    @Override
    public void close() {
        watch.close();
    }
}
