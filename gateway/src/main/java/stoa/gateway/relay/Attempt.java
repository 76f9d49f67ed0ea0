package stoa.gateway.relay;

import org.jspecify.annotations.Nullable;
import stoa.gateway.balance.Upstream;

/** One try of a request at one instance: it waits for a connection, or one is being opened, or it has one. */
final class Attempt {
    final Upstream upstream;
    private @Nullable Pool waitsIn;
    private @Nullable UpstreamConnection opening;
    private @Nullable UpstreamConnection connection;
    private boolean reused;

    /** Counts as in flight at the instance until {@link #end(Exchange)}. */
    Attempt(Upstream upstream) {
        this.upstream = upstream;
        upstream.begin();
    }

    void waits(Pool pool) {
        waitsIn = pool;
    }

    void opens(UpstreamConnection fresh) {
        waitsIn = null;
        opening = fresh;
    }

    boolean isOpening(UpstreamConnection some) {
        return opening == some;
    }

    boolean isOpening() {
        return opening != null;
    }

    void has(UpstreamConnection some, boolean usedBefore) {
        waitsIn = null;
        opening = null;
        connection = some;
        reused = usedBefore;
    }

    @Nullable
    UpstreamConnection connection() {
        return connection;
    }

    /** Whether its connection had served others and then ended without a word: most likely closed while it was idle. */
    boolean metTheEnd() {
        return reused && connection != null && !connection.hasHeard();
    }

    /** Closes its connection, so that the instance stops working on it. */
    void abort() {
        var to = connection;
        connection = null;
        if (to != null) {
            to.close();
        }
    }

    /** Takes its hands off: out of the queue, and no longer in flight. A connection that is done with is not touched. */
    void end(Exchange exchange) {
        connection = null;
        opening = null;
        if (waitsIn != null) {
            waitsIn.forget(exchange);
            waitsIn = null;
        }
        upstream.end();
    }
}
