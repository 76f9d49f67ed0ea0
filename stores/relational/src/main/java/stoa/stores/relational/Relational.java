package stoa.stores.relational;

import org.jooq.DSLContext;
import stoa.runtime.Component;

/**
 * The tables of one owner. Calls block the calling thread until answered; call them from virtual threads. SQL is
 * written once, through jOOQ, for both dialects.
 */
public interface Relational extends Component {

    /**
     * Runs a write in a transaction and returns its result after the commit is durable. On SQLite many writes share one
     * commit, each in a savepoint of its own: one that throws is undone alone.
     *
     * @throws StoreUnavailable when the store cannot be reached, is full, or its queue of writes is
     * @throws RuntimeException what {@code work} throws, after its changes were undone
     */
    <T> T write(Work<T> work);

    /** Runs a read on a consistent state. @throws StoreUnavailable as for writes */
    <T> T read(Work<T> work);

    /** SQL to run; must not keep the context, nor anything lazy from it, beyond its return. */
    @FunctionalInterface
    interface Work<T> {
        T run(DSLContext sql);
    }
}
