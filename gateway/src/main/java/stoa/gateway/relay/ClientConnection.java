package stoa.gateway.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import stoa.gateway.http1.BadMessage;
import stoa.gateway.http1.Body;
import stoa.gateway.http1.Draft;
import stoa.gateway.relay.Deadlines.Deadline;
import stoa.http.Problem;
import stoa.http.Reply;
import stoa.telemetry.AccessLog;

/** One client's connection: reads its requests one after another, and writes their answers. */
final class ClientConnection extends ChannelInboundHandlerAdapter implements Body.Pieces {
    private static final Logger LOG = LoggerFactory.getLogger(ClientConnection.class);
    private static final int MOST_AHEAD = 16 * 1024;
    private static final byte[] LINE_END = {'\r', '\n'};

    final Loop loop;
    final Entrance entrance;
    final Body body = new Body();
    final Deadline deadline = new Deadline(this::expired);
    private final Outbox outbox = new Outbox();
    private final Reception reception;
    private @Nullable ChannelHandlerContext ctx;
    private @Nullable ByteBuf pending;
    private @Nullable Exchange exchange;
    private String remote = "";
    private byte[] clientLines = LINE_END;
    private int looked;
    private long unsent;
    private long idleSince;
    private boolean processing;
    private boolean reading = true;
    private boolean wrapping;
    private boolean last;
    private boolean leaving;

    ClientConnection(Loop loop, Entrance entrance) {
        this.loop = loop;
        this.entrance = entrance;
        this.reception = new Reception(this);
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        ctx = context;
        var channel = context.channel();
        remote = channel.remoteAddress() instanceof InetSocketAddress a ? a.getAddress().getHostAddress() : "";
        var port = channel.localAddress() instanceof InetSocketAddress a ? a.getPort() : 0;
        clientLines = Forwarding.clientLines(remote, port);
        loop.tick();
        loop.clients.add(this);
        entrance.traffic().opened();
        rest();
    }

    private ChannelHandlerContext context() {
        var context = ctx;
        if (context == null) {
            throw new IllegalStateException("not open");
        }
        return context;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        loop.tick();
        var came = (ByteBuf) message;
        if (leaving) {
            came.release();
            return;
        }
        pending = Loop.join(pending, came, context.alloc());
        if (exchange != null && !body.done()) {
            loop.clientIdle.begin(deadline, loop.now);
        }
        process();
    }

    /** Does whatever can be done with what has come: begins requests, sends bodies on. */
    void process() {
        if (processing) {
            return;
        }
        processing = true;
        try {
            while (pending != null && !leaving && step(pending)) {
                // an answer that ends the connection has dropped it meanwhile
                if (pending != null && !pending.isReadable()) {
                    dropPending();
                }
            }
        } catch (BadMessage e) {
            refuse(e);
        } finally {
            processing = false;
        }
        regulate();
    }

    /** @return whether something was done, so that more may be */
    private boolean step(ByteBuf in) throws BadMessage {
        var current = exchange;
        if (current == null) {
            return isWritable() && in.isReadable() && begin(in);
        }
        if (!current.takesBody() || !in.isReadable()) {
            return false;
        }
        current.forwardBody(in);
        return true;
    }

    private boolean begin(ByteBuf in) throws BadMessage {
        var readable = Math.min(in.readableBytes(), loop.reader.maxHead());
        var isNew = looked == 0;
        if (!isNew && readable < loop.reader.maxHead()
                && in.indexOf(in.readerIndex() + looked, in.writerIndex(), (byte) '\n') < 0) {
            looked = readable;
            return false;
        }
        var look = Loop.firstLook(readable);
        while (!loop.reader.request(loop.look(in, look), look, loop.head)) {
            if (look == readable) {
                if (isNew) {
                    loop.clientHeader.begin(deadline, loop.now);
                }
                looked = readable;
                return false;
            }
            look = Math.min(readable, 8 * look);
        }
        looked = 0;
        deadline.cancel();
        in.skipBytes(loop.head.length());
        reception.receive(loop.head);
        return true;
    }

