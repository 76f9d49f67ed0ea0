package stoa.stores.redis;

/**
 * Redis cannot take or answer a call now. The message says why, for a person, naming no address, so that it may be shown
 * to clients. Whether the call took effect is not known when there was no answer in time or the connection was lost:
 * what must happen once is asked for again by a script that knows it.
 */
public final class RedisUnavailable extends RuntimeException {
    private final boolean answered;

    /** @param answered whether it was Redis itself that said so */
    RedisUnavailable(String message, Throwable cause, boolean answered) {
        super(message, cause);
        this.answered = answered;
    }

    RedisUnavailable(String message, Throwable cause) {
        this(message, cause, false);
    }

    boolean answered() {
        return answered;
    }
}
