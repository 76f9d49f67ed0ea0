package stoa.gateway.upstream;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import stoa.gateway.balance.Trial;
import stoa.gateway.balance.Upstream;

/** One try of a request at one instance: it waits for a connection, or one is being opened, or it has one. */
public final class Attempt {
    private final Pool pool;
    private final Errand errand;
    private boolean waiting;
    private @Nullable UpstreamConnection opening;
    private @Nullable UpstreamConnection connection;
    private boolean introducing;
    private boolean proven;
    private boolean reused;
    private @Nullable Trial trial;

    Attempt(Pool pool, Errand errand) {
        this.pool = pool;
        this.errand = errand;
    }

    /**
     * Asks for a connection. Counts as in flight at the instance until {@link #end()}.
     *
     * @param fresh whether it must be a new one
     * @param repeatable whether it may be one that was idle for so long that it may have been closed unnoticed
     */
    public void begin(boolean fresh, boolean repeatable) {
        trial = pool.upstream.begin();
        pool.acquire(this, fresh, repeatable);
    }

    void waits() {
        waiting = true;
        errand.waits();
    }

    void opens(UpstreamConnection to) {
        waiting = false;
        opening = to;
        errand.connects();
    }

    /** The connection is open and is being made secret. */
    void secures() {
        errand.connects();
    }

    /** Who is there was asked already, on a connection that ended with the answer. */
    void prove() {
        proven = true;
        opening = null;
        introducing = false;
    }

    boolean isProven() {
        return proven;
    }

    void introduces() {
        introducing = true;
        errand.introduces();
    }

    /** Whether this is what it waits for, and not what an attempt that is over has left behind. */
    boolean awaits(UpstreamConnection some) {
        return opening == some;
    }

    /** @param usedBefore whether the connection has served others already */
    void connected(UpstreamConnection to, boolean usedBefore) {
        waiting = false;
        opening = null;
        connection = to;
        reused = usedBefore;
        to.begin(errand, usedBefore);
        to.serves(this);
        errand.connected();
    }

    void failed(UpstreamFailure failure) {
        failed(failure, "");
    }

    void failed(UpstreamFailure failure, String detail) {
        errand.failed(failure, detail);
    }

    public Upstream upstream() {
        return pool.upstream;
    }

    public boolean isOpening() {
        return opening != null;
    }

    /** Whether the connection that it waits for is open, and only who is there is not known yet. */
    public boolean isIntroducing() {
        return introducing;
    }

    public boolean isConnected() {
        return connection != null;
    }

    /** Whether its connection takes more of the request's body now. */
    public boolean isWritable() {
        return connection != null && connection.isWritable();
    }

    /** A piece of the request's body; to be followed by {@link #flush()}. */
    public void piece(ByteBuf in, int index, int length) {
        if (connection != null) {
            connection.piece(in, index, length);
        }
    }

    public void flush() {
        if (connection != null) {
            connection.flush();
            if (trial != null && errand.isSent()) {
                trial.sent(now());
            }
        }
    }

    private long now() {
        return pool.pools.desk.now();
    }

    /** The answer's head has come. */
    void answers(int status) {
        if (trial != null) {
            trial.answers(status, now());
        }
    }

    /** The answer is whole. */
    void answered() {
        if (trial != null) {
            trial.answered(now());
        }
    }

    /** The connection ended before the answer did. One that was closed while it was idle says nothing. */
    void broke(UpstreamFailure failure) {
        if (trial != null && !(failure == UpstreamFailure.RESET && metTheEnd())) {
            trial.failed(failure.finding(), now());
        }
    }

    /** What is waited for does not come: closes its connection, so that the instance stops working on it. */
    public void giveUp(UpstreamFailure failure) {
        broke(failure);
        abort();
    }

    /** The client takes no more of the answer for now, or takes again. */
    public void read(boolean on) {
        if (connection != null) {
            connection.read(on);
        }
    }

    /** Whether its connection had served others and then ended without a word: most likely closed while it was idle. */
    public boolean metTheEnd() {
        return reused && connection != null && !connection.hasHeard();
    }

    /** Whether it is certain that nothing of the request reached the instance. */
    public boolean isUnwritten() {
        return connection != null && connection.isUnwritten();
    }

    /** Closes its connection, so that the instance stops working on it. */
    public void abort() {
        var to = connection;
        connection = null;
        if (to != null) {
            to.close();
        }
    }

    /** Takes its hands off: out of the queue, and no longer in flight. A connection that is done with is not touched. */
    public void end() {
        connection = null;
        opening = null;
        if (waiting) {
            waiting = false;
            pool.forget(this);
        }
        if (trial != null) {
            trial.end(now());
            trial = null;
        }
    }
}
