package stoa.services.points.redis;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import stoa.stores.relational.Relational;
import stoa.stores.relational.StoreUnavailable;

/** Tables that can be away for a while. */
final class TablesThatGoAway implements Relational {
    volatile boolean away;
    private final Relational tables;

    TablesThatGoAway(Relational tables) {
        this.tables = tables;
    }

    private Relational there() {
        if (away) {
            throw new StoreUnavailable("gone for lunch");
        }
        return tables;
    }

    @Override
    public <T extends @Nullable Object> T write(Work<T> work) {
        return there().write(work);
    }

    @Override
    public <T extends @Nullable Object> T read(Work<T> work) {
        return there().read(work);
    }

    @Override
    public boolean shared() {
        return tables.shared();
    }

    @Override
    public String name() {
        return tables.name();
    }

    @Override
    public Condition check(Duration timeout) {
        return tables.check(timeout);
    }

    @Override
    public void close() {
        tables.close();
    }
}
