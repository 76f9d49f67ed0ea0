package stoa.stores.redis;

/**
 * Redis cannot take or answer a call now. The message says why, for a person, naming no address, so that it may be shown
 * to clients. Whether the call took effect is not known when there was no answer in time or the connection was lost:
 * what must happen once is asked for again by a script that knows it.
 */
public final class RedisUnavailable extends RuntimeException {
    RedisUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
