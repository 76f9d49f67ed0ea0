package stoa.catalog.check;

import java.net.URI;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import stoa.discovery.Registration.CheckRecord;
import stoa.http.client.Trust;

/**
 * Tries instances again and again, each on a virtual thread of its own, never one twice at the same time. Intervals
 * vary by a tenth, so that instances that were registered together are not checked together for ever. After a pause of the
 * whole process each is tried once, spread over a second, and what a try met with during the pause is nobody's failure.
 */
public final class Checker {
    /** No checks at all. */
    public static final Running NONE = () -> {};

    private static final long STOOD_STILL_NANOS = Duration.ofSeconds(1).toNanos();
    private static final Logger LOG = LoggerFactory.getLogger(Checker.class);

    private final Timing timing;
    private final RandomGenerator random;
    private final Look look;
    private final Lanes lanes;

    /**
     * @param atOnce how many tries run at the same time at most, since each holds a socket
     * @param trust whom https instances have to convince
     */
    public Checker(Timing timing, RandomGenerator random, int atOnce, Trust trust) {
        this(timing, random, atOnce, Probe.real(timing, trust));
    }

    Checker(Timing timing, RandomGenerator random, int atOnce, Look look) {
        this.timing = timing;
        this.random = random;
        this.look = look;
        this.lanes = new Lanes(atOnce);
    }

    /**
     * Begins to check at the check's interval, verdicts changing as its thresholds say.
     *
     * @param before what was found before; null when nothing was
     * @param first how long to wait before the first try
     * @param sink told of every finding, one at a time; may be told once more while {@link Running#stop()} runs
     */
    public Running start(URI url, CheckRecord check, @Nullable Finding before, Duration first, Sink sink) {
        var settling = new Settling(check, before);
        var loop = new Loop(url, check, check::interval,
                (finding, begun) -> sink.found(settling.settle(finding), begun));
        loop.begin(first);
        return loop;
    }

    /**
     * Begins to look now, and then as the pace says; each try is told as it is, whatever the check's thresholds.
     *
     * @param pace how long from the begin of one try to the next, asked after each
     */
    public Running look(URI url, CheckRecord check, Supplier<Duration> pace, Sink sink) {
        var loop = new Loop(url, check, pace, sink);
        loop.begin(Duration.ZERO);
        return loop;
    }

    /** Is told what was found. */
    @FunctionalInterface
    public interface Sink {
        /** @param begunNanos when the try began, on {@link Timing#nanos()}' scale */
        void found(Finding finding, long begunNanos);
    }

    /** Checks that go on until they are stopped. */
    @FunctionalInterface
    public interface Running {
        /** No further try begins, and one under way is broken off. Returns at once. */
        void stop();

        /** The next try begins now, or as soon as the present one has ended. Returns at once. */
        default void hurry() {}
    }

    private final class Loop implements Running {
        private final URI url;
        private final CheckRecord check;
        private final Supplier<Duration> pace;
        private final Sink sink;
        private boolean wasSilent;
        private boolean stopped;
        private boolean hurried;
        private Timing.@Nullable Alarm alarm;
        private @Nullable Thread trying;

        Loop(URI url, CheckRecord check, Supplier<Duration> pace, Sink sink) {
            this.url = url;
            this.check = check;
            this.pace = pace;
            this.sink = sink;
        }

        synchronized void begin(Duration first) {
            waitFor(first.toNanos(), true);
        }

        private void waitFor(long delayNanos, boolean mayBeLate) {
            var due = timing.nanos() + delayNanos;
            alarm = timing.after(Duration.ofNanos(delayNanos), () -> wake(due, mayBeLate));
        }

        private synchronized void wake(long due, boolean mayBeLate) {
            if (stopped || trying != null) {
                return;
            }
            if (mayBeLate && timing.nanos() - due > STOOD_STILL_NANOS) {
                var most = Math.min(STOOD_STILL_NANOS, check.interval().toNanos());
                waitFor((long) (most * random.nextDouble()), false);
            } else {
                trying = Thread.ofVirtual().name("check " + url).start(this::run);
            }
        }

        private void run() {
            var pause = check.interval().toNanos();
            try {
                var lane = lanes.enter(wasSilent);
                try {
                    pause = attempt();
                } finally {
                    lane.release();
                }
            } catch (InterruptedException e) {
                // only stop() interrupts: there is no next try
            } catch (RuntimeException e) {
                LOG.error("a check of {} failed inside the catalog", url, e);
            } finally {
                next(pause);
            }
        }

        /** @return how long to wait for the next one */
        private long attempt() throws InterruptedException {
            var begun = timing.nanos();
            var finding = look.at(url, check);
            var took = timing.nanos() - begun;
            var late = took - check.timeout().toNanos();
            wasSilent = !finding.ok() && late >= 0;
            var stoodStill = late > STOOD_STILL_NANOS;
            if (!isStopped() && (finding.ok() || !stoodStill)) {
                sink.found(finding, begun);
            }
            var whole = varied(pace.get());
            return stoodStill ? whole : Math.max(0, whole - took);
        }

        private synchronized void next(long pauseNanos) {
            trying = null;
            if (!stopped) {
                waitFor(hurried ? 0 : pauseNanos, true);
                hurried = false;
            }
        }

        @Override
        public synchronized void hurry() {
            if (trying != null) {
                hurried = true;
            } else if (!stopped) {
                if (alarm != null) {
                    alarm.cancel();
                }
                waitFor(0, false);
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
