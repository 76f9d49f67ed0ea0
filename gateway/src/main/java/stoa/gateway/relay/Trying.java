package stoa.gateway.relay;

import io.netty.buffer.ByteBufAllocator;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import stoa.gateway.balance.Upstream;
import stoa.gateway.balance.UpstreamService;
import stoa.gateway.forward.Request;
import stoa.gateway.route.Destination;
import stoa.gateway.route.Policy;
import stoa.gateway.route.Route;
import stoa.gateway.upstream.Attempt;
import stoa.gateway.upstream.UpstreamFailure;
import stoa.http.Problem;

/**
 * The tries of one request: which instance is asked next, and what may be asked once more. What surely reached nobody goes
 * on to every other instance. What may have been begun is repeated only if that does no harm (RFC 9110, section 9.2.2),
 * nothing of an answer has come, and the body is still there; a few times at most, in turn with others.
 */
final class Trying {
    /** What follows a failed try. */
    enum Next {
        ONWARD, REPEAT, NOTHING
    }

    private final Loop loop;
    private final Request request;
    private final UpstreamService service;
    private final Route route;
    private final Policy policy;
    private final ServiceLoad load;
    private final long hashKey;
    private Tries failed = Tries.NONE;
    private @Nullable KeptBody body;
    private int repeats;
    private boolean fresh;
    private boolean hasTurn;

    /** @param hashKey of a route that balances by hash, 0 for none */
    Trying(Loop loop, Request request, UpstreamService service, Route route, long hashKey) {
        this.loop = loop;
        this.request = request;
        this.service = service;
        this.route = route;
        this.policy = route.policy();
        this.hashKey = hashKey;
        load = loop.load(service);
    }

    ServiceLoad load() {
        return load;
    }

    Tries failed() {
        return failed;
    }

    /** The answer when none is left; where the service has a share of its route alone, that is said. */
    Problem problem() {
        var why = failed.isEmpty() ? Answers.noInstance(service) : failed.problem();
        return route.to() instanceof Destination.Split split ? Answers.ofShare(why, service, split) : why;
    }

    /** The next one; null when all have been tried. */
    @Nullable
    Upstream choose() {
        var chosen = pick(failed.doubtful());
        if (chosen != null || failed.isEmpty()) {
            return chosen;
        }
        chosen = pick(failed.avoid());
        return chosen != null ? chosen : doubted(failed.doubtful());
    }

    private @Nullable Upstream pick(Collection<Upstream> tried) {
        return service.pick(policy.balancing(), hashKey, isRepeatable(), tried, loop.random, loop.now());
    }

    private @Nullable Upstream doubted(Collection<Upstream> tried) {
        return service.pickDoubted(tried, loop.random, loop.now());
    }

    /** Whether the next try takes no connection that was used before. */
    boolean needsFresh() {
        return fresh;
    }

    /** Whether it may go out on a connection that was idle for long and may be found closed. */
    boolean isRepeatable() {
        return policy.retries() && request.isIdempotent() && request.bodyBytes() <= KeptBody.MOST;
    }

    /** What of the body was sent already, for a try that begins it anew. */
    @Nullable
    KeptBody body() {
        return body;
    }

    /** The body that is to be kept while it is sent. */
    KeptBody keeping(ByteBufAllocator alloc) {
        var kept = body;
        if (kept == null) {
            kept = new KeptBody(alloc);
            body = kept;
        }
        return kept;
    }

    /** Whether the connection most likely was closed while it was idle, and all that went out can go out again. */
    boolean repeatsAtOnce(Attempt attempt) {
        return repeats < loop.repeats && !fresh && attempt.metTheEnd() && hasBody() && policy.retries()
                && request.isIdempotent();
    }

    private boolean hasBody() {
        return body == null || body.isWhole();
    }

    /** Takes in how a try failed. */
    Next after(UpstreamFailure failure, @Nullable Attempt attempt, String detail) {
        var unwritten = attempt != null && attempt.isUnwritten() && hasBody();
        var next = failure.beforeConnection() || unwritten
                ? Next.ONWARD
                : attempt != null && mayRepeat(failure, attempt) ? Next.REPEAT : Next.NOTHING;
        var never = failure.beforeConnection() || (attempt != null && !unwritten && !attempt.metTheEnd());
        failed = failed.and(failure, attempt == null ? null : attempt.upstream(), detail, never);
        fresh |= unwritten || next == Next.REPEAT;
        if (next != Next.ONWARD) {
            endTurn();
        }
        if (next == Next.REPEAT) {
            repeats++;
        }
        return next;
    }

    private boolean mayRepeat(UpstreamFailure failure, Attempt attempt) {
        if (repeats == loop.repeats || !hasBody() || !policy.retries() || !request.isIdempotent()) {
            return false;
        }
        return switch (failure) {
            case RESET -> repeatsAtOnce(attempt) || isElsewhere(attempt)
                    || doubted(failed.doubtfulAnd(attempt.upstream())) != null;
            case GARBAGE -> isElsewhere(attempt);
            case RESPONSE_TIMEOUT -> !policy.tryTimeout().isZero() && isElsewhere(attempt);
            case REFUSED, UNREACHABLE, CONNECT_TIMEOUT, TLS, IMPOSTOR, LOCAL, BUSY, RETIRED, TRUNCATED, STALLED ->
                false;
        };
    }

    private boolean isElsewhere(Attempt attempt) {
        return pick(failed.doubtfulAnd(attempt.upstream())) != null;
    }

    /** @return whether it is this one's turn to be repeated; otherwise {@link Exchange#repeats()} follows */
    boolean takeTurn(Exchange exchange) {
        hasTurn = load.repeat(exchange);
        return hasTurn;
    }

    /** Its turn has come. */
    void hasTurn() {
        hasTurn = true;
    }

    /** The answer has begun: nothing is repeated after this. */
    void answered() {
        endTurn();
        release();
    }

    private void endTurn() {
        if (hasTurn) {
            hasTurn = false;
            load.repeated();
        }
    }

    private void release() {
        if (body != null) {
            body.lose();
        }
    }

    /** The request is over. */
    void end(Exchange exchange) {
        load.forget(exchange);
        endTurn();
        release();
        load.end();
    }
}
