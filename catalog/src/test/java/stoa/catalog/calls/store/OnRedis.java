package stoa.catalog.calls.store;

import java.util.Map;
import java.util.Optional;
import stoa.runtime.Settings;
import stoa.stores.redis.Redis;
import stoa.stores.redis.RedisSettings;
import stoa.stores.redis.RedisStores;

/** The catalog's Redis. */
final class OnRedis {
    private OnRedis() {}

    static Redis open(String url) {
        var in = Settings.of(Map.of("redis-url", url), Map.of(), Optional.empty());
        return new RedisStores(RedisSettings.read(in)).open("catalog").orElseThrow();
    }
}
