package stoa.gateway.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import org.jspecify.annotations.Nullable;
import stoa.gateway.http1.Draft;

/**
 * What is about to be written to one connection. A head and small pieces behind it share one buffer, so that a small
 * message is one write; larger pieces go out as they came in, uncopied.
 */
public final class Outbox {
    private static final int ROOM = 2048;

    private @Nullable ByteBuf open;
    private @Nullable ChannelPromise receipt;

    /** Writes a head; {@code more} bytes of a body are known to follow at once. */
    public void head(ChannelHandlerContext ctx, Draft draft, int more) {
        draft.writeTo(room(ctx, draft.length() + Math.min(more, ROOM)));
    }

    public ByteBuf room(ChannelHandlerContext ctx, int bytes) {
        var buffer = open;
        if (buffer != null && buffer.writableBytes() >= bytes) {
            return buffer;
        }
        push(ctx);
        var fresh = ctx.alloc().directBuffer(bytes);
        open = fresh;
        return fresh;
    }

    public void piece(ChannelHandlerContext ctx, ByteBuf in, int index, int length) {
        var buffer = open;
        if (buffer != null && buffer.writableBytes() >= length) {
            buffer.writeBytes(in, index, length);
        } else {
            push(ctx);
            var _ = ctx.write(in.retainedSlice(index, length), ctx.voidPromise());
        }
    }

    /** Asks to be told when what is open now has been written, or was not. */
    public ChannelPromise receipt(ChannelHandlerContext ctx) {
        var promise = ctx.newPromise();
        receipt = promise;
        return promise;
    }

    /** Hands the open buffer to the channel; flushing is the caller's. */
    public void push(ChannelHandlerContext ctx) {
        var buffer = open;
        if (buffer != null) {
            open = null;
            var promise = receipt;
            receipt = null;
            var _ = ctx.write(buffer, promise == null ? ctx.voidPromise() : promise);
        }
    }

    public void discard() {
        var buffer = open;
        if (buffer != null) {
            open = null;
            buffer.release();
        }
    }
}
