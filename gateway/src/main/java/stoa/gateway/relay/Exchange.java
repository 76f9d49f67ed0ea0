package stoa.gateway.relay;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.util.List;
import org.jspecify.annotations.Nullable;
import stoa.gateway.balance.Upstream;
import stoa.gateway.balance.UpstreamService;
import stoa.gateway.forward.Forwarding.Extras;
import stoa.gateway.forward.Forwarding.Sendable;
import stoa.gateway.forward.Request;
import stoa.gateway.http1.BadMessage;
import stoa.gateway.http1.Body;
import stoa.gateway.http1.Body.Framing;
import stoa.gateway.http1.Head;
import stoa.gateway.relay.Accounts.Outcome;
import stoa.gateway.route.Policy;
import stoa.gateway.upstream.Attempt;
import stoa.gateway.upstream.Errand;
import stoa.gateway.upstream.UpstreamFailure;
import stoa.gateway.wire.Deadlines.Deadline;
import stoa.gateway.wire.Outbox;
import stoa.http.Problem;

/**
 * One request on its way: chosen instance, tries, answer. Its client's connection and each instance's connection tell it
 * what happens; it decides what follows. Over when the answer is whole, the client is gone, or nothing more can be done.
 */
final class Exchange implements Errand, Body.Pieces {
    private static final int CLIENT_GONE = 499;

    final ClientConnection client;
    private final Loop loop;
    final Request request;
    private final UpstreamService service;
    private final Policy policy;
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

    Exchange(ClientConnection client, Request request, UpstreamService service, Policy policy, Sendable sendable) {
        this.client = client;
        this.loop = client.loop;
        this.request = request;
        this.service = service;
        this.policy = policy;
        this.sendable = sendable;
        this.deadline = client.upstreamDeadline;
    }

    /** Tries the next instance. */
    void next() {
        var chosen = pick(tries.doubtful());
        if (chosen == null && !tries.isEmpty()) {
            chosen = pick(tries.avoid());
        }
        if (chosen == null) {
            giveUp();
            return;
        }
        if (!tries.isEmpty()) {
            loop.relay.traffic().retried(service.name());
        }
        var next = loop.pools.attempt(chosen, this);
        attempt = next;
        next.begin(needsFresh, request.isSafeToRepeat());
    }

