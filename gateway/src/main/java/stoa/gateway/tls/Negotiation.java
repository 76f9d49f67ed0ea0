package stoa.gateway.tls;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import stoa.gateway.tls.Handshakes.Result;

/** Stands in at a connection's end until its handshake is over, and then gives way to what the two sides agreed on. */
final class Negotiation extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(Negotiation.class);

    private final Arrival arrival;
    private final Handshakes handshakes;

    Negotiation(Arrival arrival, Handshakes handshakes) {
        this.arrival = arrival;
        this.handshakes = handshakes;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (!(event instanceof SslHandshakeCompletionEvent done)) {
            return;
        }
        var secure = context.pipeline().get(SslHandler.class);
        if (done.isSuccess() && secure != null) {
            var version = secure.engine().getSession().getProtocol();
            handshakes.count(version, Result.OK);
            if (Engine.isResumed(secure.engine())) {
                handshakes.resumed(version);
            }
            var protocol = secure.applicationProtocol();
            context.pipeline().remove(this);
            arrival.take(context.channel(), protocol == null ? "" : protocol);
        } else {
            handshakes.count("",
                    done.cause() instanceof SslHandshakeTimeoutException ? Result.TIMEOUT : Result.FAILED);
        }
    }

    /** What went wrong was told by the event; it is the client's business, and nothing an operator could change. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.debug("a handshake failed", cause);
        var _ = context.close();
    }
}
