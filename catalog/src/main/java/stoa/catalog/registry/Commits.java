package stoa.catalog.registry;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
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
    /** A finding that the store has not taken within this time is shown ahead of it. */
    private static final Duration PATIENCE = Duration.ofMillis(500);
    /** A store that has not answered for so long counts as away. */
    static final Duration HANGS = Duration.ofSeconds(3);
    /** Whoever waits for his turn looks so often whether the store has turned out to be away. */
    private static final Duration GLANCE = Duration.ofMillis(100);
    private static final Duration TRY_AGAIN = Duration.ofSeconds(1);
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private final RegistryStore store;
    private final Board board;
    private final Timing timing;
    private final Consumer<Effects> upkeep;
    private final ReentrantLock turn = new ReentrantLock();
    private final LinkedBlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();
    private final Object showing = new Object();
    private final AtomicBoolean running = new AtomicBoolean();
    private volatile boolean away;
    private volatile boolean closed;

    private record Waiting(Observation observation, CompletableFuture<Void> shown) {}

    /** What goes to the store together. */
    private static final class Batch {
        final List<Waiting> all = new ArrayList<>();
        volatile boolean over;
    }

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
        while (!away) {
            if (isMyTurn()) {
                try {
                    // whoever waited for one that found the store away need not find that out for himself
                    if (!away) {
                        while (!commit(planned(plan))) {
                            catchUpNow();
                        }
                        return;
                    }
                } catch (StoreUnavailable e) {
                    lost(String.valueOf(e.getMessage()));
                    throw e;
                } finally {
                    turn.unlock();
                }
            }
        }
        if (!plan.get().isEmpty()) {
            throw new StoreUnavailable("the registry's store is away");
        }
    }

    /** Nothing is refused that only another catalog knows of yet. */
    private Draft planned(Supplier<Draft> plan) {
        try {
            return plan.get();
        } catch (Refused e) {
            if (!store.shared()) {
                throw e;
            }
            catchUpNow();
            return plan.get();
        }
    }

    private boolean isMyTurn() {
        try {
            return turn.tryLock(GLANCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailable("the change was called off");
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
        boolean well;
        do {
            well = workOff();
            running.set(false);
        } while ((!queue.isEmpty() || (well && isUnsaved())) && !running.getAndSet(true));
    }

    /** False when something is not as it should be. */
    private boolean workOff() {
        var batch = new Batch();
        queue.drainTo(batch.all);
        var late = doNotWaitLong(batch, PATIENCE);
        try {
            if (away || !commit(batch.all)) {
                ahead(batch.all);
            }
            return true;
        } catch (RuntimeException e) {
            LOG.error("an observation was not taken", e);
            return false;
        } finally {
            batch.over = true;
            late.cancel();
            batch.all.forEach(w -> w.shown().complete(null));
        }
    }

    /** Whether something is shown that nobody stores unless told to. */
    private boolean isUnsaved() {
        return !away && board.isAhead();
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

    /** Shows what is not shown yet; what came before it can no more overtake it. */
    private void ahead(List<Waiting> those) {
        synchronized (showing) {
            var fresh = those.stream().filter(w -> !w.shown().isDone()).toList();
            if (!closed && !fresh.isEmpty()) {
                upkeep.accept(board.applyAhead(fresh.stream().map(Waiting::observation).toList()));
            }
            fresh.forEach(w -> w.shown().complete(null));
        }
    }

    private Timing.Alarm doNotWaitLong(Batch batch, Duration waited) {
        return timing.after(PATIENCE, () -> Thread.ofVirtual().start(() -> doNotWait(batch, waited)));
    }

    /**
     * The store has not taken for long what is under way: that, and whatever comes after it, is shown now, and stored once
     * the store goes on. A store that is slow refuses nobody; one that hangs is as good as away.
     */
    private void doNotWait(Batch batch, Duration waited) {
        if (batch.over) {
            return;
        }
        if (waited.compareTo(HANGS) >= 0) {
            lost("no answer within " + waited.toSeconds() + " s");
        }
        var stuck = new ArrayList<>(batch.all);
        queue.drainTo(stuck);
        ahead(stuck);
        doNotWaitLong(batch, waited.plus(PATIENCE));
        if (isUnsaved()) {
            // in case the store went on just now
            begin();
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