    private @Nullable Upstream pick(List<Upstream> tried) {
        return service.pick(policy.balancing(), tried, loop.random, loop.now());
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
            left.end();
        }
        return left;
    }

    @Override
    public void waits() {
        loop.pending.begin(deadline, loop.now());
    }

    @Override
    public void connects() {
        loop.connect.begin(deadline, loop.now());
    }

    @Override
    public void connected() {
        var to = attempt;
        if (to == null) {
            return;
        }
        deadline.cancel();
        discards = false;
        if (client.body.done()) {
            to.flush();
            sent();
        } else if (client.hasPending()) {
            client.process();
        } else {
            to.flush();
            if (request.expectsContinue()) {
                awaitsContinue = true;
                loop.response.begin(deadline, loop.now());
            }
        }
    }

    private Upstream instance() {
        if (attempt == null) {
            throw new IllegalStateException("no instance was chosen");
        }
        return attempt.upstream();
    }

    @Override
    public void writeHead(Outbox outbox, ChannelHandlerContext to) {
        var room = outbox.room(to, sendable.lengthFor(instance()) + client.smallPending());
        sendable.writeTo(room, instance());
    }

    /** Whether more of the request's body can go to the instance now, or nowhere. */
    boolean takesBody() {
        var to = attempt;
        return to != null && to.isConnected() && !client.body.done() && (discards || to.isWritable());
    }

    void forwardBody(ByteBuf in) throws BadMessage {
        if (awaitsContinue) {
            awaitsContinue = false;
            deadline.cancel();
        }
        client.body.read(in, this);
        var to = attempt;
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
        var to = attempt;
        if (to != null && !discards) {
            to.piece(in, index, length);
        }
    }

    /** The rest of the body is read for nothing while the answer may come. */
    @Override
    public void takenNoMore() {
        discards = !isRepeatable();
        if (!answering) {
            loop.response.begin(deadline, loop.now());
        }
        client.process();
    }

    /** Whether it can be sent once more, should its connection have been closed while it was idle. */
    private boolean isRepeatable() {
        return attempt != null && attempt.metTheEnd() && !needsFresh && !bodyMoved && request.isIdempotent();
    }

    /** Whether another instance may be asked what this one was asked on a new connection: it may have been ending. */
    private boolean goesElsewhere() {
        return attempt != null && !needsFresh && !bodyMoved && request.isSafeToRepeat()
                && pick(List.of(attempt.upstream())) != null;
    }

    private void sent() {
        if (client.isWritable()) {
            client.patience.end();
        }
        if (!answering && !over && !discards) {
            loop.response.begin(deadline, loop.now());
        }
    }

    @Override
    public void writable() {
        if (takesBody()) {
            if (!answering) {
                deadline.cancel();
            }
            client.process();
        } else if (!answering && !client.body.done()) {
            loop.response.begin(deadline, loop.now());
        }
    }

    /** The client takes more of the answer, or no more for now. */
    void clientWritable(boolean writable) {
        var from = attempt;
        if (from != null && from.isConnected() && answering) {
            from.read(writable);
            if (writable) {
                loop.upstreamIdle.begin(deadline, loop.now());
            } else {
                deadline.cancel();
            }
        }
    }

    /** A client that does not read goes without. */
    @Override
    public void interim(Head head) {
        if (head.status() == 100 ? request.expectsContinue() : !request.isHttp10() && client.isWritable()) {
            client.answer.interim(loop.draft, head);
        }
        if (awaitsContinue && head.status() == 100) {
            awaitsContinue = false;
            deadline.cancel();
            client.patience.awaitMore();
        } else if (deadline.isIn(loop.response)) {
            loop.response.begin(deadline, loop.now());
        }
    }

    @Override
    public void answer(Head head, Body body, int readable) {
        body.ofResponse(head, request.isHead(), request.isHttp10());
        answering = true;
        status = head.status();
        var endless = body.framing() == Framing.CHUNKED || body.framing() == Framing.UNTIL_CLOSE;
        endsWithConnection = request.isHttp10() && endless;
        if (!request.isPersistent() || !isSent() || loop.relay.isDraining() || endsWithConnection) {
            client.last();
        }
        var extras = new Extras(request, instance().instanceLine(), endless && !request.isHttp10(), client.isLast());
        client.answer.begin(loop.draft, head, extras, body, readable);
        if (!body.done()) {
            clientWritable(client.isWritable());
        }
    }

    @Override
    public Body.Pieces pieces() {
        return client.answer;
    }

    @Override
    public void push() {
        client.pushAnswer();
    }

    @Override
    public void flush() {
        client.answer.flush();
    }

    @Override
    public void answerGoesOn() {
        if (client.isWritable()) {
            loop.upstreamIdle.begin(deadline, loop.now());
        }
    }

    @Override
    public void answered() {
        if (!over) {
            client.answer.endOfChunks();
            end(status, "");
            client.done();
        }
    }

    @Override
    public void failed(UpstreamFailure failure, String detail) {
        if (over) {
            return;
        }
        deadline.cancel();
        loop.relay.traffic().failed(service.name(), failure.label());
        if (answering) {
            end(status, failure.words() + (attempt == null ? "" : " " + attempt.upstream().id()));
            client.breakOff(endsWithConnection);
            return;
        }
        var once = failure == UpstreamFailure.RESET && (isRepeatable() || goesElsewhere());
        var left = leave();
        tries = tries.and(failure, left == null ? null : left.upstream(), detail);
        if (failure.beforeConnection()) {
            next();
        } else if (once) {
            needsFresh = true;
            next();
        } else {
            giveUp();
        }
    }

    @Override
    public boolean isSent() {
        return client.body.done();
    }

    /** What it waited for did not come in time. */
    void expired() {
        loop.tick();
        if (attempt == null) {
            return;
        }
        if (attempt.isConnected()) {
            attempt.abort();
            failed(answering ? UpstreamFailure.STALLED : UpstreamFailure.RESPONSE_TIMEOUT, "");
        } else if (attempt.isOpening()) {
            loop.relay.refused(attempt.upstream(), UpstreamFailure.CONNECT_TIMEOUT);
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
        var outcome = new Outcome(service.name(), last == null ? "" : last.upstream().id(), finalStatus, bytesIn,
                answering ? client.answer.bytes() : 0, note.isEmpty() ? tries.words() : note);
        client.accounts().enter(request, outcome);
    }
}
