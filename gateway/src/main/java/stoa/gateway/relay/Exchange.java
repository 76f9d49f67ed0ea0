package stoa.gateway.relay;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import org.jspecify.annotations.Nullable;
import stoa.gateway.balance.Upstream;
import stoa.gateway.balance.UpstreamService;
import stoa.gateway.http1.BadMessage;
import stoa.gateway.http1.Body;
import stoa.gateway.http1.Body.Framing;
import stoa.gateway.http1.Head;
import stoa.gateway.relay.Accounts.Outcome;
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
    final Request request;
    private final UpstreamService service;
    private final Sendable sendable;
    private final Deadline deadline;
    private Tries tries = Tries.NONE;
    private @Nullable Attempt attempt;
    private boolean needsFresh;
    private boolean awaitsContinue;
    private boolean bodyMoved;
    private boolean discards;
    private boolean answering;
    private boolean endsWithConnection;
    private boolean over;
    private int status;
    private long bytesIn;

    Exchange(ClientConnection client, Request request, UpstreamService service, Sendable sendable) {
        this.client = client;
        this.loop = client.loop;
        this.request = request;
        this.service = service;
        this.sendable = sendable;
        this.deadline = client.upstreamDeadline;
    }

    /** Tries the next instance. */
    void next() {
        var chosen = service.pick(tries.avoid(), loop.random, loop.now);
        if (chosen == null) {
            giveUp();
            return;
        }
        if (!tries.isEmpty()) {
            loop.relay.traffic().retried(service.name());
        }
        attempt = new Attempt(chosen);
        loop.pool(chosen).acquire(this);
    }

    private void giveUp() {
        answerItself(tries.isEmpty() ? Answers.noInstance(service) : tries.problem());
    }

    private void answerItself(Problem problem) {
        over = true;
        deadline.cancel();
        leave();
        client.answer(problem, request, service.name());
    }

    private @Nullable Attempt leave() {
        var left = attempt;
        attempt = null;
        if (left != null) {
            left.end(this);
        }
        return left;
    }

    void waits(Pool pool) {
        if (attempt != null) {
            attempt.waits(pool);
            loop.pending.begin(deadline, loop.now);
        }
    }

    /** A connection is being opened for it, which includes asking for the address of the instance's host. */
    void connects(UpstreamConnection to) {
        if (attempt != null) {
            attempt.opens(to);
            loop.connect.begin(deadline, loop.now);
        }
    }

    /** Whether this is what it waits for, and not what an earlier try has left behind. */
    boolean awaits(UpstreamConnection some) {
        return attempt != null && attempt.isOpening(some);
    }

    /** @param usedBefore whether the connection has served others already */
    void connected(UpstreamConnection to, boolean usedBefore) {
        if (attempt == null) {
            return;
        }
        deadline.cancel();
        discards = false;
        attempt.has(to, usedBefore);
        to.begin(this);
        if (client.body.done()) {
            to.flush();
            sent();
        } else if (client.hasPending()) {
            client.process();
        } else {
            to.flush();
            if (request.expectsContinue) {
                awaitsContinue = true;
                loop.response.begin(deadline, loop.now);
            }
        }
    }

    private @Nullable UpstreamConnection connection() {
        return attempt == null ? null : attempt.connection();
    }

    private Upstream instance() {
        if (attempt == null) {
            throw new IllegalStateException("no instance was chosen");
        }
        return attempt.upstream;
    }

    void writeHead(Outbox outbox, ChannelHandlerContext to) {
        var room = outbox.room(to, sendable.lengthFor(instance()) + client.smallPending());
        sendable.writeTo(room, instance());
    }

    /** Whether more of the request's body can go to the instance now, or nowhere. */
    boolean takesBody() {
        var to = connection();
        return to != null && !client.body.done() && (discards || to.isWritable());
    }

    void forwardBody(ByteBuf in) throws BadMessage {
        if (awaitsContinue) {
            awaitsContinue = false;
            deadline.cancel();
        }
        client.body.read(in, this);
        var to = connection();
        if (to != null) {
            to.flush();
        }
        if (client.body.done()) {
            sent();
        }
    }

    @Override
    public void piece(ByteBuf in, int index, int length) {
        bytesIn += length;
        bodyMoved = true;
        var to = connection();
        if (to != null && !discards) {
            to.piece(in, index, length);
        }
    }

    /** The instance takes no more of the request; the rest of the body is read for nothing while the answer may come. */
    void takenNoMore() {
        discards = !isRepeatable();
        if (!answering) {
            loop.response.begin(deadline, loop.now);
        }
        client.process();
    }

    /** Whether it can be sent once more, should its connection have been closed while it was idle. */
    private boolean isRepeatable() {
        return attempt != null && attempt.metTheEnd() && !needsFresh && !bodyMoved && request.isIdempotent();
    }

    private void sent() {
        if (client.isWritable()) {
            client.patience.end();
        }
        if (!answering && !over && !discards) {
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
        var from = connection();
        if (from != null && answering) {
            from.read(writable);
            if (writable) {
                loop.upstreamIdle.begin(deadline, loop.now);
            } else {
                deadline.cancel();
            }
        }
    }

    /** News on the way to the answer, which a client that does not read goes without. */
    void interim(Head head) {
        if (head.status() == 100 ? request.expectsContinue : !request.http10 && client.isWritable()) {
            client.answer.interim(loop.draft, head);
        }
        if (awaitsContinue && head.status() == 100) {
            awaitsContinue = false;
            deadline.cancel();
            client.patience.awaitMore();
        } else if (deadline.isIn(loop.response)) {
            loop.response.begin(deadline, loop.now);
        }
    }

    /** The answer's head has come. */
    void answer(Head head, Body body, int readable) {
        answering = true;
        status = head.status();
        var endless = body.framing() == Framing.CHUNKED || body.framing() == Framing.UNTIL_CLOSE;
        endsWithConnection = request.http10 && endless;
        if (!request.persistent || !isSent() || loop.relay.isDraining() || endsWithConnection) {
            client.last();
        }
        var extras = new Extras(request, instance().instanceLine(), endless && !request.http10, client.isLast());
        client.answer.begin(loop.draft, head, extras, body, readable);
        if (!body.done()) {
            clientWritable(client.isWritable());
        }
    }

    void answerGoesOn() {
        if (client.isWritable()) {
            loop.upstreamIdle.begin(deadline, loop.now);
        }
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
        loop.relay.traffic().failed(service.name(), failure.label());
        if (answering) {
            end(status, failure.words() + (attempt == null ? "" : " " + attempt.upstream.id()));
            client.breakOff(endsWithConnection);
            return;
        }
        var once = failure == UpstreamFailure.RESET && isRepeatable();
        var left = leave();
        tries = tries.and(failure, left == null ? null : left.upstream, detail);
        if (failure.beforeConnection()) {
            next();
        } else if (once) {
            needsFresh = true;
            next();
        } else {
            giveUp();
        }
    }

    boolean needsFresh() {
        return needsFresh;
    }

    /** Whether the whole request went out. */
    boolean isSent() {
        return client.body.done();
    }

    /** What it waited for did not come in time. */
    void expired() {
        loop.tick();
        if (attempt == null) {
            return;
        }
        if (attempt.connection() != null) {
            attempt.abort();
            failed(answering ? UpstreamFailure.STALLED : UpstreamFailure.RESPONSE_TIMEOUT, "");
        } else if (attempt.isOpening()) {
            loop.relay.refused(attempt.upstream, UpstreamFailure.CONNECT_TIMEOUT);
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
        if (attempt != null) {
            attempt.abort();
        }
        if (answering) {
            end(status, problem.detail());
            client.breakOff(endsWithConnection);
        } else {
            answerItself(problem);
        }
    }

    private void end(int finalStatus, String note) {
        over = true;
        deadline.cancel();
        if (attempt != null && !note.isEmpty()) {
            attempt.abort();
        }
        var last = leave();
        var outcome = new Outcome(service.name(), last == null ? "" : last.upstream.id(), finalStatus, bytesIn,
                answering ? client.answer.bytes() : 0, note.isEmpty() ? tries.words() : note);
        client.accounts().enter(request, outcome);
    }
}
