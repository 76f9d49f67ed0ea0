package stoa.services.points;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import stoa.events.Recorder;
import stoa.http.Service;
import stoa.runtime.Component;
import stoa.runtime.Health;
import stoa.services.points.ledger.Ledger;
import stoa.services.points.ledger.Receipts;
import stoa.services.points.ledger.RelationalLedger;
import stoa.services.points.redis.RedisLedger;
import stoa.services.points.redis.RedisLedgerSettings;
import stoa.stores.redis.RedisStores;
import stoa.stores.relational.RelationalStores;

/** The ledger in the stores that are set: in Redis where there is one, which drains into tables; else in these at once. */
final class Vault implements AutoCloseable {
    private final Deque<Runnable> closing = new ArrayDeque<>();
    private final Component tables;
    private final Receipts receipts;
    private final Ledger ledger;
    private Optional<Component> redis = Optional.empty();
    private Optional<RedisLedger> hot = Optional.empty();

    /**
     * What a ledger tells and is told.
     *
     * @param ids new ones, UUIDs of version 7
     * @param batches told how many entries each batch has
     */
    record Surroundings(String instance, Recorder events, Supplier<String> ids, InstantSource clock,
            IntConsumer batches) {}

    Vault(RelationalStores stores, RedisStores redis, RedisLedgerSettings settings, Surroundings with)
            throws Exception {
        var relational = stores.openTogether("points");
        closing.push(relational::close);
        this.tables = relational;
        this.receipts = new Receipts(relational);
        var first = redis.open("points");
        var inTables = first.isPresent()
                ? new RelationalLedger(relational)
                : new RelationalLedger(relational, with.batches);
        closing.push(inTables::close);
        if (first.isEmpty()) {
            ledger = inTables;
            return;
        }
        var entering = first.get();
        closing.push(entering::close);
        var reading = redis.open("points").orElseThrow();
        closing.push(reading::close);
        var inRedis = new RedisLedger(
                new RedisLedger.Means(entering, reading, inTables, receipts, with.events, with.ids,
                        with.clock, with.instance),
                settings, with.batches);
        closing.push(inRedis::close);
        this.redis = Optional.of(entering);
        this.hot = Optional.of(inRedis);
        ledger = inRedis;
    }

    Ledger ledger() {
        return ledger;
    }

    Receipts receipts() {
        return receipts;
    }

    /** What the service tells of its stores. */
    void describe(Service service) {
        service.uses(tables);
        redis.ifPresent(service::uses);
        hot.ifPresent(it -> service.check(() -> keeping(it)).check(() -> draining(it))
                .metrics(registry -> CounterWithCallback.builder().name("points_drained_total")
                        .help("Entries that this instance has taken from Redis into the tables")
                        .callback(to -> to.call((double) it.drained())).register(registry)));
    }

    private static Health.Check keeping(RedisLedger it) {
        var trouble = it.trouble();
        return new Health.Check("points/redis", trouble.isEmpty(), trouble.orElse("keeps what it is told"),
                Health.Weight.DEGRADES);
    }

    private static Health.Check draining(RedisLedger it) {
        return new Health.Check("points/drain", it.draining(), it.draining()
                ? "entries go from Redis into the tables"
                : "entries stay in Redis, since the tables cannot take them", Health.Weight.DEGRADES);
    }

    /** What was opened last goes first. */
    @Override
    public void close() {
        while (!closing.isEmpty()) {
            closing.pop().run();
        }
    }
}
