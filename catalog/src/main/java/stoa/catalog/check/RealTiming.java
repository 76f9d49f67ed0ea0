package stoa.catalog.check;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Time as the machine has it: one platform thread and its heap of waiting tasks. */
final class RealTiming implements Timing {
    private static final Logger LOG = LoggerFactory.getLogger(RealTiming.class);

    private final Clock clock;
    private final ScheduledThreadPoolExecutor waking;

    RealTiming(Clock clock) {
        this.clock = clock;
        waking = new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name("catalog timing").factory());
        waking.setRemoveOnCancelPolicy(true);
    }

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    @Override
    public Alarm after(Duration delay, Runnable task) {
        try {
            var waiting = waking.schedule(() -> run(task), delay.toNanos(), TimeUnit.NANOSECONDS);
            return () -> waiting.cancel(false);
        } catch (RejectedExecutionException e) {
            // closed: the catalog stops, and nothing that would happen later matters
            return () -> {};
        }
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.error("a timed task of the catalog failed", e);
        }
    }

    @Override
    public void close() {
        waking.shutdownNow();
    }
}
