package stoa.gateway.upstream;

import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import stoa.gateway.balance.Upstream;

/** The connections of one event loop to one instance, and the requests that wait for one. */
final class Pool {
    /** After this time a connection may have been closed at its other end, where nobody has noticed yet. */
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

    final Pools pools;
    final Upstream upstream;
    private final ArrayDeque<UpstreamConnection> idle = new ArrayDeque<>();
    private final ArrayDeque<Attempt> waiting = new ArrayDeque<>();
    private int open;
    private boolean retired;

    Pool(Pools pools, Upstream upstream) {
        this.pools = pools;
        this.upstream = upstream;
    }

    /** Gives the attempt a connection, at once or later, or fails it. */
    void acquire(Attempt attempt, boolean fresh, boolean repeatable) {
        var connection = fresh ? null : takeIdle(repeatable);
        if (connection != null) {
            attempt.connected(connection, true);
        } else if (open < pools.limits.connections()) {
            connect(attempt);
        } else if (waiting.size() < pools.limits.waiting() || !idle.isEmpty()) {
            waiting.addLast(attempt);
            attempt.waits();
            makeRoom();
        } else {
            attempt.failed(UpstreamFailure.BUSY);
        }
    }

    /** All connections are open, but those that are idle were idle for too long: one gives way to a fresh one. */
    private void makeRoom() {
        var stale = idle.pollFirst();
        if (stale != null) {
            stale.close();
        }
    }

    /** The one used last: the others may become idle enough to be closed. */
    private @Nullable UpstreamConnection takeIdle(boolean repeatable) {
        UpstreamConnection connection;
        while ((connection = idle.peekLast()) != null) {
            if (connection.isUsable()) {
                return repeatable || pools.desk.now() - connection.idleSince() < FRESH_NANOS ? idle.pollLast() : null;
            }
            idle.removeLast();
            connection.close();
        }
        return null;
    }

    private void connect(Attempt attempt) {
        open++;
        var connection = new UpstreamConnection(this);
        attempt.opens(connection);
        new Connecting(this, connection, attempt).begin();
    }

    /** A new connection, once more, for an attempt whose last one ended when who is there was known. */
    void again(Attempt attempt) {
        attempt.prove();
        if (open < pools.limits.connections()) {
            connect(attempt);
        } else {
            waiting.addFirst(attempt);
            attempt.waits();
        }
    }

    /** The attempt waits no longer. */
    void forget(Attempt attempt) {
        waiting.remove(attempt);
    }

    /** Takes a connection back whose request is done. */
    void release(UpstreamConnection connection) {
        var next = retired ? null : waiting.pollFirst();
        if (next != null) {
            next.connected(connection, true);
        } else if (retired) {
            connection.close();
        } else {
            connection.rest();
            idle.addLast(connection);
        }
    }

    /** A connection is gone, or never came to be. */
    void closed(UpstreamConnection connection) {
        open--;
        if (connection.isResting()) {
            idle.remove(connection);
        }
        var next = open < pools.limits.connections() ? waiting.pollFirst() : null;
        if (next != null) {
            connect(next);
        }
    }

    /** The instance takes nothing new: what waits for it goes on to another one. */
    void retire() {
        retired = true;
        UpstreamConnection connection;
        while ((connection = idle.pollLast()) != null) {
            connection.close();
        }
        Attempt attempt;
        while ((attempt = waiting.pollFirst()) != null) {
            attempt.failed(UpstreamFailure.RETIRED);
        }
    }
}
