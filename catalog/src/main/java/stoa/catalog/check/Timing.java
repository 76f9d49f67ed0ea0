package stoa.catalog.check;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * The passing of time and the one thread that wakes things. Spans are measured on a monotonic scale, so that a wall
 * clock that jumps moves no lease and no check; wall times are for showing.
 */
public interface Timing extends AutoCloseable {
    /** Nanoseconds on a scale that only moves forward; its zero means nothing. */
    long nanos();

    /** The wall clock, in milliseconds. */
    Instant now();

    /** Runs a task later on the waking thread; the task must not block. */
    Alarm after(Duration delay, Runnable task);

    @Override
    void close();

    /** A task that waits for its time. */
    @FunctionalInterface
    interface Alarm {
        /** The task will not begin; one that has begun goes on. */
        void cancel();
    }

    /** Real time. */
    static Timing real(Clock clock) {
        return new RealTiming(clock);
    }
}
