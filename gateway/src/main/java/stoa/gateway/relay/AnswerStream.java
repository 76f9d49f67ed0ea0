package stoa.gateway.relay;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import stoa.gateway.forward.Dates;
import stoa.gateway.forward.Forwarding;
import stoa.gateway.forward.Forwarding.Extras;
import stoa.gateway.http1.Body;
import stoa.gateway.http1.Body.Framing;
import stoa.gateway.http1.Draft;
import stoa.gateway.http1.Head;
import stoa.gateway.wire.Outbox;

/** The answers on their way to one client: heads, bodies in pieces, put into chunks where they have no length. */
final class AnswerStream implements Body.Pieces {
    private static final byte[] LINE_END = {'\r', '\n'};
    private static final byte[] LAST_CHUNK = {'0', '\r', '\n', '\r', '\n'};

    private final Outbox outbox = new Outbox();
    private @Nullable ChannelHandlerContext ctx;
    private boolean wrapping;
    private long bytes;

    void open(ChannelHandlerContext context) {
        ctx = context;
    }

    private ChannelHandlerContext context() {
        var context = ctx;
        if (context == null) {
            throw new IllegalStateException("not open");
        }
        return context;
    }

    /**
     * Begins an instance's answer.
     *
     * @param readable bytes behind the head that follow at once
     */
    void begin(Draft draft, Dates dates, Head head, Extras extras, Body body, int readable) {
        Forwarding.answer(draft, head, extras, dates);
        begin(draft, readable);
        wrapping = extras.chunked() && body.framing() == Framing.UNTIL_CLOSE;
    }

    /** Begins an answer; {@code more} bytes of its body follow at once. */
    void begin(Draft head, int more) {
        wrapping = false;
        bytes = 0;
        outbox.head(context(), head, more);
    }

    /** Passes on an answer that only announces another one. */
    void interim(Draft draft, Head head) {
        Forwarding.interim(draft, head);
        begin(draft, 0);
        flush();
    }

    @Override
    public void piece(ByteBuf in, int index, int length) {
        bytes += length;
        if (wrapping) {
            var size = Integer.toHexString(length) + "\r\n";
            outbox.room(context(), size.length()).writeCharSequence(size, StandardCharsets.US_ASCII);
        }
        outbox.piece(context(), in, index, length);
        if (wrapping) {
            outbox.room(context(), LINE_END.length).writeBytes(LINE_END);
        }
    }

    /** A body without a length came to its end. */
    void endOfChunks() {
        if (wrapping) {
            outbox.room(context(), LAST_CHUNK.length).writeBytes(LAST_CHUNK);
        }
    }

    /** How much of the body in hand went out. */
    long bytes() {
        return bytes;
    }

    void push() {
        outbox.push(context());
    }

    void flush() {
        outbox.push(context());
        context().flush();
    }

    void discard() {
        outbox.discard();
    }
}
