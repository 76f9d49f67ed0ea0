package stoa.gateway.tls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** Looks at a connection's first byte, and tells who speaks plain HTTP to a port of TLS so. */
final class PlainTextGuard extends ChannelInboundHandlerAdapter {
    private static final long LINGER_SECONDS = 2;
    private static final byte[] REFUSAL = refusal();

    private final Handshakes handshakes;
    private boolean refused;

    PlainTextGuard(Handshakes handshakes) {
        this.handshakes = handshakes;
    }

    private static byte[] refusal() {
        var body = "{\"type\":\"about:blank\",\"title\":\"Bad Request\",\"status\":400,"
                + "\"detail\":\"this port speaks TLS: ask with https:// in place of http://\"}";
        return ("HTTP/1.1 400 Bad Request\r\nContent-Type: application/problem+json\r\nContent-Length: "
                + body.length() + "\r\nConnection: close\r\n\r\n" + body).getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        var came = (ByteBuf) message;
        if (refused || !came.isReadable()) {
            came.release();
        } else if (Character.isLetter(came.getUnsignedByte(came.readerIndex()) & 0x7F)
                && came.getByte(came.readerIndex()) > 0) {
            came.release();
            refuse(context);
        } else {
            context.pipeline().remove(this);
            context.fireChannelRead(came);
        }
    }

    /** The client may be sending still: it has a moment to read the answer before the connection is closed. */
    private void refuse(ChannelHandlerContext context) {
        refused = true;
        handshakes.count("", Handshakes.Result.PLAIN_TEXT);
        var _ = context.writeAndFlush(Unpooled.wrappedBuffer(REFUSAL)).addListener((ChannelFutureListener) done -> {
            if (done.channel() instanceof DuplexChannel duplex && duplex.isActive()) {
                var _ = duplex.shutdownOutput();
            }
        });
        var _ = context.executor().schedule(() -> {
            var _ = context.close();
        }, LINGER_SECONDS, TimeUnit.SECONDS);
    }
}
