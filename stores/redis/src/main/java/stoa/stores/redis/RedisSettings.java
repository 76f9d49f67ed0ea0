package stoa.stores.redis;

import java.time.Duration;
import java.util.Optional;
import stoa.runtime.Setting;
import stoa.runtime.Settings;

/**
 * Where Redis is, if there is one.
 *
 * @param url empty where none is used
 * @param connectTimeout how long to wait for a connection
 * @param commandTimeout how long to wait for an answer, a connection included
 */
public record RedisSettings(Optional<RedisUrl> url, Duration connectTimeout, Duration commandTimeout) {

    public static RedisSettings read(Settings in) {
        var key = in.key("redis-url").env("REDIS_URL").secret().help("Redis, as redis://user:password@host:6379/0,"
                + " rediss:// for TLS, redis-sentinel://h1:26379,h2:26379/0#master or redis-cluster://h1:6379,h2:6379;"
                + " without it, the stores that need none");
        var connect = in.key("redis-connect-timeout").help("how long to wait for a connection to Redis");
        var command = in.key("redis-command-timeout")
                .help("how long Redis may take for an answer before the request that needs it is refused");
        var url = key.text().flatMap(text -> {
            try {
                return Optional.of(RedisUrl.parse(text));
            } catch (IllegalArgumentException e) {
                in.error(key.name() + ": its value " + e.getMessage() + " (from " + key.origin() + ")");
                return Optional.empty();
            }
        });
        return new RedisSettings(url, positive(in, connect, Duration.ofSeconds(2)),
                positive(in, command, Duration.ofSeconds(2)));
    }

    private static Duration positive(Settings in, Setting key, Duration otherwise) {
        var duration = key.duration(otherwise);
        if (duration.isZero()) {
            in.error(key.name() + ": must be more than 0s");
        }
        return duration;
    }

    /** No Redis: what holds where nothing is set. */
    public static RedisSettings none() {
        return new RedisSettings(Optional.empty(), Duration.ofSeconds(2), Duration.ofSeconds(2));
    }
}
