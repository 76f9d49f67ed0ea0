package stoa.gateway.relay;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import stoa.gateway.balance.Upstream;
import stoa.gateway.balance.UpstreamService;
import stoa.gateway.http1.BadMessage;
import stoa.gateway.http1.Body;
import stoa.gateway.http1.Body.Framing;
import stoa.gateway.http1.Head;
import stoa.gateway.relay.Deadlines.Deadline;
import stoa.gateway.relay.Forwarding.Extras;
import stoa.gateway.relay.Forwarding.Sendable;
import stoa.http.Problem;

/**
 * One request on its way: chosen instance, tries, answer. Its client's connection and each instance's connection tell it
 * what happens; it decides what follows. Over when the answer is whole, the client is gone, or nothing more can be done.
 */
final class Exchange implements Body.Pieces {
    private static final int CLIENT_GONE = 499;

    final ClientConnection client;
    private final Loop loop;
    private final Request request;
    private final UpstreamService service;
    private final Sendable sendable;
    private final Deadline deadline = new Deadline(this::expired);
    private List<Upstream> tried = List.of();
    private final StringBuilder failures = new StringBuilder(0);
    private @Nullable Upstream upstream;
    private @Nullable UpstreamConnection connection;
    private @Nullable Pool waitsIn;
    private @Nullable UpstreamConnection connecting;
    private boolean reused;
    private boolean needsFresh;
    private boolean bodyMoved;
    private boolean answering;
    private boolean over;
    private int status;
    private long bytesIn;
    private long bytesOut;

    Exchange(ClientConnection client, Request request, UpstreamService service, Sendable sendable) {
        this.client = client;
        this.loop = client.loop;
        this.request = request;
        this.service = service;
        this.sendable = sendable;
    }

    /** Tries the next instance. */
    void next() {
        var chosen = service.pick(tried, loop.random, loop.now);
        if (chosen == null) {
            giveUp();
            return;
        }
        if (failures.length() > 0) {
            loop.relay.traffic().retried(service.name());
        }
        upstream = chosen;
        chosen.begin();
        loop.pool(chosen).acquire(this);
    }

    private void giveUp() {
        if (failures.length() == 0) {
            answerItself(new Problem(503, service.whyNone()).with("Retry-After", "1"));
            return;
        }
        var problem = new Problem(status, failures.toString());
        answerItself(status == 503 ? problem.with("Retry-After", "1") : problem);
    }

    private void answerItself(Problem problem) {
        if (!over) {
            over = true;
            deadline.cancel();
            leaveUpstream();
            client.answer(problem, request, service.name());
        }
    }

    private @Nullable Upstream leaveUpstream() {
        var left = upstream;
        upstream = null;
        connecting = null;
        if (left != null) {
            left.end();
        }
        if (waitsIn != null) {
            waitsIn.forget(this);
            waitsIn = null;
        }
        return left;
    }

    void waits(Pool pool) {
        waitsIn = pool;
        loop.pending.begin(deadline, loop.now);
    }

    /** A connection is being opened for it, which includes asking for the address of the instance's host. */
    void connects(UpstreamConnection to) {
        waitsIn = null;
        connecting = to;
        loop.connect.begin(deadline, loop.now);
    }

    /** Whether this is what it waits for, and not what an earlier try has left behind. */
    boolean awaits(UpstreamConnection some) {
        return !over && connecting == some;
    }

    void connected(UpstreamConnection to, boolean again) {
        waitsIn = null;
        connecting = null;
        deadline.cancel();
        connection = to;
        reused = again;
        to.begin(this);
        if (client.body.done()) {
            to.flush();
            sent();
        } else if (client.hasPending()) {
            client.process();
        } else {
            to.flush();
        }
    }

    void writeHead(Outbox outbox, ChannelHandlerContext to) {
        var target = upstream;
        if (target == null) {
            return;
        }
        var bytes = sendable.bytes();
        var base = target.basePath();
        var host = target.hostLine();
        var out = outbox.room(to, bytes.length + base.length + host.length + client.smallPending());
        out.writeBytes(bytes, 0, sendable.pathAt()).writeBytes(base);
        out.writeBytes(bytes, sendable.pathAt(), sendable.lineEnd() - sendable.pathAt()).writeBytes(host);
        out.writeBytes(bytes, sendable.lineEnd(), bytes.length - sendable.lineEnd());
    }

    /** Whether more of the request's body can go to the instance now. */
    boolean takesBody() {
        return connection != null && !client.body.done() && connection.isWritable();
    }

    void forwardBody(ByteBuf in) throws BadMessage {
        client.body.read(in, this);
        if (connection != null) {
            connection.flush();
        }
        if (client.body.done()) {
            sent();
        }
    }

    @Override
    public void piece(ByteBuf in, int index, int length) {
        bytesIn += length;
        bodyMoved = true;
        if (connection != null) {
            connection.piece(in, index, length);
        }
    }

    private void sent() {
        if (client.isWritable()) {
            client.deadline.cancel();
        }
        if (!answering && !over) {
            loop.response.begin(deadline, loop.now);
        }
    }

