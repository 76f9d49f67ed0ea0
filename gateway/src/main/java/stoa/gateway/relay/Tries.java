package stoa.gateway.relay;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import stoa.gateway.balance.Upstream;
import stoa.gateway.upstream.UpstreamFailure;
import stoa.http.Problem;

/**
 * The tries of one request that have failed.
 *
 * @param avoid the instances that could not be connected to, or failed on a connection of their own; each is tried once
 * @param doubtful these, and the one that closed a connection without an answer: it may be ending, so others come first
 * @param words what happened, in the order it happened in; empty when nothing has
 * @param status of the last failure
 */
record Tries(List<Upstream> avoid, List<Upstream> doubtful, String words, int status) {
    static final Tries NONE = new Tries(List.of(), List.of(), "", 0);

    boolean isEmpty() {
        return words.isEmpty();
    }

    /** The doubtful ones, and this one. */
    List<Upstream> doubtfulAnd(Upstream upstream) {
        if (doubtful.isEmpty()) {
            return List.of(upstream);
        }
        var all = new ArrayList<>(doubtful);
        all.add(upstream);
        return all;
    }

    Tries and(UpstreamFailure failure, @Nullable Upstream upstream, String detail, boolean never) {
        var more = new ArrayList<>(avoid);
        var all = new ArrayList<>(doubtful);
        if (upstream != null) {
            all.add(upstream);
            if (never) {
                more.add(upstream);
            }
        }
        var happened = failure.words() + (upstream == null ? "" : " " + upstream.shown())
                + (detail.isEmpty() ? "" : ": " + detail);
        return new Tries(more, all, words.isEmpty() ? happened : words + "; " + happened, failure.status());
    }

    /** The answer when no further try can be made. */
    Problem problem() {
        var problem = new Problem(status, words);
        return status == 503 ? problem.with("Retry-After", "1") : problem;
    }
}