    /** Takes up an exchange whose head was read. */
    void begin(Exchange next) {
        exchange = next;
        if (!body.done()) {
            loop.clientIdle.begin(deadline, loop.now);
        }
        next.next();
    }

    byte[] clientLines() {
        return clientLines;
    }

    /** Reading stops while nothing can be done with what came; otherwise it goes on, also to hear that the client left. */
    private void regulate() {
        var ahead = pending == null ? 0 : pending.readableBytes();
        var wanted = leaving || ahead == 0 || (exchange == null ? isWritable() : body.done() && ahead < MOST_AHEAD);
        if (wanted != reading && ctx != null) {
            reading = wanted;
            ctx.channel().config().setAutoRead(wanted);
        }
    }

    private void refuse(BadMessage bad) {
        if (exchange != null) {
            last = true;
            exchange.clientFailed(new Problem(bad.status(), bad.detail()));
        } else {
            refuse(bad, null);
        }
    }

    /** Answers what breaks the rules; nothing is read after it, but the client may be sending still. */
    void refuse(BadMessage bad, @Nullable Request request) {
        body.untilClose();
        answer(new Problem(bad.status(), bad.detail()), request, "");
    }

    /** Answers a request that leads nowhere, or whose instances all failed. */
    void answer(Problem problem, @Nullable Request request, String service) {
        answer(Answers.problem(problem, request), request, service, problem.detail());
    }

    void answer(Reply reply, @Nullable Request request, String service, String note) {
        if (request == null || !request.persistent || !body.done() || loop.relay.isDraining()) {
            last = true;
        }
        var bytes = Answers.write(outbox, context(), loop.draft, reply, request, last);
        account(request, service, "", reply.status(), 0, bytes, note);
        done();
    }

    /** The answer is whole; what follows depends on what was said in its head. */
    void done() {
        exchange = null;
        wrapping = false;
        if (last || !body.done()) {
            leave();
            return;
        }
        outbox.push(context());
        context().flush();
        rest();
        process();
    }

    private void rest() {
        idleSince = loop.now;
        unsent = unsent();
        loop.clientIdle.begin(deadline, loop.now);
    }

    /** Closes when all is written; as long as the client sends, not at once, or it might lose the answer to a reset. */
    private void leave() {
        var unread = !body.done() || (pending != null && pending.isReadable()) || ctx == null;
        leaving = true;
        dropPending();
        regulate();
        outbox.push(context());
        var written = context().writeAndFlush(Unpooled.EMPTY_BUFFER);
        unsent = unsent();
        loop.clientIdle.begin(deadline, loop.now);
        if (!unread) {
            var _ = written.addListener(ChannelFutureListener.CLOSE);
            return;
        }
        var _ = written.addListener(_ -> {
            if (context().channel() instanceof DuplexChannel duplex && duplex.isActive()) {
                var _ = duplex.shutdownOutput();
                loop.linger.begin(deadline, System.nanoTime());
            }
        });
    }

    /** The answer cannot be finished: the client must not take what it has for the whole. */
    void breakOff(boolean endsWithConnection) {
        exchange = null;
        leaving = true;
        outbox.push(context());
        context().flush();
        if (endsWithConnection) {
            context().channel().config().setOption(ChannelOption.SO_LINGER, 0);
        }
        var _ = context().close();
    }

    void writeHead(Draft draft, int more) {
        outbox.head(context(), draft, more);
    }

    @Override
    public void piece(ByteBuf in, int index, int length) {
        if (exchange != null) {
            exchange.answered(length);
        }
        if (wrapping) {
            var size = Integer.toHexString(length) + "\r\n";
            outbox.room(context(), size.length()).writeCharSequence(size, java.nio.charset.StandardCharsets.US_ASCII);
        }
        outbox.piece(context(), in, index, length);
        if (wrapping) {
            outbox.room(context(), 2).writeBytes(LINE_END);
        }
    }

