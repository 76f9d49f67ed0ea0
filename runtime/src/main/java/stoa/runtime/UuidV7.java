package stoa.runtime;

import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * UUIDs of version 7 (RFC 9562): they sort by the time they were made, and those of one generator by the order too, also
 * within a millisecond and when the clock is set back.
 */
public final class UuidV7 {
    private static final int COUNTER_BITS = 12;

    private final InstantSource clock;
    private final RandomGenerator random;
    /** Milliseconds, and below them a counter. */
    private final AtomicLong last = new AtomicLong();

    public UuidV7(InstantSource clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    public UUID next() {
        var now = clock.millis() << COUNTER_BITS;
        var stamp = last.updateAndGet(before -> Math.max(before + 1, now));
        var counter = stamp & ((1 << COUNTER_BITS) - 1);
        var high = (stamp >>> COUNTER_BITS) << 16 | 7L << COUNTER_BITS | counter;
        var low = random.nextLong() >>> 2 | 1L << 63;
        return new UUID(high, low);
    }
}
