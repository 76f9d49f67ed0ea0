package stoa.catalog.calls.store;

import java.time.InstantSource;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
abstract class CallStatsRedisContract extends CallStatsContract {
    private final OnRedis redis;

    CallStatsRedisContract(OnRedis redis) {
        this.redis = redis;
    }

    @Override
    CallStats open(InstantSource clock) {
        return new RedisCallStats(redis.open(), clock);
    }
}
