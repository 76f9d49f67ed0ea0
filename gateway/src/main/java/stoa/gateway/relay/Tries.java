package stoa.gateway.relay;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import stoa.gateway.balance.Upstream;
import stoa.gateway.upstream.UpstreamFailure;
import stoa.http.Problem;

/** The tries of one request that have failed; of one event loop. */
final class Tries {
    /** Those of most requests; never changed. */
    static final Tries NONE = new Tries();
    /** Of a service with hundreds of instances, all of them full, so many say enough. */
    private static final int MOST_TOLD = 16;

    private final Set<Upstream> avoid = new HashSet<>();
    private final Set<Upstream> doubtful = new HashSet<>();
    private final StringBuilder told = new StringBuilder();
    private int count;
    private int status;

    private Tries() {}

    boolean isEmpty() {
        return count == 0;
    }

    /** The instances that could not be connected to, or failed on a connection of their own; each is tried once. */
    Collection<Upstream> avoid() {
        return avoid;
    }

    /** These, and the one that closed a connection without an answer: it may be ending, so others come first. */
    Collection<Upstream> doubtful() {
        return doubtful;
    }

    /** The doubtful ones, and this one. */
    Collection<Upstream> doubtfulAnd(Upstream upstream) {
        var all = new HashSet<>(doubtful);
        all.add(upstream);
        return all;
    }

    /**
     * These and one more.
     *
     * @param never whether the instance is not to be tried once more
     */
    Tries and(UpstreamFailure failure, @Nullable Upstream upstream, String detail, boolean never) {
        var all = this == NONE ? new Tries() : this;
        all.add(failure, upstream, detail, never);
        return all;
    }

    private void add(UpstreamFailure failure, @Nullable Upstream upstream, String detail, boolean never) {
        count++;
        status = failure.status();
        if (upstream != null) {
            doubtful.add(upstream);
            if (never) {
                avoid.add(upstream);
            }
        }
        if (count <= MOST_TOLD) {
            told.append(count == 1 ? "" : "; ").append(failure.words())
                    .append(upstream == null ? "" : " " + upstream.shown())
                    .append(detail.isEmpty() ? "" : ": " + detail);
        }
    }

    /** What happened, in the order it happened in; empty when nothing has. */
    String words() {
        return count > MOST_TOLD ? told + "; and " + (count - MOST_TOLD) + " more" : told.toString();
    }

    /** The answer when no further try can be made; its status is that of the last one. */
    Problem problem() {
        var problem = new Problem(status, words());
        return status == 503 ? problem.with("Retry-After", "1") : problem;
    }

    /** The answer when the time for all tries together is over. */
    Problem late(TimeLimit limit) {
        return new Problem(504, "no whole answer within " + limit.words() + (isEmpty() ? "" : ": " + words()));
    }
}
