package stoa.catalog.registry;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import stoa.stores.relational.Relational;
import stoa.stores.relational.StoreUnavailable;

/** A store that the test can take away. */
public final class LossyStore implements Relational {
    private final Relational store;
    private final AtomicInteger writes = new AtomicInteger();
    private volatile boolean away;
    private volatile CountDownLatch gate = new CountDownLatch(0);

    public LossyStore(Relational store) {
        this.store = store;
    }

    public void away(boolean isAway) {
        away = isAway;
    }

    /** Whoever asks for anything waits from now on. */
    public void hold() {
        gate = new CountDownLatch(1);
    }

    public void letGo() {
        gate.countDown();
    }

    private void pass() {
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailable("interrupted");
        }
        if (away) {
            throw new StoreUnavailable("the test took it away");
        }
    }

    /** The writes that are done. */
    public int writes() {
        return writes.get();
    }

    @Override
    public <T extends @Nullable Object> T write(Work<T> work) {
        pass();
        var result = store.write(work);
        writes.incrementAndGet();
        return result;
    }

    @Override
    public boolean shared() {
        return store.shared();
    }

    @Override
    public <T extends @Nullable Object> T read(Work<T> work) {
        pass();
        return store.read(work);
    }

    @Override
    public String name() {
        return store.name();
    }

    @Override
    public Condition check(Duration timeout) {
        return store.check(timeout);
    }

    @Override
    public void close() {
        store.close();
    }
}
