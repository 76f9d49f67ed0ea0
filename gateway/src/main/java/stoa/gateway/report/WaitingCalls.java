package stoa.gateway.report;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import stoa.discovery.CallReport.Why;
import stoa.telemetry.AccessLog;

/** Calls on their way to the log. Any thread adds, and waits for nobody; what finds no room is left out and counted. */
final class WaitingCalls {
    private final int most;
    private final ConcurrentLinkedQueue<Noted> calls = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();
    private final LongAdder leftOut = new LongAdder();
    private long leftOutTold;

    record Noted(AccessLog.Entry entry, Why why) {}

    WaitingCalls(int most) {
        this.most = most;
    }

    void add(AccessLog.Entry entry, Why why) {
        if (size.get() >= most) {
            leftOut.increment();
            return;
        }
        size.getAndIncrement();
        calls.add(new Noted(entry, why));
    }

    @Nullable
    Noted poll() {
        var next = calls.poll();
        if (next != null) {
            size.getAndDecrement();
        }
        return next;
    }

    boolean isEmpty() {
        return calls.isEmpty();
    }

    /** Calls that did not get here after all. */
    void leaveOut(long more) {
        leftOut.add(more);
    }

    /** How many were left out since the last time. */
    long newlyLeftOut() {
        var now = leftOut.sum();
        var found = now - leftOutTold;
        leftOutTold = now;
        return found;
    }
}
