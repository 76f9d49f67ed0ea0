package stoa.stores.redis;

/**
 * Redis cannot take or answer a call now. The message says why, for a person, naming no address, so that it may be shown
 * to clients. Whether the call took effect is not known when there was no answer in time or the connection was lost:
 * what must happen once is asked for again by a script that knows it.
 */
public final class RedisUnavailable extends RuntimeException {
    private final boolean answered;
    private final boolean sent;

    private RedisUnavailable(String message, Throwable cause, boolean answered, boolean sent) {
        super(message, cause);
        this.answered = answered;
        this.sent = sent;
    }

    /** @param answered whether it was Redis itself that said so */
    RedisUnavailable(String message, Throwable cause, boolean answered) {
        this(message, cause, answered, true);
    }

    RedisUnavailable(String message, Throwable cause) {
        this(message, cause, false);
    }

    /** The same, said before anything was sent. */
    RedisUnavailable beforeAnything() {
        return new RedisUnavailable(String.valueOf(getMessage()), this, answered, false);
    }

    boolean answered() {
        return answered;
    }

    /** Whether something of the call may have taken effect: else there was no connection to send it on. */
    public boolean isEffectUnknown() {
        return sent;
    }
}
