package stoa.http;

import java.time.Duration;
import stoa.telemetry.TraceContext;

/**
 * What accompanies a request through the platform, and what the {@link stoa.http.client.Client} passes on.
 *
 * @param requestId stamped by the gateway before the first try; the same on each retry
 * @param trace W3C trace context of this hop
 * @param deadlineNanos on {@link System#nanoTime()}'s scale
 */
public record Call(String requestId, TraceContext trace, long deadlineNanos) {
    /** The call that the current thread serves; unbound outside of a handler. */
    public static final ScopedValue<Call> CURRENT = ScopedValue.newInstance();

    /** The time that is left, zero when none is. */
    public Duration remaining() {
        return Duration.ofNanos(Math.max(0, deadlineNanos - System.nanoTime()));
    }
}
