package stoa.services.points.redis;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import stoa.runtime.DataFolder;
import stoa.runtime.Settings;
import stoa.services.points.ledger.Receipts;
import stoa.services.points.ledger.RelationalLedger;
import stoa.stores.redis.Redis;
import stoa.stores.redis.RedisSettings;
import stoa.stores.redis.RedisStores;
import stoa.stores.relational.Relational;
import stoa.stores.relational.RelationalSettings;
import stoa.stores.relational.RelationalStores;

/** Instances of the ledger that share a Redis and tables. */
final class Bench implements AutoCloseable {
    static final String COUNTER = "hits";

    final List<Told> told = new CopyOnWriteArrayList<>();
    private final String url;
    private final String timeout;
    private final RelationalStores tables;
    private final List<Redis> redises = new ArrayList<>();
    private final List<Relational> opened = new ArrayList<>();

    /** An event. */
    record Told(String kind, String subject, String summary, Map<String, String> data) {}

    Bench(String url, String timeout, Path folder) throws Exception {
        this.url = url;
        this.timeout = timeout;
        this.tables = new RelationalStores(RelationalSettings.embedded(), DataFolder.open(folder));
    }

    Redis redis() {
        var in = Settings.of(Map.of("redis-url", url, "redis-command-timeout", timeout, "redis-connect-timeout",
                timeout), Map.of(), Optional.empty());
        var redis = new RedisStores(RedisSettings.read(in)).open("points").orElseThrow();
        redises.add(redis);
        return redis;
    }

    Relational tables() throws Exception {
        var more = tables.openTogether("points");
        opened.add(more);
        return more;
    }

    RedisLedger ledger(RedisLedgerSettings settings) throws Exception {
        return ledger(settings, tables());
    }

    RedisLedger ledger(RedisLedgerSettings settings, Relational tables) {
        var means = new RedisLedger.Means(redis(), redis(), new RelationalLedger(tables), new Receipts(tables),
                (kind, subject, summary, data) -> told.add(new Told(kind, subject, summary, data)),
                () -> UUID.randomUUID().toString(), InstantSource.system(), "points-1");
        Retries.Pause shorter = _ -> Thread.sleep(Duration.ofMillis(20));
        return new RedisLedger(means, settings, _ -> {}, shorter);
    }

    List<Told> told(String kind) {
        return told.stream().filter(t -> t.kind.equals(kind)).toList();
    }

    @Override
    public void close() {
        redises.forEach(Redis::close);
        opened.forEach(Relational::close);
    }
}
