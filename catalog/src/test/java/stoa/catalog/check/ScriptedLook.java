package stoa.catalog.check;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/** Looks at no instance but says what the test wants, and counts. */
public final class ScriptedLook {
    private final AtomicInteger looks = new AtomicInteger();
    private volatile Finding next = Finding.well("connected in 1 ms");

    /** A checker that looks with this. */
    public Checker checker(Timing timing) {
        return new Checker(timing, RandomGenerator.getDefault(), 64, (_, _) -> {
            looks.incrementAndGet();
            return next;
        });
    }

    public void fails() {
        next = Finding.failed("connection refused");
    }

    public void passes() {
        next = Finding.well("connected in 1 ms");
    }

    public int looks() {
        return looks.get();
    }
}
