package stoa.gateway;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work that is done at once while it takes little, and seldom when it would take more than about a tenth of the time:
 * whoever asks for it while it waits is served by the same turn, in two seconds at the latest.
 */
final class Paced {
    private static final long AT_ONCE_NANOS = Duration.ofMillis(100).toNanos();
    private static final int PART_OF_TIME = 10;
    /** However long a turn took, since it may have been the process that stood still. */
    private static final long LONGEST_NANOS = Duration.ofSeconds(2).toNanos();
    private static final Logger LOG = LoggerFactory.getLogger(Paced.class);

    private final Runnable work;
    private final LongSupplier nanos;
    private final Later later;
    /** The time that the work took of late, as it was at {@link #looked}; a tenth of the time since then is worked off. */
    private long taken;
    private long looked;
    private boolean waiting;

    /** Runs something after so many nanoseconds, not on the thread that asks for it. */
    @FunctionalInterface
    interface Later {
        void run(long nanos, Runnable then);
    }

    /** @param work sees what there is when it begins; it must not ask for itself */
    Paced(Runnable work) {
        this(work, System::nanoTime, Paced::afterwards);
    }

    Paced(Runnable work, LongSupplier nanos, Later later) {
        this.work = work;
        this.nanos = nanos;
        this.later = later;
        this.looked = nanos.getAsLong();
    }

    private static void afterwards(long nanos, Runnable then) {
        Thread.ofVirtual().name("paced").start(() -> {
            try {
                Thread.sleep(Duration.ofNanos(nanos));
                then.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException e) {
                LOG.error("what was put off could not be done", e);
            }
        });
    }

    /** Has the work done, now or before long. */
    synchronized void ask() {
        if (waiting) {
            return;
        }
        var over = taken() - AT_ONCE_NANOS;
        if (over <= 0) {
            work();
        } else {
            waiting = true;
            later.run(over * PART_OF_TIME, this::workNow);
        }
    }

    private synchronized void workNow() {
        waiting = false;
        work();
    }

    private void work() {
        var before = taken();
        var began = nanos.getAsLong();
        try {
            work.run();
        } finally {
            looked = nanos.getAsLong();
            taken = Math.min(before + looked - began, AT_ONCE_NANOS + LONGEST_NANOS / PART_OF_TIME);
        }
    }

    private long taken() {
        var now = nanos.getAsLong();
        taken = Math.max(0, taken - (now - looked) / PART_OF_TIME);
        looked = now;
        return taken;
    }
}
