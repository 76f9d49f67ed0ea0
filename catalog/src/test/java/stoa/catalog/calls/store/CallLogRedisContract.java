package stoa.catalog.calls.store;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import stoa.stores.redis.Redis;

/** The contract on a Redis that one class of tests shares, empty before each. */
@Timeout(120)
abstract class CallLogRedisContract extends CallLogContract {
    private final List<Redis> open = new ArrayList<>();

    abstract String url();

    /** Forgets all keys. */
    abstract void empty();

    @Override
    CallLog open(long kept, InstantSource clock) {
        var redis = OnRedis.open(url());
        open.add(redis);
        return new RedisCallLog(redis, kept, clock);
    }

    @AfterEach
    void close() {
        open.forEach(Redis::close);
        empty();
    }
}
