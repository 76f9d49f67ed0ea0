package stoa.stores.redis;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import stoa.runtime.Backend;
import stoa.runtime.Component;
import stoa.runtime.Component.Condition;

/** Opens Redis for its owners where {@code REDIS_URL} is set. */
public final class RedisStores implements Backend {
    private static final Pattern OWNER = Pattern.compile("[a-z][a-z0-9_]{0,30}");

    private final RedisSettings settings;

    public RedisStores(RedisSettings settings) {
        this.settings = settings;
    }

    /**
     * Begins to connect and does not wait for it.
     *
     * @param owner lower-case letters, digits and underscores; the hash tag of its keys, and what the connection is called
     * @return empty where no Redis is set
     */
    public Optional<Redis> open(String owner) {
        if (!OWNER.matcher(owner).matches()) {
            throw new IllegalArgumentException("not an owner's name: " + owner);
        }
        return settings.url().map(url -> LettuceRedis.open(owner, url, settings));
    }

    /** Whether Sentinels make a replica the next master where one is lost. */
    public boolean replicated() {
        return settings.url().map(url -> url.kind() == RedisUrl.Kind.SENTINEL).orElse(false);
    }

    /** Tries the Redis that is set, and leaves nothing open. */
    public Optional<Condition> look(String owner, Duration timeout) {
        return open(owner).map(redis -> {
            try (redis) {
                return redis.check(timeout);
            }
        });
    }

    @Override
    public String name() {
        return "redis";
    }

    @Override
    public Optional<Component> roundTrip(String instance) {
        return open("infra").map(Component.class::cast);
    }
}
