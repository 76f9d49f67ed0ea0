package stoa.services.points;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import stoa.events.Recorder;
import stoa.services.points.ledger.Ledger;
import stoa.services.points.ledger.LedgerUnavailable;
import stoa.services.points.ledger.Verification.Discrepancy;

/** Adds all entries up again, by itself and when asked, and tells what does not add up. It mends nothing. */
final class Auditor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Auditor.class);

    private final Ledger ledger;
    private final Duration every;
    private final Recorder events;
    private final InstantSource clock;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final AtomicReference<@Nullable CompletableFuture<Audit>> running = new AtomicReference<>();
    private final Thread thread;
    private volatile Optional<Audit> last = Optional.empty();

    /**
     * What was found.
     *
     * @param at when it was looked at
     * @param discrepancies the first hundred accounts that do not add up; none is the good news
     */
    record Audit(Instant at, long accounts, long entries, List<Discrepancy> discrepancies) {}

    Auditor(Ledger ledger, Duration every, Recorder events, InstantSource clock) {
        this.ledger = ledger;
        this.every = every;
        this.events = events;
        this.clock = clock;
        this.thread = Thread.ofVirtual().name("points-auditor").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** How many accounts did not add up the last time, empty before the first. */
    Optional<Integer> discrepancies() {
        return last.map(audit -> audit.discrepancies().size());
    }

    private void run() {
        try {
            do {
                try {
                    audit();
                } catch (LedgerUnavailable e) {
                    if (stopped.getCount() > 0) {
                        LOG.warn("the entries cannot be added up now: {}", e.getMessage());
                    }
                } catch (RuntimeException e) {
                    LOG.error("the entries were not added up, and are the next time", e);
                }
            } while (!stopped.await(every.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Adds up now; whoever asks meanwhile shares the answer. @throws LedgerUnavailable when it cannot be read */
    Audit audit() {
        var mine = new CompletableFuture<Audit>();
        var others = running.compareAndExchange(null, mine);
        if (others != null) {
            return joined(others);
        }
        try {
            mine.complete(fresh());
        } catch (RuntimeException | Error e) {
            mine.completeExceptionally(e);
        } finally {
            running.set(null);
        }
        return joined(mine);
    }

    private static Audit joined(CompletableFuture<Audit> audit) {
        try {
            return audit.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private Audit fresh() {
        var at = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        var found = ledger.verify();
        var known = last.stream().flatMap(a -> a.discrepancies().stream()).map(Discrepancy::account)
                .collect(Collectors.toSet());
        last = Optional.of(new Audit(at, found.accounts(), found.entries(), found.discrepancies()));
        found.discrepancies().stream().filter(d -> !known.contains(d.account())).forEach(this::tell);
        return last.get();
    }

    private void tell(Discrepancy it) {
        LOG.error("account {} does not add up: {}", it.account(), it.detail());
        events.record("points.discrepancy", it.account(), "account " + it.account() + " does not add up: "
                + it.detail(),
                Map.of("balance", Long.toString(it.balance()), "sum", Long.toString(it.sum()), "entries",
                        String.join(" ", it.concerned())));
    }

    @Override
    public void close() {
        stopped.countDown();
    }
}
