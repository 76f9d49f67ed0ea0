package stoa.services.points;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import stoa.services.points.ledger.Entry;
import stoa.services.points.ledger.Ledger;
import stoa.services.points.ledger.LedgerUnavailable;

/** Ends reservations whose time is over. Every instance does it: the key of an end lets it be entered once. */
final class Sweeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);
    private static final Duration PACE = Duration.ofSeconds(1);
    private static final int AT_ONCE = 200;

    private final Teller teller;
    private final Ledger ledger;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread;
    private boolean away;

    Sweeper(Teller teller, Ledger ledger) {
        this.teller = teller;
        this.ledger = ledger;
        this.thread = Thread.ofVirtual().name("points-sweeper").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            while (!stopped.await(PACE.toMillis(), TimeUnit.MILLISECONDS)) {
                try {
                    sweep();
                    away = false;
                } catch (LedgerUnavailable e) {
                    if (!away) {
                        LOG.warn("reservations cannot be ended now: {}", e.getMessage());
                    }
                    away = true;
                } catch (RuntimeException e) {
                    LOG.error("reservations were not ended, and are tried again", e);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void sweep() {
        var over = ledger.expired(teller.now(), AT_ONCE);
        var before = List.<Entry>of();
        // the same again: they cannot be ended now, and are tried after a while
        while (!over.isEmpty() && !over.equals(before) && stopped.getCount() > 0) {
            over.forEach(teller::expire);
            before = over;
            over = over.size() < AT_ONCE ? List.of() : ledger.expired(teller.now(), AT_ONCE);
        }
    }

    /** What is being entered is waited for. */
    @Override
    public void close() {
        stopped.countDown();
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
