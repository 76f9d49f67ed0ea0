package stoa.gateway.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import stoa.gateway.files.Asked;
import stoa.gateway.files.Folder;
import stoa.gateway.files.Found;
import stoa.gateway.files.Reading;
import stoa.gateway.forward.Request;
import stoa.gateway.http1.BadMessage;
import stoa.gateway.http1.Body;
import stoa.gateway.relay.Accounts.Outcome;
import stoa.gateway.route.Route;
import stoa.http.Problem;

/**
 * A request that is answered with a file. The file is opened and read on other threads, a piece at a time, and only while the
 * client takes what was read before. Whatever comes back after the end is closed and given back at once.
 */
final class FileSending implements Handling, Body.Pieces {
    private static final Logger LOG = LoggerFactory.getLogger(FileSending.class);
    private static final int CLIENT_GONE = 499;

    private final ClientConnection client;
    private final Loop loop;
    private final Request request;
    private final Folder folder;
    private final Asked asked;
    private final String query;
    private final @Nullable TimeLimit limit;
    private @Nullable Reading reading;
    /** Whether another thread is at work on it. */
    private boolean underWay;
    private boolean answering;
    private boolean over;
    private int status;
    private long bytesIn;

    /** @param query with its question mark, or empty */
    FileSending(ClientConnection client, Request request, Route route, Folder folder, Asked asked, String query) {
        this.client = client;
        this.loop = client.loop;
        this.request = request;
        this.folder = folder;
        this.asked = asked;
        this.query = query;
        this.limit = TimeLimit.of(loop, request, route.policy(), this::timeIsOver);
    }

    /** What another thread has done: what it found, at first, and the next piece, where there is one. */
    private record Delivery(@Nullable Found found, @Nullable Reading reading, @Nullable ByteBuf piece, String failure) {
        static Delivery failed(@Nullable Reading reading, String failure) {
            return new Delivery(null, reading, null, failure);
        }
    }

    @Override
    public Request request() {
        return request;
    }

    @Override
    public void begin() {
        underWay = true;
        loop.response(Duration.ZERO).begin(client.upstreamDeadline, loop.now());
        var alloc = client.context().alloc();
        loop.relay.files().execute(() -> deliver(open(alloc)));
    }

    private Delivery open(ByteBufAllocator alloc) {
        try {
            var found = folder.find(asked);
            if (!(found instanceof Found.Opened opened)) {
                return new Delivery(found, null, null, "");
            }
            var begun = new Reading(opened);
            if (request.isHead()) {
                begun.close();
                return new Delivery(found, null, null, "");
            }
            var first = read(begun, alloc);
            return new Delivery(found, begun, first.piece, first.failure);
        } catch (IOException | RuntimeException e) {
            LOG.error("a file could not be looked for", e);
            return Delivery.failed(null, "it could not be looked for");
        }
    }

    private static Delivery read(Reading from, ByteBufAllocator alloc) {
        try {
            return new Delivery(null, from, from.next(alloc), "");
        } catch (IOException e) {
            return Delivery.failed(from, e.getMessage() == null ? "the file cannot be read" : e.getMessage());
        }
    }

    /** On the other thread. */
    private void deliver(Delivery delivery) {
        try {
            loop.events.execute(() -> came(delivery));
        } catch (RejectedExecutionException e) {
            drop(delivery);
        }
    }

    private static void drop(Delivery delivery) {
        if (delivery.piece != null) {
            delivery.piece.release();
        }
        close(delivery.reading);
    }

    private static void close(@Nullable Reading some) {
        try {
            if (some != null) {
                some.close();
            }
        } catch (IOException e) {
            LOG.warn("a file that was read could not be closed: {}", e.getMessage());
        }
    }

    private void came(Delivery delivery) {
        loop.tick();
        underWay = false;
        if (over) {
            loop.relay.files().execute(() -> drop(delivery));
            return;
        }
        client.upstreamDeadline.cancel();
        reading = delivery.reading;
        if (answering) {
            goOn(delivery);
        } else if (!delivery.failure.isEmpty() || delivery.found == null) {
            answerItself(new Problem(503, "the file cannot be read now").with("Retry-After", "1"), delivery.failure);
        } else {
            answer(delivery.found, delivery);
        }
    }

