package stoa.gateway.upstream;

import io.netty.channel.ChannelHandlerContext;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import stoa.gateway.http1.Body;
import stoa.gateway.http1.Head;
import stoa.gateway.wire.Deadlines.Deadline;
import stoa.gateway.wire.Outbox;

/**
 * Asks on a new connection who is there, before a request goes out on it: the address may have been taken over since. Only
 * instances are asked that have said it before, as the platform's own do.
 */
final class Introduction implements Errand {
    private static final byte[] ASK = "/health/live HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] GET = "GET ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Pool pool;
    private final UpstreamConnection connection;
    private final Consumer<@Nullable UpstreamFailure> told;
    private final Deadline deadline = new Deadline(this::late);
    private boolean isWho;
    private boolean over;

    /** @param told null when the instance is who it should be, otherwise why no request may go out */
    Introduction(Pool pool, UpstreamConnection connection, Consumer<@Nullable UpstreamFailure> told) {
        this.pool = pool;
        this.connection = connection;
        this.told = told;
    }

    void begin() {
        pool.pools.introductions.begin(deadline, pool.pools.desk.now());
        connection.begin(this, false);
        connection.flush();
    }

    @Override
    public void writeHead(Outbox outbox, ChannelHandlerContext to) {
        var upstream = pool.upstream;
        outbox.room(to, GET.length + upstream.basePath().length + ASK.length + upstream.hostLine().length + END.length)
                .writeBytes(GET).writeBytes(upstream.basePath()).writeBytes(ASK).writeBytes(upstream.hostLine())
                .writeBytes(END);
    }

    @Override
    public void answer(Head head, Body body, int readable) {
        body.ofResponse(head, false, false);
        isWho = pool.upstream.isIdentity(Identity.of(head));
        if (!isWho) {
            end(UpstreamFailure.IMPOSTOR);
        }
    }

    @Override
    public void answered() {
        end(null);
    }

    @Override
    public void failed(UpstreamFailure failure, String detail) {
        end(UpstreamFailure.UNREACHABLE);
    }

    private void late() {
        end(UpstreamFailure.CONNECT_TIMEOUT);
    }

    private void end(@Nullable UpstreamFailure failure) {
        if (over) {
            return;
        }
        over = true;
        deadline.cancel();
        if (failure != null) {
            connection.close();
        }
        told.accept(failure);
    }

    @Override
    public boolean goesOn() {
        return isWho;
    }

    @Override
    public boolean isSent() {
        return true;
    }

    @Override
    public Body.Pieces pieces() {
        return (_, _, _) -> {
            // who is there was in the head
        };
    }

    @Override
    public void waits() {
        // it has its connection
    }

    @Override
    public void connects() {
        // it has its connection
    }

    @Override
    public void introduces() {
        // it is that
    }

    @Override
    public void connected() {
        // it has its connection
    }

    @Override
    public void writable() {
        // all was written at once
    }

    @Override
    public void takenNoMore() {
        // the connection ends as well, and tells it
    }

    @Override
    public void interim(Head head) {
        // the answer follows
    }

    @Override
    public void answerGoesOn() {
        // until it is whole, or late
    }

    @Override
    public void push() {
        // nothing is passed on
    }

    @Override
    public void flush() {
        // nothing is passed on
    }
}
