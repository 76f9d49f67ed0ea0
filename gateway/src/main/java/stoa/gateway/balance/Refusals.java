package stoa.gateway.balance;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import stoa.discovery.CheckResult;

/** An instance's refused connections: after each it is left alone, first for a second, then twice as long as before. */
final class Refusals {
    private static final long FIRST_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(30);

    /** On {@link System#nanoTime()}'s scale, 0 when it is not left alone. */
    private volatile long until;
    private long last;
    private Instant at = Instant.EPOCH;
    private String why = "";

    boolean leftAlone(long now) {
        var end = until;
        return end != 0 && end - now > 0;
    }

    /** Requests that were under way together refuse together: they count once. */
    synchronized boolean refused(long now, String reason) {
        if (leftAlone(now)) {
            return false;
        }
        last = last == 0 ? FIRST_NANOS : Math.min(LONGEST_NANOS, 2 * last);
        until = now + last == 0 ? 1 : now + last;
        at = Instant.now();
        why = reason;
        return true;
    }

    void connected() {
        if (until != 0) {
            clear();
        }
    }

    /** A check that went well after the refusal outweighs it, and so does the catalog's own look at what was found here. */
    void heard(List<CheckResult> checks) {
        if (until != 0) {
            var since = since();
            if (checks.stream()
                    .anyMatch(c -> c.kind() != CheckResult.Kind.HEARTBEAT && c.ok() && c.at().isAfter(since))) {
                clear();
            }
        }
    }

    private synchronized Instant since() {
        return at;
    }

    private synchronized void clear() {
        until = 0;
        last = 0;
    }

    synchronized String why() {
        return why;
    }

    Duration left(long now) {
        return leftAlone(now) ? Duration.ofNanos(until - now) : Duration.ZERO;
    }
}
