package stoa.stores.relational;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** One closure on its way to a thread of the store and its answer on the way back. */
final class SqliteCall<T extends @Nullable Object> {
    private final Relational.Work<T> work;
    private final CompletableFuture<T> answer = new CompletableFuture<>();
    private final AtomicBoolean begun = new AtomicBoolean();
    private @Nullable T result;
    private @Nullable Throwable failure;

    SqliteCall(Relational.Work<T> work) {
        this.work = work;
    }

    /** Whether it is to be run; false when its caller has withdrawn it. */
    boolean begin() {
        return begun.compareAndSet(false, true);
    }

    /** Runs the work and keeps its outcome, untold. */
    void run(DSLContext sql) {
        try {
            result = work.run(sql);
        } catch (Throwable t) {
            failure = t;
        }
    }

    @Nullable
    Throwable failure() {
        return failure;
    }

    void failed(Throwable instead) {
        failure = instead;
    }

    /** Tells the caller the outcome. */
    void answer() {
        if (failure != null) {
            answer.completeExceptionally(failure);
        } else {
            answer.complete(result);
        }
    }

    /** Tells the caller that all is undone. */
    void fail(Throwable reason) {
        answer.completeExceptionally(reason);
    }

    /** Waits for the answer; an interruption withdraws a call that has not begun. */
    T await() {
        var interrupted = false;
        try {
            while (true) {
                try {
                    return answer.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                    if (begin()) {
                        throw new StoreUnavailable("interrupted before the store came to it", e);
                    }
                }
            }
        } catch (ExecutionException e) {
            throw thrown(e.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Waits no longer than that. @throws StoreUnavailable also when the time is over */
    T await(Duration most) {
        try {
            return answer.get(most.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw thrown(e.getCause());
        } catch (TimeoutException e) {
            begin();
            throw new StoreUnavailable("no answer within " + most.toMillis() + " ms", e);
        } catch (InterruptedException e) {
            begin();
            Thread.currentThread().interrupt();
            throw new StoreUnavailable("interrupted before there was an answer", e);
        }
    }

    /** The very exception of the work; a checked one, which work cannot declare, wrapped. */
    private static RuntimeException thrown(@Nullable Throwable t) {
        return switch (t) {
            case Error e -> throw e;
            case RuntimeException e -> e;
            case null, default -> new IllegalStateException(t);
        };
    }
}
