package stoa.catalog.registry;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import stoa.catalog.check.Timing;

/**
 * Stores what was told before it was stored: findings, leases, revisions. Gathers for a moment, so that a hundred
 * findings are one transaction; while the store is away it keeps trying, and nobody waits for it.
 */
final class Saver {
    private static final Duration GATHER = Duration.ofMillis(200);
    private static final Duration TRY_AGAIN = Duration.ofSeconds(1);
    private static final Logger LOG = LoggerFactory.getLogger(Saver.class);

    private final RegistryStore store;
    private final Board board;
    private final Timing timing;
    private final AtomicBoolean asked = new AtomicBoolean();
    private boolean away;
    private boolean closed;

    Saver(RegistryStore store, Board board, Timing timing) {
        this.store = store;
        this.board = board;
        this.timing = timing;
    }

    /** Saves soon; returns at once. */
    void ask() {
        askAfter(GATHER);
    }

    private void askAfter(Duration delay) {
        if (!asked.getAndSet(true)) {
            timing.after(delay, () -> Thread.ofVirtual().name("catalog saver").start(this::saveAsAsked));
        }
    }

    private void saveAsAsked() {
        asked.set(false);
        if (!save()) {
            askAfter(TRY_AGAIN);
        }
    }

    /** Saves what is left, and nothing any more afterwards. */
    synchronized void close() {
        save();
        closed = true;
    }

    /** Saves now; false when the store could not take it, and then nothing is lost but time. */
    synchronized boolean save() {
        if (closed) {
            return true;
        }
        var told = board.takeUnsaved();
        if (told.isEmpty()) {
            return true;
        }
        try {
            store.save(told);
            away = false;
            return true;
        } catch (RuntimeException e) {
            board.giveBack(told);
            if (!away) {
                LOG.warn("the registry's latest findings cannot be stored now: {}", e.getMessage());
                away = true;
            }
            return false;
        }
    }
}
