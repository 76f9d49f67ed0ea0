package stoa.gateway;

import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import stoa.discovery.AddressBook;
import stoa.discovery.RegistryWatch;
import stoa.discovery.RegistryWatch.Registry;
import stoa.gateway.LastRegistry.Kept;
import stoa.http.client.Client;
import stoa.runtime.Health;

/**
 * Follows the registry, and says as a check whether it is being heard. A gateway that starts while no catalog can be
 * reached goes by the registry that it kept, as far as instances confirm who they are.
 */
final class Following implements AutoCloseable {
    private static final String NAME = "registry";
    private static final Logger LOG = LoggerFactory.getLogger(Following.class);
    /** How long a catalog has to be heard before the last registry is taken up. */
    private static final Duration HEAD_START = Duration.ofMillis(700);

    private final Client client;
    private final RegistryWatch watch;
    private final LastRegistry kept;
    private final Thread fallback = Thread.ofVirtual().name("last registry").unstarted(this::fallBack);
    private Consumer<Registry> listener = _ -> {};
    private volatile @Nullable Registry last;
    private volatile @Nullable Confirming confirming;
    private volatile @Nullable Kept from;
    private boolean closed;

    Following(Client client, AddressBook addresses, LastRegistry kept) {
        this.client = client;
        this.kept = kept;
        watch = new RegistryWatch(client, addresses, this::heard);
    }

    /** @param onChange told of each state, one at a time */
    void start(Consumer<Registry> onChange) {
        listener = onChange;
        kept.start();
        watch.start();
        fallback.start();
    }

    private void fallBack() {
        try {
            Thread.sleep(HEAD_START);
        } catch (InterruptedException e) {
            return;
        }
        if (last == null) {
            kept.read().ifPresent(this::goBy);
        }
    }

    private synchronized void goBy(Kept earlier) {
        if (last == null && !closed) {
            LOG.warn("no catalog is heard; going by the registry of {} as far as instances confirm who they are",
                    earlier.at());
            var begun = new Confirming(client, earlier.services(), this::confirmed);
            from = earlier;
            confirming = begun;
            begun.start();
        }
    }

    private synchronized void confirmed(Registry registry) {
        if (last == null && !closed) {
            listener.accept(registry);
        }
    }

    private synchronized void heard(Registry registry) {
        var before = confirming;
        var earlier = from;
        if (last == null && before != null && earlier != null) {
            before.close();
            listener.accept(withoutRest(registry, earlier));
        } else {
            listener.accept(registry);
        }
        last = registry;
        kept.keep(registry);
    }

    /** What was known from before and is no more has changed too. */
    private static Registry withoutRest(Registry registry, Kept earlier) {
        var changed = new TreeSet<>(registry.changed());
        earlier.services().forEach(s -> changed.add(s.name()));
        return new Registry(registry.revision(), registry.services(), List.copyOf(changed));
    }

    /** Unready before the first registry; afterwards a lost catalog degrades, since the last registry is kept. */
    Health.Check check() {
        var known = last;
        var lost = watch.lost();
        var old = confirming;
        var earlier = from;
        if (known == null && old != null && earlier != null) {
            return new Health.Check(NAME, false, "the catalog is away, routing goes by the registry of " + earlier.at()
                    + ", of which " + old.confirmed() + " of " + old.known() + " instances are confirmed"
                    + lost.map(why -> ": " + why).orElse(""), Health.Weight.DEGRADES);
        }
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
        synchronized (this) {
            closed = true;
        }
        fallback.interrupt();
        var old = confirming;
        if (old != null) {
            old.close();
        }
        watch.close();
        kept.close();
    }
}