    void upstreamWritable() {
        if (takesBody()) {
            if (!answering) {
                deadline.cancel();
            }
            client.process();
        } else if (!answering && !client.body.done()) {
            loop.response.begin(deadline, loop.now);
        }
    }

    /** The client takes more of the answer, or no more for now. */
    void clientWritable(boolean writable) {
        if (connection != null && answering) {
            connection.read(writable);
            if (writable) {
                loop.upstreamIdle.begin(deadline, loop.now);
            } else {
                deadline.cancel();
            }
        }
    }

    void interim(Head head) {
        if (head.status() == 100 ? request.expectsContinue : !request.http10) {
            Forwarding.interim(loop.draft, head);
            client.writeHead(loop.draft, 0);
            client.flush();
        }
        if (deadline.isIn(loop.response)) {
            loop.response.begin(deadline, loop.now);
        }
    }

    /** The answer's head has come. */
    void answer(Head head, Body body, int readable) {
        answering = true;
        status = head.status();
        var framing = body.framing();
        var unframed = framing == Framing.CHUNKED || framing == Framing.UNTIL_CLOSE;
        if (!request.persistent || !isSent() || loop.relay.isDraining() || (request.http10 && unframed)) {
            client.last();
        }
        client.wrap(framing == Framing.UNTIL_CLOSE && !request.http10);
        Forwarding.answer(loop.draft, head, new Extras(request, instanceLine(), unframed && !request.http10,
                client.isLast()));
        client.writeHead(loop.draft, readable);
        if (!body.done()) {
            loop.upstreamIdle.begin(deadline, loop.now);
        }
    }

    private byte[] instanceLine() {
        return upstream == null ? new byte[0] : upstream.instanceLine();
    }

    void answerGoesOn() {
        if (client.isWritable()) {
            loop.upstreamIdle.begin(deadline, loop.now);
        }
    }

    void answered(long bytes) {
        bytesOut += bytes;
    }

    /** The answer is whole. */
    void answered() {
        if (!over) {
            end(status, "");
            client.done();
        }
    }

    /** A try failed. */
    void failed(UpstreamFailure failure, String detail) {
        if (over) {
            return;
        }
        deadline.cancel();
        var heard = connection != null && connection.hasHeard();
        connection = null;
        var left = upstream;
        loop.relay.traffic().failed(service.name(), failure.label());
        if (answering) {
            end(status, failure.words() + " " + (left == null ? "" : left.id()));
            client.breakOff(request.http10);
            return;
        }
        leaveUpstream();
        if (failures.length() > 0) {
            failures.append("; ");
        }
        failures.append(failure.words()).append(' ').append(left == null ? "" : left.shown());
        if (!detail.isEmpty()) {
            failures.append(": ").append(detail);
        }
        status = failure.status();
        if (left != null && failure.beforeConnection()) {
            tried = tried.isEmpty() ? new ArrayList<>() : tried;
            tried.add(left);
            next();
        } else if (failure == UpstreamFailure.RESET && reused && !heard && !needsFresh && isUnspent()) {
            // most likely closed while idle, before the request came there
            needsFresh = true;
            next();
        } else {
            giveUp();
        }
    }

    /** Whether it can be sent again although its head was written, on which an instance may have begun to act. */
    private boolean isUnspent() {
        return !bodyMoved && request.isIdempotent();
    }

    boolean needsFresh() {
        return needsFresh;
    }

    boolean isSafeToRepeat() {
        return request.isIdempotent() && !request.hasBody;
    }

    /** Whether the whole request went out. */
    boolean isSent() {
        return client.body.done();
    }

    boolean isHead() {
        return request.isHead();
    }

    boolean isHttp10() {
        return request.http10;
    }

    private void expired() {
        loop.tick();
        var to = connection;
        if (to != null) {
            to.close();
            failed(answering ? UpstreamFailure.STALLED : UpstreamFailure.RESPONSE_TIMEOUT, "");
        } else if (connecting != null) {
            loop.relay.refused(connecting.pool.upstream, UpstreamFailure.CONNECT_TIMEOUT);
            failed(UpstreamFailure.CONNECT_TIMEOUT, "");
        } else {
            failed(UpstreamFailure.BUSY, "");
        }
    }

    /** The client is gone, or as good as gone: the instance need not go on. */
    void clientGone(String note) {
        if (!over) {
            end(answering ? status : CLIENT_GONE, note);
        }
    }

    /** The client's body cannot be read, or does not come: the instance must not take half of it for the whole. */
    void clientFailed(Problem problem) {
        if (over) {
            return;
        }
        dropConnection();
        if (answering) {
            end(status, problem.detail());
            client.breakOff(request.http10);
        } else {
            answerItself(problem);
        }
    }

    private void dropConnection() {
        var to = connection;
        connection = null;
        if (to != null) {
            to.close();
        }
    }

    private void end(int finalStatus, String note) {
        over = true;
        deadline.cancel();
        var instance = upstream == null ? "" : upstream.id();
        leaveUpstream();
        if (!note.isEmpty()) {
            dropConnection();
        }
        connection = null;
        client.account(request, service.name(), instance, finalStatus, bytesIn, bytesOut,
                note.isEmpty() && failures.length() > 0 ? failures.toString() : note);
    }
}
