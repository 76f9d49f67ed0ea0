package stoa.gateway.relay;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Deadlines of one length on one event loop. Since all are equally long they end in the order they began in, so a list
 * is enough: beginning and ending one costs a few assignments, and the loop is woken at most once a length.
 */
final class Deadlines {
    private final EventLoop loop;
    private final long nanos;
    private @Nullable Deadline first;
    private @Nullable Deadline last;
    private boolean scheduled;

    /** What a connection or an exchange waits with; in at most one list at a time. */
    static final class Deadline {
        private final Runnable passed;
        private @Nullable Deadlines in;
        private @Nullable Deadline before;
        private @Nullable Deadline after;
        private long at;

        Deadline(Runnable passed) {
            this.passed = passed;
        }

        boolean isIn(Deadlines some) {
            return in == some;
        }

        void cancel() {
            if (in != null) {
                in.remove(this);
            }
        }
    }

    Deadlines(EventLoop loop, Duration length) {
        this.loop = loop;
        this.nanos = length.toNanos();
    }

    /** Begins it, anew where it had begun already, here or in another list. */
    void begin(Deadline deadline, long now) {
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
        scheduled = false;
        var deadline = first;
        while (deadline != null && deadline.at - now <= 0) {
            remove(deadline);
            deadline.passed.run();
            deadline = first;
        }
        if (deadline != null && !scheduled) {
            schedule(deadline.at - now);
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
