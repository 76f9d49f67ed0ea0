package stoa.gateway.relay;

import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import stoa.gateway.balance.Upstream;

/** The connections of one event loop to one instance, and the requests that wait for one. */
final class Pool {
    /** After this time a connection may have been closed at its other end, where nobody has noticed yet. */
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

    final Loop loop;
    final Upstream upstream;
    private final ArrayDeque<UpstreamConnection> idle = new ArrayDeque<>();
    private final ArrayDeque<Exchange> waiting = new ArrayDeque<>();
    private final int most;
    private final int mostWaiting;
    private int open;
    private boolean retired;

    Pool(Loop loop, Upstream upstream) {
        this.loop = loop;
        this.upstream = upstream;
        most = Math.max(1, loop.settings.poolSize() / loop.loops);
        mostWaiting = Math.ceilDiv(loop.settings.pending(), loop.loops);
    }

    /** Gives the exchange a connection, at once or later, or fails it. */
    void acquire(Exchange exchange) {
        var connection = exchange.needsFresh() ? null : takeIdle(exchange.request.isSafeToRepeat());
        if (connection != null) {
            exchange.connected(connection, true);
        } else if (open < most) {
            connect(exchange);
        } else if (waiting.size() < mostWaiting || !idle.isEmpty()) {
            waiting.addLast(exchange);
            exchange.waits(this);
            makeRoom();
        } else {
            exchange.failed(UpstreamFailure.BUSY, "");
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
                return repeatable || loop.now - connection.idleSince() < FRESH_NANOS ? idle.pollLast() : null;
            }
            idle.removeLast();
            connection.close();
        }
        return null;
    }

    private void connect(Exchange exchange) {
        open++;
        var connection = new UpstreamConnection(this);
        exchange.connects(connection);
        new Connecting(this, connection, exchange).begin();
    }

    /** The exchange waits no longer. */
    void forget(Exchange exchange) {
        waiting.remove(exchange);
    }

    /** Takes a connection back whose exchange is done. */
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
        var next = open < most ? waiting.pollFirst() : null;
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
        Exchange exchange;
        while ((exchange = waiting.pollFirst()) != null) {
            exchange.failed(UpstreamFailure.RETIRED, "");
        }
    }
}
