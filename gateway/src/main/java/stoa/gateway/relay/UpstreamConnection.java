package stoa.gateway.relay;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelOutputShutdownEvent;
import java.io.IOException;
import java.nio.channels.NotYetConnectedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import stoa.gateway.http1.BadMessage;
import stoa.gateway.http1.Body;
import stoa.gateway.http1.Body.Framing;
import stoa.gateway.relay.Deadlines.Deadline;

/** One connection to an instance: serves one exchange after another, on the event loop of their clients. */
final class UpstreamConnection extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(UpstreamConnection.class);

    final Pool pool;
    private final Loop loop;
    private final Deadline rest = new Deadline(this::close);
    private final Outbox outbox = new Outbox();
    private final Body body = new Body();
    private @Nullable ChannelHandlerContext ctx;
    private @Nullable Exchange exchange;
    private final Incoming incoming = new Incoming();
    private boolean resting;
    private boolean headRead;
    private boolean persistent;
    private boolean heard;
    private boolean broken;
    private long idleSince;

    UpstreamConnection(Pool pool) {
        this.pool = pool;
        this.loop = pool.loop;
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

    /** Takes an exchange up and writes its head. */
    void begin(Exchange next) {
        exchange = next;
        resting = false;
        rest.cancel();
        headRead = false;
        heard = false;
        next.writeHead(outbox, context());
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
        idleSince = loop.now;
        loop.poolIdle.begin(rest, loop.now);
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
        exchange = null;
        rest.cancel();
        var _ = channel().close();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        loop.tick();
        var came = (ByteBuf) message;
        if (exchange == null) {
            // nobody has asked: whatever this is, no later answer can be told from it
            came.release();
            close();
            return;
        }
        heard = true;
        var client = exchange.client;
        incoming.add(came, context.alloc());
        try {
            read();
        } catch (BadMessage e) {
            broken = true;
            fail(headRead ? UpstreamFailure.TRUNCATED : UpstreamFailure.GARBAGE, e.detail());
        }
        incoming.trim();
        client.pushAnswer();
    }

    private void read() throws BadMessage {
        var in = incoming.bytes();
        while (exchange != null && in != null && in.isReadable()) {
            if (!headRead) {
                if (!readHead(exchange, in)) {
                    return;
                }
            } else {
                body.read(in, exchange.client.answer);
                if (!body.done()) {
                    if (exchange != null) {
                        exchange.answerGoesOn();
                    }
                    return;
                }
            }
            if (headRead && body.done()) {
                finish();
            }
        }
    }

    private boolean readHead(Exchange current, ByteBuf in) throws BadMessage {
        if (!incoming.readHead(loop, loop.answerReader, loop.answers)) {
            return false;
        }
        var head = loop.head;
        if (head.status() < 200) {
            if (head.status() == 101) {
                throw new BadMessage(502, "it changed the protocol without being asked to");
            }
            current.interim(head);
            return true;
        }
        persistent = head.persistent() && current.isSent();
        body.ofResponse(head, current.request.isHead(), current.request.http10);
        headRead = true;
        current.answer(head, body, in.readableBytes());
        return true;
    }

    /** The answer is whole. */
    private void finish() {
        var done = exchange;
        exchange = null;
        if (done == null) {
            return;
        }
        if (persistent && !broken && done.isSent() && incoming.isEmpty()) {
            // what made the client stop this connection is that client's business, not the next one's
            read(true);
            pool.release(this);
        } else {
            close();
        }
        done.answered();
    }

    private void fail(UpstreamFailure failure, String detail) {
        var failed = exchange;
        close();
        if (failed != null) {
            failed.failed(failure, detail);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (exchange != null) {
            exchange.client.answer.flush();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (exchange != null) {
            loop.tick();
            exchange.upstreamWritable();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        loop.tick();
        rest.cancel();
        pool.closed(this);
        outbox.discard();
        incoming.drop();
        if (exchange == null) {
            return;
        }
        if (headRead && !broken && body.framing() == Framing.UNTIL_CLOSE) {
            var done = exchange;
            exchange = null;
            done.client.answer.endOfChunks();
            done.answered();
        } else {
            fail(headRead ? UpstreamFailure.TRUNCATED : UpstreamFailure.RESET, "");
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        broken = true;
        // of these, what cannot be read from is closed by itself, and what cannot be written to may have an answer
        if (!(cause instanceof IOException || cause instanceof NotYetConnectedException)) {
            LOG.error("the connection to {} failed", pool.upstream.shown(), cause);
            var _ = context.close();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event == ChannelOutputShutdownEvent.INSTANCE && exchange != null) {
            loop.tick();
            exchange.takenNoMore();
        }
    }
}
