package stoa.gateway.relay;

import io.netty.buffer.ByteBuf;
import stoa.gateway.http1.BadMessage;
import stoa.gateway.http1.Body;
import stoa.gateway.upstream.Attempt;

/** A request's body on its way from the client to whichever instance is tried. */
final class Sending implements Body.Pieces {
    private final Exchange exchange;
    private final ClientConnection client;
    private final long most;
    private boolean awaitsContinue;
    private boolean discards;
    private long bytes;

    /** @param most bytes of the body, negative where there is no limit */
    Sending(Exchange exchange, long most) {
        this.exchange = exchange;
        this.client = exchange.client;
        this.most = most;
    }

    /** How much has come, the framing of chunks included. */
    long bytes() {
        return bytes;
    }

    /** There is a connection with the head in it. */
    void begin(Attempt to) {
        discards = false;
        var sentBefore = exchange.trying().body();
        if (sentBefore != null) {
            sentBefore.sendTo(to);
        }
        if (client.body.done()) {
            to.flush();
            sent();
        } else if (client.hasPending() && to.isWritable()) {
            client.process();
        } else if (client.hasPending()) {
            to.flush();
            exchange.awaitAnswer();
        } else {
            to.flush();
            if (exchange.request.expectsContinue()) {
                awaitsContinue = true;
                exchange.awaitAnswer();
            }
        }
    }

    /** Whether more of it can go to the instance now, or nowhere. */
    boolean takes() {
        var to = exchange.attempt();
        return to != null && to.isConnected() && !client.body.done() && (discards || to.isWritable());
    }

    void forward(ByteBuf in) throws BadMessage {
        goesOn();
        client.body.read(in, this);
        if (most >= 0 && client.body.announced() > most) {
            // what was not flushed does not reach the instance, so the request is never whole there
            exchange.clientFailed(Answers.tooLarge(most));
            return;
        }
        var to = exchange.attempt();
        if (to != null) {
            to.flush();
        }
        if (client.body.done()) {
            sent();
        }
    }

    /** The client need not wait any longer. @return whether it was waiting */
    boolean goesOn() {
        var waited = awaitsContinue;
        awaitsContinue = false;
        if (waited && !exchange.isAnswering()) {
            exchange.awaitNothing();
        }
        return waited;
    }

    @Override
    public void piece(ByteBuf in, int index, int length) {
        bytes += length;
        exchange.trying().keeping(client.context().alloc()).add(in, index, length);
        var to = exchange.attempt();
        if (to != null && !discards) {
            to.piece(in, index, length);
        }
    }

    /** The rest is read for nothing while the answer may come. */
    void takenNoMore() {
        var to = exchange.attempt();
        discards = to == null || !exchange.trying().repeatsAtOnce(to);
        if (!exchange.isAnswering()) {
            exchange.awaitAnswer();
        }
        client.process();
    }

    /** The connection takes more of it, or no more for now. */
    void writable() {
        if (takes()) {
            if (!exchange.isAnswering()) {
                exchange.awaitNothing();
            }
            client.process();
        } else if (!exchange.isAnswering() && !client.body.done()) {
            exchange.awaitAnswer();
        }
    }

    private void sent() {
        if (client.isWritable()) {
            client.patience.end();
        }
        if (!exchange.isAnswering() && !exchange.isOver() && !discards) {
            exchange.awaitAnswer();
        }
    }
}