    private void answer(Found found, Delivery delivery) {
        switch (found) {
            case Found.Refused(var problem, var note) -> answerItself(problem, note);
            case Found.LacksSlash() -> {
                end();
                client.answer(Answers.redirect(request.path(), query), request, "", "");
            }
            case Found.Unchanged(var headers) -> {
                head(304, headers, -1, 0);
                whole();
            }
            case Found.Opened opened -> {
                var first = delivery.piece;
                head(opened.status(), opened.headers(), opened.length(), first == null ? 0 : first.readableBytes());
                if (first == null) {
                    whole();
                } else {
                    send(first);
                }
            }
        }
    }

    private void head(int some, Map<String, String> headers, long length, int readable) {
        status = some;
        answering = true;
        if (limit != null) {
            limit.answered();
        }
        if (!request.isPersistent() || !client.body.done() || loop.relay.isDraining()) {
            client.last();
        }
        Answers.head(loop.draft, loop.dates, some, headers, length, request, client.isLast());
        client.answer.begin(loop.draft, readable);
    }

    private void goOn(Delivery delivery) {
        if (delivery.piece == null) {
            breakOff(delivery.failure);
        } else {
            send(delivery.piece);
        }
    }

    private void send(ByteBuf piece) {
        client.answer.piece(piece, piece.readerIndex(), piece.readableBytes());
        piece.release();
        var from = reading;
        if (from == null || from.isDone()) {
            whole();
        } else {
            client.answer.flush();
            readOn();
        }
    }

    private void readOn() {
        var from = reading;
        if (over || underWay || from == null || !client.isWritable()) {
            return;
        }
        underWay = true;
        loop.upstreamIdle.begin(client.upstreamDeadline, loop.now());
        var alloc = client.context().alloc();
        loop.relay.files().execute(() -> deliver(read(from, alloc)));
    }

    private void whole() {
        enter(status, "");
        client.done();
    }

    private void enter(int finalStatus, String note) {
        end();
        client.accounts().enter(request,
                new Outcome("", "", finalStatus, bytesIn, answering ? client.answer.bytes() : 0, note));
    }

    /** Nothing that comes from here on changes anything. */
    private void end() {
        over = true;
        client.upstreamDeadline.cancel();
        if (limit != null) {
            limit.end();
        }
        var from = reading;
        reading = null;
        if (from != null && !underWay) {
            loop.relay.files().execute(() -> close(from));
        }
    }

    private void answerItself(Problem problem, String note) {
        end();
        client.answer(Answers.problem(problem, request), request, "", note.isEmpty() ? problem.detail() : note);
    }

    private void breakOff(String note) {
        enter(status, note);
        // it had a length, so that the end of the connection is not taken for its own
        client.breakOff(false);
    }

    @Override
    public boolean takes() {
        return !client.body.done();
    }

    /** A body means nothing here; it is read for nothing. */
    @Override
    public void forward(ByteBuf in) throws BadMessage {
        client.body.read(in, this);
        if (client.body.done() && client.isWritable()) {
            client.patience.end();
        }
    }

    @Override
    public void piece(ByteBuf in, int index, int length) {
        bytesIn += length;
    }

    @Override
    public long bytesIn() {
        return bytesIn;
    }

    @Override
    public boolean isAnswering() {
        return answering;
    }

    @Override
    public void clientWritable(boolean writable) {
        if (answering && writable) {
            readOn();
        }
    }

    @Override
    public void clientFailed(Problem problem) {
        if (over) {
            return;
        }
        if (answering) {
            breakOff(problem.detail());
        } else {
            answerItself(problem, "");
        }
    }

    @Override
    public void clientGone(String note) {
        if (!over) {
            enter(answering ? status : CLIENT_GONE, note);
        }
    }

    private void timeIsOver() {
        loop.tick();
        if (limit != null) {
            clientFailed(Tries.NONE.late(limit));
        }
    }

    @Override
    public void expired() {
        loop.tick();
        if (over) {
            return;
        }
        if (answering) {
            breakOff("the file could not be read in time");
        } else {
            answerItself(new Problem(504, "the file could not be read in time"), "");
        }
    }
}
