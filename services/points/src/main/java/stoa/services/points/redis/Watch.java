package stoa.services.points.redis;

import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import stoa.events.Recorder;
import stoa.services.points.ledger.LedgerUnavailable;
import stoa.services.points.ledger.Receipt;
import stoa.services.points.ledger.Receipts;
import stoa.stores.redis.Command;
import stoa.stores.redis.RedisUnavailable;
import stoa.stores.redis.Reply;

/**
 * Looks once a second which Redis answers and what is drained. When it is another one than before, it looks for each entry
 * that clients were told of, and keeps a receipt of what is missing.
 */
final class Watch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);
    private static final Duration EVERY = Duration.ofSeconds(1);

    private final Server server;
    private final Shards shards;
    private final Journal journal;
    private final UnaryOperator<List<String>> missing;
    private final Told told;
    private final CountDownLatch ends = new CountDownLatch(1);
    private final Thread thread;
    /** Touched by the thread alone. */
    private @Nullable Epoch last;
    private Optional<String> cause = Optional.empty();

    /** Where it tells what it found, and in whose name. */
    record Told(Receipts receipts, Recorder events, Supplier<String> ids, InstantSource clock, String instance) {}

    /** @param missing which of some ids no store has */
    Watch(Server server, Shards shards, Journal journal, UnaryOperator<List<String>> missing, Told told) {
        this.server = server;
        this.shards = shards;
        this.journal = journal;
        this.missing = missing;
        this.told = told;
        this.thread = Thread.ofVirtual().name("points-watch").start(this::run);
    }

    private void run() {
        try {
            do {
                look();
            } while (!ends.await(EVERY.toNanos(), TimeUnit.NANOSECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        try {
            var epoch = server.ask();
            var before = last;
            last = epoch;
            if (before != null && !before.text().equals(epoch.text())) {
                cause = Optional.of(epoch.after(before));
                LOG.warn("{}: looks for the entries that clients were told of", cause.get());
            }
            if (cause.isPresent() || !journal.before(epoch.text()).isEmpty()) {
                check(epoch);
            }
            forgetDrained(epoch);
        } catch (RedisUnavailable | LedgerUnavailable | Server.Changed e) {
            LOG.debug("looks again later", e);
        } catch (RuntimeException e) {
            LOG.error("looks again later", e);
        }
    }

    private void check(Epoch epoch) {
        var ids = journal.before(epoch.text());
        var gone = missing.apply(ids);
        if (cause.isPresent() || !gone.isEmpty()) {
            keep(new Receipt(told.ids.get(), told.clock.instant().truncatedTo(ChronoUnit.MILLIS), told.instance,
                    cause.orElse("another master"), ids.size(), gone));
        }
        journal.looked(ids, gone, epoch.text());
        cause = Optional.empty();
    }

    private void keep(Receipt receipt) {
        told.receipts.keep(receipt);
        var summary = "%s: %d of %d entries that clients were told of lately are missing".formatted(receipt.cause(),
                receipt.missing().size(), receipt.checked());
        if (receipt.missing().isEmpty()) {
            LOG.info(summary);
        } else {
            LOG.warn(summary);
        }
        told.events.record("points.receipt", told.instance, summary, Map.of("id", receipt.id()));
    }

    private void forgetDrained(Epoch epoch) {
        var all = shards.all();
        var replies = server.run(all.stream().map(s -> Command.of("GET", s.drained())).toList(), epoch);
        var lines = new HashMap<Shard, String>();
        for (var n = 0; n < all.size(); n++) {
            if (replies.get(n) instanceof Reply.Text(var line)) {
                lines.put(all.get(n), line);
            }
        }
        journal.drained(epoch.text(), lines);
    }

    @Override
    public void close() {
        ends.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
