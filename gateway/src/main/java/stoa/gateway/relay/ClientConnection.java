package stoa.gateway.relay;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import stoa.gateway.forward.Caller;
import stoa.gateway.forward.Request;
import stoa.gateway.http1.BadMessage;
import stoa.gateway.http1.Body;
import stoa.gateway.http1.Head;
import stoa.gateway.wire.Deadlines.Deadline;
import stoa.gateway.wire.Incoming;
import stoa.http.Problem;
import stoa.http.Reply;

/** One client's connection: reads its requests one after another, and writes their answers. */
final class ClientConnection extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(ClientConnection.class);
    private static final int MOST_AHEAD = 16 * 1024;
    private static final Caller NOBODY = Caller.direct(new InetSocketAddress(0).getAddress(), 0, false);

    final Loop loop;
    final Entrance entrance;
    final Body body = new Body();
    final Patience patience;
    /** Of the exchange in hand, made once for all of them. */
    final Deadline upstreamDeadline = new Deadline(this::upstreamExpired);
    final AnswerStream answer = new AnswerStream();
    private final Reception reception;
    private @Nullable ChannelHandlerContext ctx;
    private final Incoming incoming = new Incoming();
    private @Nullable Handling exchange;
    private final Accounts accounts;
    private Caller peer = NOBODY;
    private Caller caller = NOBODY;
    private boolean proxied;
    private boolean processing;
    private boolean reading = true;
    private boolean last;
    private boolean leaving;
    private boolean ended;
    private final HalfClosed halfClosed = new HalfClosed(this);

    ClientConnection(Loop loop, Entrance entrance) {
        this.loop = loop;
        this.entrance = entrance;
        this.patience = new Patience(this);
        this.reception = new Reception(this);
        this.accounts = new Accounts(loop, entrance);
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        ctx = context;
        answer.open(context);
        var channel = context.channel();
        var port = channel.localAddress() instanceof InetSocketAddress a ? a.getPort() : 0;
        if (channel.remoteAddress() instanceof InetSocketAddress a) {
            peer = Caller.direct(a.getAddress(), port, entrance.scheme().equals("https"));
        }
        caller = peer;
        proxied = loop.relay.gatekeeper().trusts(peer);
        accounts.of(peer.shown());
        loop.tick();
        loop.clients.add(this);
        entrance.traffic().opened();
        patience.rest();
    }

    ChannelHandlerContext context() {
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
        incoming.add(came, context.alloc());
        if (exchange != null && !body.done()) {
            patience.cameMore(exchange);
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
            while (!leaving && step()) {
                incoming.trim();
            }
        } catch (BadMessage e) {
            refuse(e);
        } finally {
            processing = false;
        }
        if (ended && !leaving) {
            goOnWithoutMore();
        } else {
            regulate();
        }
    }

    /** The client sends nothing more; what is whole is answered still. */
    private void goOnWithoutMore() {
        if (exchange == null) {
            if (isWritable()) {
                leave();
            }
        } else if (!body.done() && incoming.isEmpty()) {
            goneFor("the client went away");
        }
    }

    /** @return whether something was done, so that more may be */
    private boolean step() throws BadMessage {
        var current = exchange;
        var in = incoming.bytes();
        if (in == null || !in.isReadable()) {
            return false;
        }
        if (current == null) {
            return isWritable() && begin();
        }
        if (!current.takes()) {
            return false;
        }
        current.forward(in);
        return true;
    }

    private boolean begin() throws BadMessage {
        if (!incoming.skipBlankLines()) {
            return false;
        }
        var isNew = !incoming.hasPartOfHead();
        if (!incoming.readHead(loop.desk, loop.reader, loop.requests)) {
            if (isNew) {
                patience.awaitHead();
            }
            return false;
        }
        patience.end();
        reception.receive(loop.desk.head());
        return true;
    }

    /** Takes up an exchange whose head was read. */
    void begin(Handling next) {
        exchange = next;
        // a client that asks before it sends waits for the instance
        if (!body.done()) {
            patience.beginBody();
            if (!next.request().expectsContinue() || hasPending()) {
                patience.awaitMore();
            }
        }
        next.begin();
    }

    Accounts accounts() {
        return accounts;
    }

    /** Whose request it is; a trusted proxy says it with each. */
    void hear(Head head) {
        if (proxied) {
            caller = loop.relay.gatekeeper().caller(head, peer);
            accounts.of(caller.shown());
        }
    }

    /** Who sent the request in hand. */
    Caller caller() {
        return caller;
    }

    /** Reading stops while nothing can be done with what came; otherwise it goes on, also to hear that the client left. */
    private void regulate() {
        var ahead = incoming.size();
        var wanted = leaving || ahead == 0 || (exchange == null ? isWritable() : body.done() && ahead < MOST_AHEAD);
        if (wanted != reading && ctx != null) {
            reading = wanted;
            patience.resumed();
            ctx.channel().config().setAutoRead(wanted);
        }
    }

    void refuse(BadMessage bad) {
        if (exchange != null) {
            last = true;
            exchange.clientFailed(new Problem(bad.status(), bad.detail()));
        } else {
            accounts.of(peer.shown());
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
        if (request == null || !request.isPersistent() || !body.done() || loop.relay.isDraining()) {
            last = true;
        }
        var bytes = Answers.write(answer, loop.draft, loop.dates, reply, request, last);
        accounts.enter(request, new Accounts.Outcome(service, "", reply.status(), 0, bytes, note));
        done();
    }

    /** The answer is whole; what follows depends on what was said in its head. */
    void done() {
        exchange = null;
        if (last || !body.done()) {
            leave();
            return;
        }
        answer.flush();
        patience.rest();
        process();
    }

    /** Ends the connection when all is written. */
    void leave() {
        var unread = !ended && (!body.done() || !incoming.isEmpty());
        leaving = true;
        incoming.drop();
        regulate();
        answer.push();
        Ending.whenWritten(context(), patience, unread);
    }

    /**
     * The answer cannot be finished. The client gets what came of it and must not take that for the whole.
     *
     * @param endsWithConnection whether the end of the connection would be taken for the answer's
     */
    void breakOff(boolean endsWithConnection) {
        exchange = null;
        if (endsWithConnection) {
            leaving = true;
            answer.flush();
            Ending.reset(context());
        } else {
            leave();
        }
    }

    /** Hands what was written so far to the channel. */
    void pushAnswer() {
        if (!leaving) {
            answer.push();
        }
    }

    boolean isWritable() {
        return context().channel().isWritable();
    }

    boolean hasPending() {
        return !incoming.isEmpty();
    }

    /** How much of a body waits that is small enough to go out with its head. */
    int smallPending() {
        return body.done() ? 0 : Math.min(2048, incoming.size());
    }

    /** No further request is taken on this connection. */
    void last() {
        last = true;
    }

    boolean isLeaving() {
        return leaving;
    }

    boolean isReading() {
        return reading;
    }

    @Nullable
    Handling exchange() {
        return exchange;
    }

    boolean isLast() {
        return last;
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        loop.tick();
        var writable = context.channel().isWritable();
        if (!writable) {
            patience.awaitReading();
        } else if (exchange != null && body.done()) {
            patience.end();
        }
        if (exchange != null) {
            exchange.clientWritable(writable);
        } else if (writable) {
            process();
        }
    }

    private void upstreamExpired() {
        if (exchange != null) {
            exchange.expired();
        }
    }

    void goneFor(String note) {
        var current = exchange;
        exchange = null;
        leaving = true;
        if (current != null) {
            current.clientGone(note);
        }
        var _ = context().close();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE && !ended) {
            inputEnded(context);
        } else if (event instanceof SslCloseCompletionEvent && !leaving) {
            // by TLS a client says that it leaves before it closes
            var _ = context.close();
        }
    }

    private void inputEnded(ChannelHandlerContext context) {
        loop.tick();
        ended = true;
        if (leaving) {
            Ending.whenWritten(context, patience, false);
        } else {
            halfClosed.begin();
            process();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        loop.tick();
        halfClosed.end();
        patience.end();
        answer.discard();
        incoming.drop();
        loop.clients.remove(this);
        entrance.traffic().closed();
        goneFor("the client went away");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!(cause instanceof IOException || cause.getCause() instanceof IOException)) {
            LOG.error("a client's connection failed", cause);
        }
        var _ = context.close();
    }
}
