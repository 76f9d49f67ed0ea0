package stoa.gateway.relay;

import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import stoa.gateway.forward.Request;
import stoa.gateway.route.Policy;

/**
 * How long one request may take, all its tries together. Its client may say how long it waits for the answer to begin, its
 * route how long until it ends; the instance is told what is left.
 */
final class TimeLimit {
    private static final long NONE = Long.MAX_VALUE;

    private final Loop loop;
    private final Runnable passed;
    private final long begun;
    private final long client;
    private final long route;
    private final long eachTry;
    private boolean answering;
    private @Nullable ScheduledFuture<?> waiting;

    private TimeLimit(Loop loop, Request request, Policy policy, Runnable passed) {
        this.loop = loop;
        this.passed = passed;
        begun = request.startedNanos();
        client = request.timeoutMillis() < 0 ? NONE : TimeUnit.MILLISECONDS.toNanos(request.timeoutMillis());
        route = nanos(policy.timeout());
        eachTry = nanos(policy.tryTimeout());
        await(Math.min(client, route));
    }

    private static long nanos(Duration some) {
        return some.isZero() ? NONE : some.toNanos();
    }

    /**
     * @param passed run when the time is over
     * @return null where nobody has set a limit
     */
    static @Nullable TimeLimit of(Loop loop, Request request, Policy policy, Runnable passed) {
        return request.timeoutMillis() < 0 && policy.timeout().isZero() && policy.tryTimeout().isZero()
                ? null
                : new TimeLimit(loop, request, policy, passed);
    }

    private void await(long length) {
        if (length != NONE) {
            waiting = loop.events.schedule(passed, Math.max(0, begun + length - System.nanoTime()),
                    TimeUnit.NANOSECONDS);
        }
    }

    /** The answer has begun, which is all that the client asked for. */
    void answered() {
        answering = true;
        if (client < route) {
            end();
            await(route);
        }
    }

    /** What the instance may take, at least a millisecond; -1 where only a whole other limit holds. */
    long millisForTry() {
        var left = Math.min(Math.min(client, route) == NONE ? NONE : begun + Math.min(client, route) - loop.now(),
                eachTry);
        return left == NONE ? -1 : Math.max(1, TimeUnit.NANOSECONDS.toMillis(left));
    }

    /** For a person: {@code the 500 ms that its client allows}. */
    String words() {
        return client < route && !answering
                ? "the " + TimeUnit.NANOSECONDS.toMillis(client) + " ms that its client allows"
                : "the " + TimeUnit.NANOSECONDS.toMillis(route) + " ms that its route allows";
    }

    void end() {
        if (waiting != null) {
            waiting.cancel(false);
            waiting = null;
        }
    }
}
