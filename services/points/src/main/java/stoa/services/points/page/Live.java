package stoa.services.points.page;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import stoa.http.Json;
import stoa.http.Reply;
import stoa.services.points.ledger.Account;
import stoa.services.points.ledger.Ledger;
import stoa.services.points.ledger.LedgerUnavailable;

/**
 * Tells whoever listens how an account is, as it changes. Other instances change it too, so one thread looks into the ledger
 * for all listeners, while there are some.
 */
public final class Live implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Live.class);
    private static final Duration PACE = Duration.ofMillis(250);

    private final Ledger ledger;
    private final String account;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private int listeners;
    private boolean looking;
    private boolean closed;
    private Optional<News> latest = Optional.empty();
    private long numbers;

    /**
     * How the account was at some moment.
     *
     * @param number above that of what was told before
     * @param seen by which the next change is known
     */
    record News(long number, Account seen, String json) {}

    public Live(Ledger ledger, String account) {
        this.ledger = ledger;
        this.account = account;
    }

    /** The account as it is, and then each change, at most four in a second. */
    public Reply listen() {
        return Reply.events(new Listening(this));
    }

    void enter() {
        lock.lock();
        try {
            listeners++;
            if (!looking && !closed) {
                looking = true;
                latest = Optional.empty();
                Thread.ofVirtual().name("points-live").start(this::look);
            }
        } finally {
            lock.unlock();
        }
    }

    void leave() {
        lock.lock();
        try {
            listeners--;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** What came after the news of that number, if anything does in time. */
    Optional<News> await(long number, Duration patience) throws InterruptedException {
        lock.lock();
        try {
            var left = patience.toNanos();
            while (left > 0 && latest.filter(news -> news.number > number).isEmpty()) {
                left = changed.awaitNanos(left);
            }
            return latest.filter(news -> news.number > number);
        } finally {
            lock.unlock();
        }
    }

    private void look() {
        try {
            while (isWanted()) {
                try {
                    tell(ledger.account(account).orElse(new Account(account, 0, 0, 0)));
                } catch (LedgerUnavailable e) {
                    // those who listen see that nothing changes, and each request says why
                    LOG.debug("{} cannot be read now: {}", account, e.getMessage());
                } catch (RuntimeException e) {
                    LOG.error("{} was not read, and is again", account, e);
                }
                pause();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether somebody listens; where nobody does, the next one starts another thread. */
    private boolean isWanted() {
        lock.lock();
        try {
            looking = listeners > 0 && !closed;
            return looking;
        } finally {
            lock.unlock();
        }
    }

    private void pause() throws InterruptedException {
        lock.lock();
        try {
            var left = PACE.toNanos();
            while (left > 0 && listeners > 0 && !closed) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    private void tell(Account now) {
        if (isTold(now)) {
            return;
        }
        var json = Json.text(Snapshot.of(ledger, now));
        lock.lock();
        try {
            latest = Optional.of(new News(++numbers, now, json));
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private boolean isTold(Account now) {
        lock.lock();
        try {
            return latest.filter(news -> news.seen.equals(now)).isPresent();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
