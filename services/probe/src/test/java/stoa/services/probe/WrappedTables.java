package stoa.services.probe;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import stoa.stores.relational.Relational;

/** Passes everything on. */
class WrappedTables implements Relational {
    private final Relational real;

    WrappedTables(Relational real) {
        this.real = real;
    }

    @Override
    public <T extends @Nullable Object> T write(Work<T> work) {
        return real.write(work);
    }

    @Override
    public <T extends @Nullable Object> T read(Work<T> work) {
        return real.read(work);
    }

    @Override
    public boolean shared() {
        return real.shared();
    }

    @Override
    public String name() {
        return real.name();
    }

    @Override
    public Condition check(Duration timeout) {
        return real.check(timeout);
    }

    @Override
    public void close() {
        real.close();
    }
}
