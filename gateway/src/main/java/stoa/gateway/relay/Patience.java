package stoa.gateway.relay;

import stoa.gateway.http1.BadMessage;
import stoa.gateway.wire.Deadlines.Deadline;
import stoa.http.Problem;

/**
 * How long a client may take: for its next request, for a head, for the next bytes of a body, for reading an answer. Who
 * sends or reads a little now and then, and would so hold an instance's connection for as long as it likes, has to keep up
 * a rate as well, on average and after a while.
 */
final class Patience {
    private final ClientConnection client;
    private final Loop loop;
    private final Deadline deadline = new Deadline(this::expired);
    private long unsent;
    private long idleSince;
    /** Since when the next bytes of a body have been awaited, and for how long all before. */
    private long askedAt;
    private long waited;

    Patience(ClientConnection client) {
        this.client = client;
        this.loop = client.loop;
    }

    /** Nothing is asked; the client has all the time it may have between two requests. */
    void rest() {
        idleSince = loop.now();
        awaitReading();
    }

    void awaitHead() {
        loop.clientHeader.begin(deadline, loop.now());
    }

    /** A body is to come, sooner or later. */
    void beginBody() {
        waited = 0;
        askedAt = loop.now();
    }

    /** More of the body is to come. */
    void awaitMore() {
        askedAt = loop.now();
        loop.clientIdle.begin(deadline, askedAt);
    }

    /** Some of the body has come. */
    void cameMore(Handling exchange) {
        waited += loop.now() - askedAt;
        var beyond = waited - loop.patienceNanos;
        if (beyond > 0 && exchange.bytesIn() < bytesIn(beyond)) {
            client.last();
            exchange.clientFailed(
                    new Problem(408, "the request's body came at less than " + loop.minRate + " bytes a second"));
        } else {
            awaitMore();
        }
    }

    /** What the least rate amounts to. */
    private double bytesIn(long nanos) {
        return loop.minRate * (nanos / 1e9);
    }

    /** The client is read from again, after what it sent could not be passed on. */
    void resumed() {
        askedAt = loop.now();
    }

    /** What was written is to be read; as long as some of it is, the time begins anew. */
    void awaitReading() {
        unsent = unsent();
        loop.clientIdle.begin(deadline, loop.now());
    }

    /** The connection is about to end, and the client may send what nobody reads for a moment more. */
    void linger() {
        loop.linger.begin(deadline, System.nanoTime());
    }

    void end() {
        deadline.cancel();
    }

    private void expired() {
        loop.tick();
        var before = unsent;
        unsent = unsent();
        var exchange = client.exchange();
        if (unsent > 0 && before - unsent > bytesIn(loop.patienceNanos)) {
            loop.clientIdle.begin(deadline, loop.now());
        } else if (client.isLeaving()) {
            var _ = client.context().close();
        } else if (!client.isWritable()) {
            client.goneFor("the client stopped reading");
        } else if (exchange != null) {
            stalled(exchange);
        } else if (client.hasPending()) {
            client.refuse(new BadMessage(408, "the request's head did not come in time"));
        } else {
            client.leave();
        }
    }

    /** How much of its answers the kernel has not taken yet, in bytes. */
    private long unsent() {
        var buffer = client.context().channel().unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes();
    }

    private void stalled(Handling exchange) {
        if (client.body.done()) {
            return;
        }
        if (client.isReading()) {
            client.last();
            exchange.clientFailed(new Problem(408, "the request's body did not come in time"));
        } else {
            loop.clientIdle.begin(deadline, loop.now());
        }
    }

    /** The gateway stops: an idle connection is closed, one at work says with its answer that it is the last. */
    void drain(long idleForNanos) {
        var idle = client.exchange() == null && !client.hasPending() && !client.isLeaving();
        if (idle && loop.now() - idleSince >= idleForNanos) {
            client.leave();
        }
    }
}
