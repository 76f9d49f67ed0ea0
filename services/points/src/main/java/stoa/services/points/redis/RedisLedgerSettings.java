package stoa.services.points.redis;

import java.time.Duration;
import stoa.runtime.Settings;
import stoa.stores.redis.RedisStores;
import stoa.stores.redis.Replicas;

/**
 * How the ledger uses Redis.
 *
 * @param counter the account whose balance is a key with its name
 * @param replicas how many replicas an entry waits for, and how long at most
 * @param keyTtl how long Redis knows an entry's key after it was drained
 */
public record RedisLedgerSettings(String counter, Replicas replicas, Duration keyTtl) {
    private static final int MOST_REPLICAS = 9;
    private static final Duration LEAST_TTL = Duration.ofMinutes(1);

    /** @param redis by which replicas are waited for where there are Sentinels, if nothing is said */
    public static RedisLedgerSettings read(Settings in, RedisStores redis, String counter) {
        var replicas = in.key("points-replicas")
                .help("how many replicas of Redis an entry waits for before it is told; 1 with redis-sentinel://, else 0")
                .integer(redis.replicated() ? 1 : 0, 0, MOST_REPLICAS);
        var atMost = in.key("points-replicas-timeout").help("how long an entry waits for replicas at most; it is told"
                + " all the same, and how many had it").duration(Duration.ofSeconds(1));
        var key = in.key("points-key-ttl").help("how long Redis knows an entry's key after the entry was drained, 1m at"
                + " least; the tables know it for good");
        var ttl = key.duration(Duration.ofHours(24));
        if (ttl.compareTo(LEAST_TTL) < 0) {
            in.error(key.name() + ": must be at least 1m: a visit that is tried again is known by it");
        }
        return new RedisLedgerSettings(counter, new Replicas(replicas, atMost), ttl);
    }

    /** What holds where nothing is set: of one server. */
    static RedisLedgerSettings usual(String counter) {
        return new RedisLedgerSettings(counter, Replicas.NONE, Duration.ofHours(24));
    }
}
