package stoa.catalog.calls.store;

import java.time.InstantSource;
import java.util.Optional;
import stoa.stores.redis.Redis;
import stoa.stores.relational.Relational;

/** The log and the statistics of one platform. */
public record CallStores(CallLog log, CallStats stats) {
    private static final long MOST_LOGGED = 100_000;

    /** In Redis where there is one, else in the catalog's tables. */
    public static CallStores in(Relational tables, Optional<Redis> redis, InstantSource clock) {
        return redis.map(there -> new CallStores(new RedisCallLog(there, MOST_LOGGED, clock),
                new RedisCallStats(there, clock)))
                .orElseGet(() -> new CallStores(new RelationalCallLog(tables, MOST_LOGGED, clock),
                        new RelationalCallStats(tables, clock)));
    }
}
