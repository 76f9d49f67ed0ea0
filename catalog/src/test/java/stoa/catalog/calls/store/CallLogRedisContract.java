package stoa.catalog.calls.store;

import java.time.InstantSource;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
abstract class CallLogRedisContract extends CallLogContract {
    private final OnRedis redis;

    CallLogRedisContract(OnRedis redis) {
        this.redis = redis;
    }

    @Override
    CallLog open(long kept, InstantSource clock) {
        return new RedisCallLog(redis.open(), kept, clock);
    }
}
