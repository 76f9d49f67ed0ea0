package stoa.stores.relational;

import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import stoa.runtime.Component;

/**
 * The tables of one owner. Calls block the calling thread until answered; call them from virtual threads. SQL is
 * written once, through jOOQ, for both dialects. Each call stands for itself: a call from inside another one's work is
 * refused with an {@link IllegalStateException}, since the inner would wait for the outer.
 */
public interface Relational extends Component {

    /**
     * Runs a write as if it were alone and returns its result after the commit is durable. On SQLite many writes share
     * one commit, each in a savepoint of its own: one that throws is undone alone. On PostgreSQL a write that conflicts
     * with another is run again, so {@code work} may run several times and must change nothing but the tables.
     *
     * <p>When the caller is interrupted, a write that has not begun is withdrawn ({@link StoreUnavailable}). One that
     * has begun is awaited on SQLite; on PostgreSQL its connection is broken off, and it may still take effect. The
     * thread stays interrupted.
     *
     * @throws StoreUnavailable when the store cannot be reached, is full, or its queue of writes is
     * @throws RuntimeException what {@code work} throws, after its changes were undone
     */
    <T extends @Nullable Object> T write(Work<T> work);

    /** Whether other processes can change these tables beside this one. */
    boolean shared();

    /** Runs a read on a consistent state; it cannot change anything. @throws StoreUnavailable as for writes */
    <T extends @Nullable Object> T read(Work<T> work);

    /**
     * SQL to run; must not keep the context, nor anything lazy from it, beyond its return, and should let a failed
     * statement's exception pass: after one PostgreSQL takes no further statement.
     */
    @FunctionalInterface
    interface Work<T extends @Nullable Object> {
        T run(DSLContext sql);
    }
}
