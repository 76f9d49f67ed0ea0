package stoa.catalog.check;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import stoa.discovery.Registration.CheckRecord;

/**
 * Tries instances again and again, each on a virtual thread of its own, never one twice at the same time. Intervals
 * vary by a tenth, so that instances that were registered together are not checked together for ever.
 */
public final class Checker {
    /** No checks at all. */
    public static final Running NONE = () -> {};

    /** Enough for thousands of healthy instances; a bound, because each running try holds a socket. */
    private static final int AT_ONCE = 1024;
    private static final Logger LOG = LoggerFactory.getLogger(Checker.class);

    private final Timing timing;
    private final RandomGenerator random;
    private final Semaphore permits = new Semaphore(AT_ONCE);

    public Checker(Timing timing, RandomGenerator random) {
        this.timing = timing;
        this.random = random;
    }

    /**
     * Begins to check.
     *
     * @param first how long to wait before the first try
     * @param sink told of every finding, one at a time; may be told once more while {@link Running#stop()} runs
     */
    public Running start(URI url, CheckRecord check, Duration first, Consumer<Finding> sink) {
        var loop = new Loop(url, check, sink);
        loop.next(first.toNanos());
        return loop;
    }

    /** Checks that go on until they are stopped. */
    @FunctionalInterface
    public interface Running {
        /** No further try begins, and one under way is broken off. Returns at once. */
        void stop();
    }

    private final class Loop implements Running {
        private final URI url;
        private final CheckRecord check;
        private final Consumer<Finding> sink;
        private boolean stopped;
        private Timing.@Nullable Alarm alarm;
        private @Nullable Thread trying;

        Loop(URI url, CheckRecord check, Consumer<Finding> sink) {
            this.url = url;
            this.check = check;
            this.sink = sink;
        }

        private synchronized void next(long delayNanos) {
            trying = null;
            if (!stopped) {
                alarm = timing.after(Duration.ofNanos(delayNanos), this::begin);
            }
        }

        private synchronized void begin() {
            if (!stopped) {
                trying = Thread.ofVirtual().name("check " + url).start(this::run);
            }
        }

        private void run() {
            var begun = timing.nanos();
            try {
                permits.acquire();
                try {
                    var finding = Probe.run(url, check);
                    if (!isStopped()) {
                        sink.accept(finding);
                    }
                } finally {
                    permits.release();
                }
            } catch (InterruptedException e) {
                // only stop() interrupts: there is no next try
            } catch (RuntimeException e) {
                LOG.error("a check of {} failed inside the catalog", url, e);
            } finally {
                next(Math.max(0, varied(check.interval()) - (timing.nanos() - begun)));
            }
        }

        private synchronized boolean isStopped() {
            return stopped;
        }

        @Override
        public synchronized void stop() {
            stopped = true;
            if (alarm != null) {
                alarm.cancel();
            }
            if (trying != null) {
                trying.interrupt();
            }
        }
    }

    private long varied(Duration interval) {
        return (long) (interval.toNanos() * (0.9 + 0.2 * random.nextDouble()));
    }
}
