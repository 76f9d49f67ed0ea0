package stoa.catalog.registry;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import stoa.catalog.check.Timing;
import stoa.catalog.store.RegistryStore;
import stoa.stores.relational.StoreUnavailable;

/** Follows what other catalogs do with the same tables, and lets them know that this one lives. */
final class Follower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Follower.class);
    private static final Duration LOOK = Duration.ofMillis(40);
    private static final Duration BEAT = Duration.ofMillis(250);
    private static final Duration LONGEST_WAIT = Duration.ofMillis(250);
    private static final Duration FORGET = Duration.ofMinutes(1);
    /** A catalog whose beat stands still for so long is taken for dead. */
    static final Duration PATIENCE = Duration.ofMillis(1200);

    private final RegistryStore store;
    private final Board board;
    private final Commits commits;
    private final Ring ring;
    private final Timing timing;
    private final String name;
    private final Runnable reassign;
    private final Thread thread = Thread.ofVirtual().name("catalog follower").unstarted(this::run);
    private final Semaphore asked = new Semaphore(0);
    private CompletableFuture<Void> next = new CompletableFuture<>();
    private volatile boolean closing;
    private long touch;
    private long beat;
    private long beatNanos;

    /**
     * @param name this catalog's instance id
     * @param reassign called when another catalog has come or gone; must not block for long
     */
    Follower(RegistryStore store, Board board, Commits commits, Ring ring, Timing timing, String name,
            Runnable reassign) {
        this.store = store;
        this.board = board;
        this.commits = commits;
        this.ring = ring;
        this.timing = timing;
        this.name = name;
        this.reassign = reassign;
    }

    /** Begins to follow, where anybody else can use the tables; has joined when it returns. */
    void start() {
        if (store.shared()) {
            touch = store.heads().touch();
            beat();
            thread.start();
        }
    }

    private void run() {
        try {
            while (!closing) {
                asked.tryAcquire(LOOK.toMillis(), TimeUnit.MILLISECONDS);
                asked.drainPermits();
                var waiting = begun();
                var looked = new CompletableFuture<Void>().orTimeout(Commits.HANGS.toMillis(), TimeUnit.MILLISECONDS);
                var _ = looked.whenComplete((_, late) -> hangs(late));
                try {
                    look();
                } catch (StoreUnavailable e) {
                    commits.lost(String.valueOf(e.getMessage()));
                } catch (RuntimeException e) {
                    LOG.error("what other catalogs did was not taken", e);
                } finally {
                    looked.complete(null);
                    waiting.complete(null);
                }
            }
        } catch (InterruptedException e) {
            // closed
        }
    }

    private synchronized CompletableFuture<Void> begun() {
        var waiting = next;
        next = new CompletableFuture<>();
        return waiting;
    }

    /** Waits for a look that begins now, where other catalogs live; not for long, should the store be slow. */
    void waitForOthers() {
        if (ring.size() > 1) {
            waitForStore(LONGEST_WAIT);
        }
    }

    /** As {@link #waitForOthers}, also for what one has done that lives no more. */
    void waitForStore(Duration most) {
        if (!store.shared() || commits.isAway()) {
            return;
        }
        CompletableFuture<Void> look;
        synchronized (this) {
            look = next;
        }
        asked.release();
        try {
            look.get(most.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("answering with what is known here: the store is slow");
        }
    }

    /** A server that takes a question and never answers is away as well, long before the connection gives up. */
    private void hangs(@Nullable Throwable late) {
        if (late != null) {
            commits.lost("no answer within " + Commits.HANGS.toSeconds() + " s");
            attendToAll();
        }
    }

    private void attendToAll() {
        if (ring.alone()) {
            Thread.ofVirtual().name("catalog attends").start(reassign);
        }
    }

    private void look() {
        if (commits.isAway()) {
            attendToAll();
            return;
        }
        var heads = store.heads();
        if (heads.revision() != board.revision()) {
            commits.catchUp();
        }
        if (heads.touch() != touch) {
            store.renewedAfter(touch).forEach(board::renewed);
            touch = heads.touch();
        }
        if (timing.nanos() - beatNanos >= BEAT.toNanos()) {
            beat();
        }
    }

    private void beat() {
        beatNanos = timing.nanos();
        var peers = store.beat(name, ++beat, ring.silent(beatNanos, FORGET));
        if (ring.heard(peers, timing.nanos())) {
            LOG.info("{} catalogs share the registry", ring.size());
            reassign.run();
        }
    }

    /** Leaves, so that the others take over at once. */
    @Override
    public void close() {
        closing = true;
        asked.release();
        if (thread.getState() == Thread.State.NEW) {
            return;
        }
        try {
            thread.join(Duration.ofSeconds(2));
            if (!commits.isAway()) {
                store.leave();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (StoreUnavailable e) {
            LOG.debug("the others will find out by themselves that this catalog has left: {}", e.getMessage());
        }
    }
}
