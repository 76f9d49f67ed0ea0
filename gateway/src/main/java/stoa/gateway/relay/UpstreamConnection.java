package stoa.gateway.relay;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ConnectTimeoutException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
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
    private @Nullable ByteBuf pending;
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

    void connect(Exchange first) {
        var host = pool.upstream.host();
        if (isLiteral(host)) {
            connect(first, new InetSocketAddress(host, pool.upstream.port()));
        } else {
            resolve(first, host);
        }
    }

    /** Asking for a name's address blocks, which no event loop may. */
    private void resolve(Exchange first, String host) {
        Thread.ofVirtual().name("resolve " + host).start(() -> {
            try {
                var address = new InetSocketAddress(InetAddress.getByName(host), pool.upstream.port());
                loop.events.execute(() -> connect(first, address));
            } catch (UnknownHostException e) {
                loop.events.execute(() -> notConnected(first, e));
            }
        });
    }

    private static boolean isLiteral(String host) {
        return host.indexOf(':') >= 0 || host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
    }

    private void connect(Exchange first, InetSocketAddress address) {
        loop.relay.connect(loop, this, address).addListener((ChannelFuture done) -> {
            if (loop.events.inEventLoop()) {
                opened(first, done);
            } else {
                // where not even a socket could be made, the future belongs to no event loop of ours
                loop.events.execute(() -> opened(first, done));
            }
        });
    }

    private void opened(Exchange first, ChannelFuture done) {
        loop.tick();
        if (!done.isSuccess()) {
            notConnected(first, done.cause());
            return;
        }
        pool.upstream.connected();
        if (first.awaits(this)) {
            first.connected(this, false);
        } else {
            pool.release(this);
        }
    }

    private void notConnected(Exchange first, @Nullable Throwable cause) {
        var failure = switch (cause) {
            case ConnectTimeoutException _ -> UpstreamFailure.CONNECT_TIMEOUT;
            case NoRouteToHostException _ -> UpstreamFailure.UNREACHABLE;
            case UnknownHostException _ -> UpstreamFailure.UNREACHABLE;
            case ConnectException e when isLocal(e) -> UpstreamFailure.LOCAL;
            case ConnectException _ -> UpstreamFailure.REFUSED;
            case null, default -> UpstreamFailure.LOCAL;
        };
        if (failure.isRefusal()) {
            loop.relay.refused(pool.upstream, failure);
        } else {
            LOG.warn("no connection to {} could be made: {}", pool.upstream.shown(), String.valueOf(cause));
        }
        pool.closed(this);
        if (first.awaits(this)) {
            first.failed(failure, "");
        }
    }

    /** Whether this machine is short of something, such as ports; the native transports tell it only in words. */
    private static boolean isLocal(ConnectException failure) {
        return String.valueOf(failure.getMessage()).contains("Cannot assign requested address");
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
        pending = Loop.join(pending, came, context.alloc());
        try {
            read();
        } catch (BadMessage e) {
            broken = true;
            fail(headRead ? UpstreamFailure.TRUNCATED : UpstreamFailure.GARBAGE, e.detail());
        }
        if (pending != null && !pending.isReadable()) {
            dropPending();
        }
        client.push();
    }

    private void read() throws BadMessage {
        while (exchange != null && pending != null && pending.isReadable()) {
            if (!headRead) {
                if (!readHead(exchange, pending)) {
                    return;
                }
            } else {
                body.read(pending, exchange.client);
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
        var readable = Math.min(in.readableBytes(), loop.answers.maxHead());
        var look = Loop.firstLook(readable);
        while (!loop.answers.response(loop.look(in, look), look, loop.head)) {
            if (look == readable) {
                return false;
            }
            look = Math.min(readable, 8 * look);
        }
        var head = loop.head;
        in.skipBytes(head.length());
        if (head.status() < 200) {
            if (head.status() == 101) {
                throw new BadMessage(502, "it changed the protocol without being asked to");
            }
            current.interim(head);
            return true;
        }
        persistent = head.persistent() && current.isSent();
        body.ofResponse(head, current.isHead(), current.isHttp10());
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
        if (persistent && done.isSent() && (pending == null || !pending.isReadable())) {
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
            exchange.client.flush();
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
        dropPending();
        if (exchange == null) {
            return;
        }
        if (headRead && !broken && body.framing() == Framing.UNTIL_CLOSE) {
            var done = exchange;
            exchange = null;
            done.client.endOfChunks();
            done.answered();
        } else {
            fail(headRead ? UpstreamFailure.TRUNCATED : UpstreamFailure.RESET, "");
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!(cause instanceof IOException)) {
            LOG.error("the connection to {} failed", pool.upstream.shown(), cause);
        }
        broken = true;
        var _ = context.close();
    }

    private void dropPending() {
        if (pending != null) {
            pending.release();
            pending = null;
        }
    }
}
