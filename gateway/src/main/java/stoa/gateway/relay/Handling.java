package stoa.gateway.relay;

import io.netty.buffer.ByteBuf;
import stoa.gateway.forward.Request;
import stoa.gateway.http1.BadMessage;
import stoa.http.Problem;

/**
 * One request in hand, as its client's connection sees it: from the end of its head until its answer is whole or broken off.
 * It ends by one of {@link ClientConnection#done()}, {@link ClientConnection#breakOff(boolean)} and an answer given there.
 */
sealed interface Handling permits Exchange, FileSending {
    Request request();

    void begin();

    /** Whether something can be done with more of the request's body now. */
    boolean takes();

    /** Takes what has come of the request's body, as much as it can. */
    void forward(ByteBuf in) throws BadMessage;

    /** How much of the request's body has come. */
    long bytesIn();

    /** Whether the answer has begun. */
    boolean isAnswering();

    /** The client takes more of the answer, or no more for now. */
    void clientWritable(boolean writable);

    /** The request's body cannot be read, or does not come. */
    void clientFailed(Problem problem);

    /** The client is gone, or as good as gone; it is not answered any more. */
    void clientGone(String note);

    /** What it waited for with {@link ClientConnection#upstreamDeadline} did not come in time. */
    void expired();
}
