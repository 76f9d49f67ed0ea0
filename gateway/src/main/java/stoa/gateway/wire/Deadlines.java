package stoa.gateway.wire;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deadlines of one length on one event loop. Since all are equally long they end in the order they began in, so a list
 * is enough: beginning and ending one costs a few assignments, and the loop is woken at most once a length.
 */
public final class Deadlines {
    private static final Logger LOG = LoggerFactory.getLogger(Deadlines.class);

    private final EventLoop loop;
    private final long nanos;
    private @Nullable Deadline first;
    private @Nullable Deadline last;
    private boolean scheduled;

    /** What a connection or an exchange waits with; in at most one list at a time. */
    public static final class Deadline {
        private final Runnable passed;
        private @Nullable Deadlines in;
        private @Nullable Deadline before;
        private @Nullable Deadline after;
        private long at;

        public Deadline(Runnable passed) {
            this.passed = passed;
        }

        public boolean isIn(Deadlines some) {
            return in == some;
        }

        public void cancel() {
            if (in != null) {
                in.remove(this);
            }
        }
    }

    public Deadlines(EventLoop loop, Duration length) {
        this.loop = loop;
        this.nanos = length.toNanos();
    }

    /** Begins it, anew where it had begun already, here or in another list. */
    public void begin(Deadline deadline, long now) {
        deadline.cancel();
        deadline.in = this;
        deadline.at = now + nanos;
        deadline.before = last;
        if (last == null) {
            first = deadline;
        } else {
            last.after = deadline;
        }
        last = deadline;
        if (!scheduled) {
            schedule(nanos);
        }
    }

    private void schedule(long delay) {
        scheduled = true;
        var _ = loop.schedule(this::look, delay, TimeUnit.NANOSECONDS);
    }

    private void look() {
        var now = System.nanoTime();
        var deadline = first;
        while (deadline != null && deadline.at - now <= 0) {
            remove(deadline);
            pass(deadline);
            deadline = first;
        }
        // until here it counts as scheduled: what the passed ones have begun comes after those that wait already
        if (deadline == null) {
            scheduled = false;
        } else {
            schedule(deadline.at - now);
        }
    }

    private static void pass(Deadline deadline) {
        try {
            deadline.passed.run();
        } catch (RuntimeException e) {
            LOG.error("what follows a deadline failed", e);
        }
    }

    private void remove(Deadline deadline) {
        if (deadline.before == null) {
            first = deadline.after;
        } else {
            deadline.before.after = deadline.after;
        }
        if (deadline.after == null) {
            last = deadline.before;
        } else {
            deadline.after.before = deadline.before;
        }
        deadline.before = null;
        deadline.after = null;
        deadline.in = null;
    }
}
