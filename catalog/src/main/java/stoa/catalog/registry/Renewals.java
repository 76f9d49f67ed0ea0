package stoa.catalog.registry;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import stoa.catalog.check.Timing;
import stoa.catalog.store.RegistryStore;
import stoa.catalog.store.Stored;
import stoa.stores.relational.StoreUnavailable;

/**
 * Stores what is renewed without being told, for other catalogs and for the next start. Gathers for a moment, so that
 * thousands are one transaction; while the store is away it keeps trying, and nobody waits for it.
 */
final class Renewals implements AutoCloseable {
    private static final Duration GATHER = Duration.ofMillis(200);
    private static final Duration TRY_AGAIN = Duration.ofSeconds(1);

    private final RegistryStore store;
    private final Timing timing;
    private final AtomicBoolean asked = new AtomicBoolean();
    private Map<Stored.Key, Stored.Renewal> waiting = new LinkedHashMap<>();
    private boolean closed;

    Renewals(RegistryStore store, Timing timing) {
        this.store = store;
        this.timing = timing;
    }

    /** Stores a renewal soon; returns at once. */
    void add(Stored.Renewal renewal) {
        synchronized (this) {
            waiting.put(renewal.key(), renewal);
        }
        askAfter(GATHER);
    }

    private void askAfter(Duration delay) {
        if (!asked.getAndSet(true)) {
            timing.after(delay, () -> Thread.ofVirtual().name("catalog renewals").start(() -> {
                asked.set(false);
                save();
            }));
        }
    }

    private void save() {
        var renewals = take();
        try {
            if (!renewals.isEmpty()) {
                store.renew(renewals);
            }
        } catch (StoreUnavailable e) {
            giveBack(renewals);
            askAfter(TRY_AGAIN);
        }
    }

    private synchronized List<Stored.Renewal> take() {
        var taken = closed ? List.<Stored.Renewal>of() : List.copyOf(waiting.values());
        waiting = new LinkedHashMap<>();
        return taken;
    }

    private synchronized void giveBack(List<Stored.Renewal> renewals) {
        renewals.forEach(r -> waiting.putIfAbsent(r.key(), r));
    }

    /** Stores what is left, and nothing any more afterwards. */
    @Override
    public void close() {
        save();
        synchronized (this) {
            closed = true;
        }
    }
}
