package stoa.stores.redis;

import io.lettuce.core.api.StatefulConnection;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The one connection that an owner has: made when it is needed, by one attempt for all who wait for it. */
final class Line {
    private static final long PAUSE_NANOS = Duration.ofMillis(100).toNanos();

    private final Supplier<CompletableFuture<? extends StatefulConnection<String, String>>> connect;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable CompletableFuture<? extends StatefulConnection<String, String>> attempt;
    private long began;
    private long made;
    private boolean closed;

    Line(Supplier<CompletableFuture<? extends StatefulConnection<String, String>>> connect) {
        this.connect = connect;
    }

    /** The attempt to make a connection; its number grows from one to the next. */
    record Attempt(long number, CompletableFuture<? extends StatefulConnection<String, String>> connection) {}

    /** The connection, or the attempt to make one that is under way; a new one where the last has failed or was lost. */
    Attempt connection() {
        lock.lock();
        try {
            var current = attempt;
            if (closed) {
                return new Attempt(made, CompletableFuture.failedFuture(new IllegalStateException("closed")));
            }
            if (current == null || (current.isDone() && !open(current) && !justFailed(current))) {
                current = begin();
                attempt = current;
            }
            return new Attempt(made, current);
        } finally {
            lock.unlock();
        }
    }

    /** Many who ask at once do not make as many attempts. */
    private boolean justFailed(CompletableFuture<?> done) {
        return done.isCompletedExceptionally() && System.nanoTime() - began < PAUSE_NANOS;
    }

    private CompletableFuture<? extends StatefulConnection<String, String>> begin() {
        began = System.nanoTime();
        made++;
        try {
            return connect.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Whether there is a connection now; makes none. */
    boolean open() {
        lock.lock();
        try {
            return attempt != null && attempt.isDone() && open(attempt);
        } finally {
            lock.unlock();
        }
    }

    private static boolean open(CompletableFuture<? extends StatefulConnection<String, String>> done) {
        return !done.isCompletedExceptionally() && done.resultNow().isOpen();
    }

    /** Gives up a connection that is of no use any more; whoever still waits for an answer on it gets none. */
    void giveUp(StatefulConnection<String, String> useless) {
        lock.lock();
        try {
            if (attempt != null && attempt.isDone() && !attempt.isCompletedExceptionally()
                    && attempt.resultNow().equals(useless)) {
                attempt = null;
            }
        } finally {
            lock.unlock();
        }
        var _ = useless.closeAsync();
    }

    void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
    }
}
