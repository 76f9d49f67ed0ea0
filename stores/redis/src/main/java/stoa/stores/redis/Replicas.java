package stoa.stores.redis;

import java.time.Duration;

/**
 * How many replicas to wait for after a write, and for how long at most.
 *
 * @param count 0 to wait for none
 */
public record Replicas(int count, Duration atMost) {
    public static final Replicas NONE = new Replicas(0, Duration.ZERO);

    /** As {@code WAIT} takes it, where 0 would be for ever. */
    long millis() {
        return Math.max(1, atMost.toMillis());
    }
}