    /** An answer without a length came to its end. */
    void endOfChunks() {
        if (wrapping) {
            outbox.room(context(), 5).writeBytes(new byte[]{'0', '\r', '\n', '\r', '\n'});
        }
    }

    /** The answer in hand has no length but is to be sent in chunks. */
    void wrap(boolean chunks) {
        wrapping = chunks;
    }

    void push() {
        if (ctx != null && !leaving) {
            outbox.push(ctx);
        }
    }

    void flush() {
        if (ctx != null) {
            outbox.push(ctx);
            ctx.flush();
        }
    }

    boolean isWritable() {
        return context().channel().isWritable();
    }

    boolean hasPending() {
        return pending != null && pending.isReadable();
    }

    /** How much of a body waits that is small enough to go out with its head. */
    int smallPending() {
        return pending == null || body.done() ? 0 : Math.min(2048, pending.readableBytes());
    }

    /** No further request is taken on this connection. */
    void last() {
        last = true;
    }

    boolean isLast() {
        return last;
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        loop.tick();
        var writable = context.channel().isWritable();
        if (!writable) {
            unsent = unsent();
            loop.clientIdle.begin(deadline, loop.now);
        } else if (exchange != null && body.done()) {
            deadline.cancel();
        }
        if (exchange != null) {
            exchange.clientWritable(writable);
        } else if (writable) {
            process();
        }
    }

    private void expired() {
        loop.tick();
        var before = unsent;
        unsent = unsent();
        if (unsent > 0 && unsent < before) {
            loop.clientIdle.begin(deadline, loop.now);
        } else if (leaving) {
            var _ = context().close();
        } else if (!isWritable()) {
            goneFor("the client stopped reading");
        } else if (exchange != null) {
            stalled(exchange);
        } else if (hasPending()) {
            refuse(new BadMessage(408, "the request's head did not come in time"));
        } else {
            leave();
        }
    }

    /** How much of its answers the kernel has not taken yet, in bytes. */
    private long unsent() {
        var buffer = context().channel().unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes();
    }

    private void stalled(Exchange current) {
        if (body.done()) {
            return;
        }
        if (reading) {
            last = true;
            current.clientFailed(new Problem(408, "the request's body did not come in time"));
        } else {
            loop.clientIdle.begin(deadline, loop.now);
        }
    }

    private void goneFor(String note) {
        var current = exchange;
        exchange = null;
        leaving = true;
        if (current != null) {
            current.clientGone(note);
        }
        var _ = context().close();
    }

    /** The gateway stops: an idle connection is closed, one at work says with its answer that it is the last. */
    void drain(long idleForNanos) {
        var idle = exchange == null && !hasPending() && !leaving;
        if (idle && loop.now - idleSince >= idleForNanos) {
            leave();
        }
    }

    void account(@Nullable Request request, String service, String instance, int status, long bytesIn, long bytesOut,
            String note) {
        var nanos = request == null ? 0 : loop.now - request.startedNanos;
        if (request == null) {
            entrance.traffic().refused(status);
        } else {
            entrance.traffic().answered(service, status, nanos);
        }
        var millis = request == null ? System.currentTimeMillis() : request.startedMillis;
        loop.relay.log(new AccessLog.Entry(millis, "gateway", service, instance, remote,
                request == null ? "" : request.method, request == null ? "" : request.path, status, bytesIn, bytesOut,
                TimeUnit.NANOSECONDS.toMicros(nanos), request == null ? "" : request.id,
                request == null ? "" : request.traceId, note));
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        loop.tick();
        deadline.cancel();
        outbox.discard();
        dropPending();
        loop.clients.remove(this);
        entrance.traffic().closed();
        goneFor("the client went away");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!(cause instanceof IOException)) {
            LOG.error("a client's connection failed", cause);
        }
        var _ = context.close();
    }

    private void dropPending() {
        if (pending != null) {
            pending.release();
            pending = null;
        }
    }
}
