package stoa.gateway.relay;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;

/** The ways in which a client's connection is ended from this side. */
final class Ending {
    private Ending() {}

    /**
     * Closes when all is written.
     *
     * @param unread whether the client may be sending still: then it is only told that nothing more comes, and has a
     *            moment to read; closing at once would reset the connection and might take the answer from it
     */
    static void whenWritten(ChannelHandlerContext context, Patience patience, boolean unread) {
        var written = context.writeAndFlush(Unpooled.EMPTY_BUFFER);
        patience.awaitReading();
        if (!unread) {
            var _ = written.addListener(ChannelFutureListener.CLOSE);
            return;
        }
        var _ = written.addListener(_ -> {
            if (context.channel() instanceof DuplexChannel duplex && duplex.isActive()) {
                shutDown(context, duplex);
                patience.linger();
            }
        });
    }

    /**
     * By TLS the end is told first: without that, the client would have to take what it got for a part. What it sends
     * afterwards is not even decrypted.
     */
    private static void shutDown(ChannelHandlerContext context, DuplexChannel duplex) {
        if (context.equals(context.pipeline().firstContext())) {
            var _ = duplex.shutdownOutput();
            return;
        }
        var secure = context.pipeline().get(SslHandler.class);
        var _ = secure.closeOutbound().addListener(_ -> {
            if (duplex.isActive()) {
                context.pipeline().remove(secure);
                var _ = duplex.shutdownOutput();
            }
        });
    }

    /** Closes at once and so that it is seen as a failure: by TLS, without a farewell. */
    static void reset(ChannelHandlerContext context) {
        context.channel().config().setOption(ChannelOption.SO_LINGER, 0);
        var _ = context.pipeline().firstContext().close();
    }
}
