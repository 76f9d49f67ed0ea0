package stoa.gateway.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelOutputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import java.io.IOException;
import java.nio.channels.NotYetConnectedException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import stoa.gateway.http1.BadMessage;
import stoa.gateway.http1.Body;
import stoa.gateway.http1.Body.Framing;
import stoa.gateway.wire.Deadlines.Deadline;
import stoa.gateway.wire.Desk;
import stoa.gateway.wire.Incoming;
import stoa.gateway.wire.Outbox;

/** One connection to an instance: serves one request after another, on the event loop of their clients. */
final class UpstreamConnection extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(UpstreamConnection.class);

    final Pool pool;
    private final Pools pools;
    private final Desk desk;
    private final Deadline rest = new Deadline(this::close);
    private final Outbox outbox = new Outbox();
    private final Body body = new Body();
    private @Nullable ChannelHandlerContext ctx;
    private @Nullable Errand errand;
    /** Whose errand it is; null while the instance is asked who it is. */
    private @Nullable Attempt attempt;
    private final Incoming incoming = new Incoming();
    private @Nullable ChannelPromise receipt;
    private boolean resting;
    private boolean headRead;
    private boolean persistent;
    private boolean heard;
    private boolean broken;
    private boolean known;
    private boolean farewell;
    private long idleSince;

    UpstreamConnection(Pool pool) {
        this.pool = pool;
        this.pools = pool.pools;
        this.desk = pools.desk;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        ctx = context;
    }

    ChannelHandlerContext context() {
        var context = ctx;
        if (context == null) {
            throw new IllegalStateException("not connected");
        }
        return context;
    }

    private Channel channel() {
        return context().channel();
    }

    /**
     * Takes a request up and writes its head.
     *
     * @param usedBefore whether it has served others, and may have been closed by now at its other end
     */
    void begin(Errand next, boolean usedBefore) {
        errand = next;
        attempt = null;
        resting = false;
        rest.cancel();
        headRead = false;
        heard = false;
        next.writeHead(outbox, context());
        receipt = usedBefore ? outbox.receipt(context()) : null;
    }

    /** The attempt that the request which was just begun belongs to. */
    void serves(Attempt of) {
        attempt = of;
    }

    /** Whether it is certain that nothing of the request went out. */
    boolean isUnwritten() {
        return receipt != null && receipt.isDone() && !receipt.isSuccess();
    }

    boolean isWritable() {
        return channel().isWritable();
    }

    /** A piece of the request's body. */
    void piece(ByteBuf in, int index, int length) {
        outbox.piece(context(), in, index, length);
    }

    void flush() {
        outbox.push(context());
        context().flush();
    }

    /** The client takes no more for now, or takes again. */
    void read(boolean on) {
        channel().config().setAutoRead(on);
    }

    /** Whether anything of an answer has come. */
    boolean hasHeard() {
        return heard;
    }

    void rest() {
        resting = true;
        idleSince = desk.now();
        pools.idle.begin(rest, desk.now());
    }

    boolean isResting() {
        return resting;
    }

    long idleSince() {
        return idleSince;
    }

    boolean isUsable() {
        return !broken && channel().isActive();
    }

    void close() {
        errand = null;
        rest.cancel();
        var _ = channel().close();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        desk.tick();
        var came = (ByteBuf) message;
        if (errand == null) {
            // nobody has asked: whatever this is, no later answer can be told from it
            came.release();
            close();
            return;
        }
        heard = true;
        var current = errand;
        incoming.add(came, context.alloc());
        try {
            read();
        } catch (BadMessage e) {
            broken = true;
            fail(headRead ? UpstreamFailure.TRUNCATED : UpstreamFailure.GARBAGE, e.detail());
        }
        incoming.trim();
        current.push();
    }

    private void read() throws BadMessage {
        var in = incoming.bytes();
        while (errand != null && in != null && in.isReadable()) {
            if (!headRead) {
                if (!readHead(errand, in)) {
                    return;
                }
            } else {
                body.read(in, errand.pieces());
                if (!body.done()) {
                    if (errand != null) {
                        errand.answerGoesOn();
                    }
                    return;
                }
            }
            if (headRead && body.done()) {
                finish();
            }
        }
    }

    private boolean readHead(Errand current, ByteBuf in) throws BadMessage {
        if (!incoming.readHead(desk, pools.reader, pools.answers)) {
            return false;
        }
        var head = desk.head();
        if (head.status() < 200) {
            if (head.status() == 101) {
                throw new BadMessage(502, "it changed the protocol without being asked to");
            }
            current.interim(head);
            return true;
        }
        persistent = head.persistent() && current.isSent() && !head.hasForbiddenBody();
        headRead = true;
        if (!known) {
            known = true;
            pool.upstream.heard(Identity.of(head));
        }
        if (attempt != null) {
            attempt.answers(head.status());
        }
        current.answer(head, body, in.readableBytes());
        return true;
    }

    /** The answer is whole. */
    private void finish() {
        var done = errand;
        errand = null;
        if (done == null) {
            return;
        }
        if (attempt != null) {
            attempt.answered();
        }
        if (persistent && !broken && done.isSent() && isWritable() && incoming.isEmpty()) {
            // what made the client stop this connection is that client's business, not the next one's
            read(true);
            if (!done.goesOn()) {
                pool.release(this);
            }
        } else {
            close();
        }
        done.answered();
    }

    private void fail(UpstreamFailure failure, String detail) {
        var failed = errand;
        if (failed != null && attempt != null) {
            attempt.broke(failure);
        }
        close();
        if (failed != null) {
            failed.failed(failure, detail);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (errand != null) {
            errand.flush();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (errand != null) {
            desk.tick();
            errand.writable();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        desk.tick();
        rest.cancel();
        pool.closed(this);
        outbox.discard();
        incoming.drop();
        if (errand == null) {
            return;
        }
        // without a farewell, somebody between may have cut the answer short (RFC 9112, section 9.8)
        var whole = !broken && (farewell || !pool.upstream.isSecure());
        if (headRead && whole && body.framing() == Framing.UNTIL_CLOSE) {
            var done = errand;
            errand = null;
            if (attempt != null) {
                attempt.answered();
            }
            done.answered();
        } else {
            fail(headRead ? UpstreamFailure.TRUNCATED : UpstreamFailure.RESET, "");
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        broken = true;
        if (cause.getCause() instanceof SSLException) {
            // what came is no TLS that can be read, so nothing that follows can be
            var _ = context.close();
            return;
        }
        // of these, what cannot be read from is closed by itself, and what cannot be written to may have an answer
        if (!(cause instanceof IOException || cause instanceof NotYetConnectedException)) {
            LOG.error("the connection to {} failed", pool.upstream.shown(), cause);
            var _ = context.close();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslCloseCompletionEvent end) {
            farewell = end.isSuccess();
            var _ = context.close();
        } else if (event == ChannelOutputShutdownEvent.INSTANCE) {
            broken = true;
            if (errand != null) {
                desk.tick();
                errand.takenNoMore();
            }
        }
    }
}
