package stoa.gateway.relay;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import org.jspecify.annotations.Nullable;
import stoa.gateway.balance.Upstream;
import stoa.gateway.balance.UpstreamService;
import stoa.gateway.forward.Forwarding.Sendable;
import stoa.gateway.forward.Request;
import stoa.gateway.http1.BadMessage;
import stoa.gateway.http1.Body;
import stoa.gateway.http1.Head;
import stoa.gateway.relay.Accounts.Outcome;
import stoa.gateway.route.Route;
import stoa.gateway.upstream.Attempt;
import stoa.gateway.upstream.Errand;
import stoa.gateway.upstream.UpstreamFailure;
import stoa.gateway.wire.Deadlines;
import stoa.gateway.wire.Deadlines.Deadline;
import stoa.gateway.wire.Outbox;
import stoa.http.Problem;

/**
 * One request on its way: chosen instance, tries, answer. Its client's connection and each instance's connection tell it
 * what happens; it decides what follows. Over when the answer is whole, the client is gone, or nothing more can be done.
 */
final class Exchange implements Errand, Handling {
    private static final int CLIENT_GONE = 499;

    final ClientConnection client;
    private final Loop loop;
    final Request request;
    private final UpstreamService service;
    private final Sendable sendable;
    private final Trying trying;
    private final Deadline deadline;
    private final Deadlines response;
    private final Sending sending;
    private final Answered answered;
    private @Nullable TimeLimit limit;
    private @Nullable Attempt attempt;
    private boolean answering;
    private boolean admitted;
    private int steps;
    private boolean over;

    Exchange(ClientConnection client, Request request, UpstreamService service, Route route, Sendable sendable,
            long hashKey) {
        this.client = client;
        this.loop = client.loop;
        this.request = request;
        this.service = service;
        this.sendable = sendable;
        this.trying = new Trying(loop, request, service, route, hashKey);
        this.deadline = client.upstreamDeadline;
        this.response = loop.response(route.policy().tryTimeout());
        this.sending = new Sending(this, route.policy().maxBodyBytes());
        this.answered = new Answered(client, request);
        this.limit = TimeLimit.of(loop, request, route.policy(), this::timeIsOver);
    }

    @Override
    public Request request() {
        return request;
    }

    @Override
    public boolean takes() {
        return sending.takes();
    }

    @Override
    public void forward(ByteBuf in) throws BadMessage {
        sending.forward(in);
    }

    @Override
    public long bytesIn() {
        return sending.bytes();
    }

    @Override
    public void begin() {
        admitted = trying.load().begin();
        if (admitted) {
            next();
        } else {
            answerItself(Answers.tooMany(service));
        }
    }

    /** Tries the next instance. One that fails at once asks for the next in here: hundreds shall not lie on the stack. */
    private void next() {
        if (steps++ == 0) {
            do {
                tryOne();
            } while (--steps > 0);
        }
    }

    private void tryOne() {
        var chosen = trying.choose();
        if (chosen == null) {
            giveUp();
            return;
        }
        if (!trying.failed().isEmpty()) {
            loop.relay.traffic().retried(service.name());
        }
        var next = loop.pools.attempt(chosen, this);
        attempt = next;
        next.begin(trying.needsFresh(), trying.isRepeatable());
    }

    /** Its turn has come to be sent once more. */
    void repeats() {
        if (over) {
            trying.load().repeated();
            return;
        }
        loop.tick();
        deadline.cancel();
        trying.hasTurn();
        next();
    }

    private void giveUp() {
        answerItself(trying.problem());
    }

    private void answerItself(Problem problem) {
        close();
        leave();
        client.answer(problem, request, service.name());
    }

