package stoa.catalog.registry;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import stoa.catalog.check.Timing;
import stoa.catalog.store.Draft;
import stoa.catalog.store.Overtaken;
import stoa.catalog.store.RegistryStore;
import stoa.stores.relational.StoreUnavailable;

/**
 * Brings changes into the store and then onto the board, one after the other. Definitions that cannot be stored are
 * refused. What observers find out cannot be refused: while the store is away it is shown and told ahead of the store,
 * and stored when that is back.
 */
final class Commits implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Commits.class);
    /** A store that takes longer for a finding counts as away. */
    private static final Duration PATIENCE = Duration.ofMillis(500);
    private static final Duration TRY_AGAIN = Duration.ofSeconds(1);
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private final RegistryStore store;
    private final Board board;
    private final Timing timing;
    private final Consumer<Effects> upkeep;
    private final ReentrantLock turn = new ReentrantLock();
    private final LinkedBlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();
    private final AtomicBoolean running = new AtomicBoolean();
    private volatile List<Waiting> underWay = List.of();
    private volatile boolean away;
    private volatile boolean closed;

    private record Waiting(Observation observation, CompletableFuture<Void> shown) {}

    /** @param upkeep told what changes ask of it, outside of every lock but the one that orders changes */
    Commits(RegistryStore store, Board board, Timing timing, Consumer<Effects> upkeep) {
        this.store = store;
        this.board = board;
        this.timing = timing;
        this.upkeep = upkeep;
    }

    /**
     * Commits a change of definitions. When others have changed the registry meanwhile, it is planned anew.
     *
     * @param plan makes the draft from the board as it is then; an empty one changes nothing
     * @throws StoreUnavailable when it cannot be stored
     */
    void change(Supplier<Draft> plan) {
        if (away) {
            throw new StoreUnavailable("the registry's store is away");
        }
        turn.lock();
        try {
            while (!commit(plan.get())) {
                catchUpNow();
            }
        } finally {
            turn.unlock();
        }
    }

    /** False when others have changed the registry since the draft was made. */
    private boolean commit(Draft draft) {
        if (!draft.isEmpty()) {
            try {
                var numbers = store.commit(draft);
                upkeep.accept(board.apply(draft, numbers));
            } catch (Overtaken e) {
                return false;
            }
        }
        return true;
    }

    /** Takes over what other catalogs have committed. */
    void catchUp() {
        turn.lock();
        try {
            catchUpNow();
        } finally {
            turn.unlock();
        }
    }

    private void catchUpNow() {
        upkeep.accept(board.take(store.since(board.revision())));
    }

    /** Takes an observation and returns at once; the future is done when what it changes can be seen. */
    CompletableFuture<Void> observe(Observation observation) {
        var waiting = new Waiting(observation, new CompletableFuture<>());
        queue.add(waiting);
        begin();
        return waiting.shown();
    }

    private void begin() {
        if (!running.getAndSet(true)) {
            Thread.ofVirtual().name("catalog observations").start(this::work);
        }
    }

    private void work() {
        do {
            var late = timing.after(PATIENCE, () -> Thread.ofVirtual().start(this::doNotWait));
            try {
                workOff();
            } catch (RuntimeException e) {
                LOG.error("an observation was not taken", e);
            } finally {
                underWay = List.of();
                late.cancel();
                running.set(false);
            }
        } while (!queue.isEmpty() && !running.getAndSet(true));
    }

    private void workOff() {
        var batch = new ArrayList<Waiting>();
        queue.drainTo(batch);
        underWay = batch;
        try {
            if (away || !commit(batch)) {
                ahead(batch);
            }
        } finally {
            batch.forEach(w -> w.shown().complete(null));
        }
    }

    /** False when the store cannot take it now. */
    private boolean commit(List<Waiting> batch) {
        var observed = batch.stream().map(Waiting::observation).toList();
        turn.lock();
        try {
            while (!commit(board.draft(observed))) {
                catchUpNow();
            }
            return true;
        } catch (StoreUnavailable e) {
            lost(String.valueOf(e.getMessage()));
            return false;
        } finally {
            turn.unlock();
        }
    }

    private void ahead(List<Waiting> batch) {
        if (!closed) {
            upkeep.accept(board.applyAhead(batch.stream().map(Waiting::observation).toList()));
        }
    }

    /** The store has not taken for long what is under way: it is shown now, and once more when it is stored after all. */
    private void doNotWait() {
        var stuck = new ArrayList<>(underWay);
        if (!stuck.isEmpty()) {
            lost("no answer within " + PATIENCE.toMillis() + " ms");
            queue.drainTo(stuck);
            ahead(stuck);
            stuck.forEach(w -> w.shown().complete(null));
        }
    }

    /** The store is away: what is found out goes ahead of it until it is back. */
    synchronized void lost(String why) {
        if (!away && !closed) {
            LOG.warn("the registry's store is away; definitions cannot be changed, findings are not stored: {}", why);
            away = true;
            tryAgainLater();
        }
    }

    private void tryAgainLater() {
        timing.after(TRY_AGAIN, () -> Thread.ofVirtual().name("catalog store").start(this::tryAgain));
    }

    private void tryAgain() {
        turn.lock();
        try {
            store.renew(List.of());
            catchUpNow();
            while (!commit(board.draft(List.of()))) {
                catchUpNow();
            }
            away = false;
            LOG.info("the registry's store is back");
        } catch (RuntimeException e) {
            tryAgainLater();
            return;
        } finally {
            turn.unlock();
        }
        if (board.isAhead()) {
            // found out between the last draft and the store's return
            begin();
        }
    }

    /** Whether the store is away. */
    boolean isAway() {
        return away;
    }

    /** Whether everything that was observed can be seen. */
    boolean isSettled() {
        return queue.isEmpty() && !running.get();
    }

    /** Stores what is left, as far as the store takes it soon. */
    @Override
    public void close() {
        var end = System.nanoTime() + LAST_WORDS.toNanos();
        while (!isSettled() && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        closed = true;
    }
}
