package stoa.services.points.redis;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import stoa.services.points.ledger.Absorbed;
import stoa.services.points.ledger.Key;
import stoa.services.points.ledger.LedgerUnavailable;
import stoa.services.points.ledger.RelationalLedger;
import stoa.services.points.redis.Streams.Line;
import stoa.stores.redis.Command;
import stoa.stores.redis.RedisUnavailable;
import stoa.stores.redis.Script;

/**
 * Takes entries from the streams into the ledger in tables. Only what is committed there is deleted here, by its id, on the
 * Redis that it was read from; what is read twice is taken on once. Instances take turns, to spare one another work.
 */
final class Drain implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Drain.class);
    private static final Script DRAINED = Script.beside(Drain.class, "drained.lua");
    private static final Script DOUBT = Script.beside(Drain.class, "doubt.lua");
    private static final Script TURN = Script.beside(Drain.class, "turn.lua");
    private static final Script LEAVE = Script.beside(Drain.class, "leave.lua");
    private static final Duration EVERY = Duration.ofMillis(100);
    private static final Duration WHILE_AWAY = Duration.ofMillis(500);
    private static final Duration TURN_LASTS = Duration.ofSeconds(5);
    private static final Duration VISIT = Duration.ofMinutes(10);
    private static final Duration LAST_MOMENTS = Duration.ofSeconds(5);

    private final Server server;
    private final Streams streams;
    private final Shards shards;
    private final RelationalLedger ledger;
    private final Duration keyTtl;
    private final String who;
    /** Touched by the thread alone: the Redis that was told of it last. */
    private final Map<String, String> doubtful = new HashMap<>();
    private final LongAdder drained = new LongAdder();
    private final CountDownLatch ends = new CountDownLatch(1);
    private final Thread thread;
    private volatile boolean away;
    private volatile boolean closed;

    /** @param who tells this drain from all others */
    Drain(Server server, Shards shards, RelationalLedger ledger, Duration keyTtl, String who) {
        this.server = server;
        this.streams = new Streams(server);
        this.shards = shards;
        this.ledger = ledger;
        this.keyTtl = keyTtl;
        this.who = who;
        this.thread = Thread.ofVirtual().name("points-drain").start(this::run);
    }

    /** Whether the tables could not be written to when that was last tried. */
    boolean away() {
        return away;
    }

    /** How many entries this instance has brought into the tables. */
    long drained() {
        return drained.sum();
    }

    private void run() {
        while (!closed) {
            if (!again()) {
                rest();
            }
        }
        try {
            leave(System.nanoTime() + LAST_MOMENTS.toNanos());
        } catch (RuntimeException e) {
            LOG.debug("leaves the rest to others", e);
        }
    }

    /** Not by an interrupt, which would break off what is being written. */
    private void rest() {
        try {
            var _ = ends.await((away ? WHILE_AWAY : EVERY).toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Drains what is left, and gives its turn to others. */
    private void leave(long end) {
        var more = true;
        while (more && System.nanoTime() < end) {
            more = cycle();
        }
        server.run(LEAVE.with(List.of(shards.of(shards.counter()).drainer()), List.of(who)), server.current());
    }

    private boolean again() {
        try {
            return cycle();
        } catch (RedisUnavailable | Server.Changed e) {
            LOG.debug("drains later", e);
        } catch (LedgerUnavailable e) {
            if (!away) {
                away = true;
                LOG.warn("entries stay in Redis for now: {}", e.getMessage());
            }
        } catch (RuntimeException e) {
            if (!away) {
                away = true;
                LOG.error("entries stay in Redis: they cannot be drained", e);
            }
        }
        return false;
    }

    /** Drains some of each shard; answers whether there was as much as that. */
    private boolean cycle() {
        var epoch = server.current();
        confirmAgain(epoch);
        if (!mine(epoch)) {
            return false;
        }
        var all = streams.first(shards.all(), epoch);
        var entries = all.stream().flatMap(List::stream).map(Line::entry).toList();
        if (entries.isEmpty()) {
            return false;
        }
        var absorbed = ledger.absorb(entries);
        back();
        doubt(absorbed);
        drained.add(absorbed.added().size());
        confirmAgain(epoch);
        server.run(all.stream().filter(lines -> !lines.isEmpty()).map(this::forgotten).toList(), epoch);
        return all.stream().anyMatch(lines -> lines.size() == Streams.AT_ONCE);
    }

    /** Accounts of which somebody else has entered something meanwhile: a master that was thought to be gone, or the next one. */
    private void doubt(Absorbed absorbed) {
        for (var entry : absorbed.refused()) {
            LOG.warn("entry {} of account {} is left out: its key was entered before, by an entry that Redis had lost",
                    entry.id(), entry.account());
            doubtful.put(entry.account(), "");
        }
        for (var account : absorbed.forked()) {
            LOG.warn("account {} was entered into on two masters at the same time", account);
            doubtful.put(account, "");
        }
    }

    /** Has doubtful accounts confirmed again, by this Redis and by the next one. */
    private void confirmAgain(Epoch epoch) {
        var names = doubtful.entrySet().stream().filter(e -> !e.getValue().equals(epoch.text())).map(Map.Entry::getKey)
                .toList();
        server.run(names.stream().map(n -> DOUBT.with(List.of(shards.of(n).account(n)), List.of())).toList(), epoch);
        names.forEach(name -> doubtful.put(name, epoch.text()));
    }

    private boolean mine(Epoch epoch) {
        return server.run(TURN.with(List.of(shards.of(shards.counter()).drainer()),
                List.of(who, Long.toString(TURN_LASTS.toMillis()))), epoch).number() == 1;
    }

    private void back() {
        if (away) {
            away = false;
            LOG.info("entries are drained from Redis again");
        }
    }

    private Command forgotten(List<Line> lines) {
        var shard = lines.getFirst().shard();
        var records = lines.stream().map(l -> shard.record(l.entry().account(), l.entry().key()));
        return DRAINED.with(
                Stream.concat(Stream.of(shard.entries(), shard.drained()), records).toList(),
                lines.stream().flatMap(l -> Stream.of(l.id(), Long.toString(stays(l).toMillis()))).toList());
    }

    /** A visit is tried again within seconds or never. */
    private Duration stays(Line line) {
        return Key.isVisit(line.entry().key()) && keyTtl.compareTo(VISIT) > 0 ? VISIT : keyTtl;
    }

    @Override
    public void close() {
        closed = true;
        ends.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
