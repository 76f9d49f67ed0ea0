package stoa.gateway.upstream;

import io.netty.channel.ChannelHandlerContext;
import stoa.gateway.http1.Body;
import stoa.gateway.http1.Head;
import stoa.gateway.wire.Outbox;

/** What an {@link Attempt} is made for: it is told what happens, in this order, and decides what follows. */
public interface Errand {
    /** It is in the queue for a connection. */
    void waits();

    /** A connection is being opened, which includes asking for the address of the instance's host. */
    void connects();

    /** The connection is open, and the instance is asked who it is before anything goes out. */
    void introduces();

    /** Puts the request's head into what goes out first. */
    void writeHead(Outbox outbox, ChannelHandlerContext to);

    /** There is a connection, with the head in it; what follows is to be flushed. */
    void connected();

    /** The connection takes more of the body, or no more for now. */
    void writable();

    /** The connection takes no more of the request at all; the answer may still come. */
    void takenNoMore();

    /** Whether the whole request went out. */
    boolean isSent();

    /** News on the way to the answer. */
    void interim(Head head);

    /**
     * The answer's head has come.
     *
     * @param body to be set to what the head says
     * @param readable bytes behind the head that have come already
     */
    void answer(Head head, Body body, int readable);

    /** Takes the answer's body. */
    Body.Pieces pieces();

    /** Some of the body has come, and not all. */
    void answerGoesOn();

    /** All that came was taken, and more may follow at once. */
    void push();

    /** Nothing more follows for now. */
    void flush();

    /** The answer is whole. */
    void answered();

    /**
     * The attempt failed.
     *
     * @param detail more than the failure's own words, or empty
     */
    void failed(UpstreamFailure failure, String detail);

    /** Whether the connection is not given back when the answer is whole, since something else follows on it. */
    default boolean goesOn() {
        return false;
    }
}