    /** Nothing that happens from here on changes anything. */
    private void close() {
        over = true;
        deadline.cancel();
        if (limit != null) {
            limit.end();
        }
        if (admitted) {
            trying.end(this);
        }
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

    /** It may be as slow with that as with any answer. */
    @Override
    public void introduces() {
        awaitAnswer();
    }

    @Override
    public void connected() {
        var to = attempt;
        if (to != null) {
            deadline.cancel();
            sending.begin(to);
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
        sendable.writeTo(room, instance(), limit == null ? -1 : limit.millisForTry());
    }

    @Nullable
    Attempt attempt() {
        return attempt;
    }

    Trying trying() {
        return trying;
    }

    @Override
    public boolean isAnswering() {
        return answering;
    }

    boolean isOver() {
        return over;
    }

    /** An answer is to begin in time from now on. */
    void awaitAnswer() {
        response.begin(deadline, loop.now());
    }

    /** Nothing is to come for now. */
    void awaitNothing() {
        deadline.cancel();
    }

    @Override
    public void takenNoMore() {
        sending.takenNoMore();
    }

    @Override
    public void writable() {
        sending.writable();
    }

    @Override
    public void clientWritable(boolean writable) {
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
        if (head.status() == 100 && sending.goesOn()) {
            client.patience.awaitMore();
        } else if (deadline.isIn(response)) {
            response.begin(deadline, loop.now());
        }
    }

    @Override
    public void answer(Head head, Body body, int readable) {
        body.ofResponse(head, request.isHead(), request.isHttp10());
        answering = true;
        trying.answered();
        if (limit != null) {
            limit.answered();
        }
        answered.begin(head, body, readable, instance().instanceLine());
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
            end(answered.status(), "");
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
            end(answered.status(), failure.words() + (attempt == null ? "" : " " + attempt.upstream().id()));
            client.breakOff(answered.endsWithConnection());
            return;
        }
        var following = trying.after(failure, attempt, detail);
        leave();
        switch (following) {
            case ONWARD -> next();
            case REPEAT -> {
                if (trying.takeTurn(this)) {
                    next();
                } else {
                    loop.pending.begin(deadline, loop.now());
                }
            }
            case NOTHING -> giveUp();
        }
    }

    @Override
    public boolean isSent() {
        return client.body.done();
    }

    @Override
    public void expired() {
        loop.tick();
        if (attempt == null) {
            giveUp();
        } else if (attempt.isConnected()) {
            var late = answering ? UpstreamFailure.STALLED : UpstreamFailure.RESPONSE_TIMEOUT;
            attempt.giveUp(late);
            failed(late, "");
        } else if (attempt.isOpening()) {
            if (!attempt.isIntroducing()) {
                loop.relay.refused(attempt.upstream(), UpstreamFailure.CONNECT_TIMEOUT);
            }
            failed(UpstreamFailure.CONNECT_TIMEOUT, "");
        } else {
            failed(UpstreamFailure.BUSY, "");
        }
    }

    private void timeIsOver() {
        loop.tick();
        if (!over && limit != null) {
            clientFailed(trying.failed().late(limit));
        }
    }

    /** The instance need not go on. */
    @Override
    public void clientGone(String note) {
        if (!over) {
            end(answering ? answered.status() : CLIENT_GONE, note);
        }
    }

    /** The client's body cannot be read, or does not come: the instance must not take half of it for the whole. */
    @Override
    public void clientFailed(Problem problem) {
        if (over) {
            return;
        }
        if (attempt != null) {
            attempt.abort();
        }
        if (answering) {
            end(answered.status(), problem.detail());
            client.breakOff(answered.endsWithConnection());
        } else {
            answerItself(problem);
        }
    }

    private void end(int finalStatus, String note) {
        close();
        if (attempt != null && !note.isEmpty()) {
            attempt.abort();
        }
        var last = leave();
        var outcome = new Outcome(service.name(), last == null ? "" : last.upstream().id(), finalStatus,
                sending.bytes(), answering ? client.answer.bytes() : 0,
                note.isEmpty() ? trying.failed().words() : note);
        client.accounts().enter(request, outcome);
    }
}
