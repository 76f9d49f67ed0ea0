package stoa.gateway.balance;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

/** How an instance's latest requests ended: the failures in a row, and those of each of the last ten seconds. */
final class Window {
    static final int SECONDS = 10;
    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int BITS = 20;
    private static final long MOST = (1L << BITS) - 1;
    private static final long EPOCHS = (1L << 24) - 1;

    /** Of each second its number, what ended, what of it failed, in one word, so that a change is one exchange. */
    private final AtomicLongArray seconds = new AtomicLongArray(SECONDS);
    private final AtomicInteger inARow = new AtomicInteger();

    /** What ended within the last ten seconds. */
    record Count(int all, int failed) {
        static final Count NONE = new Count(0, 0);

        Count plus(Count other) {
            return new Count(all + other.all, failed + other.failed);
        }

        int percent() {
            return all == 0 ? 0 : (int) (100L * failed / all);
        }
    }

    int inARow() {
        return inARow.get();
    }

    void well(long now) {
        if (inARow.get() != 0) {
            inARow.set(0);
        }
        add(now, 0);
    }

    /** @return how many in a row */
    int failed(long now) {
        add(now, 1);
        return inARow.incrementAndGet();
    }

    /** Counts for the percentage alone. */
    void erred(long now) {
        add(now, 1);
    }

    private void add(long now, int failed) {
        var second = Math.floorDiv(now, SECOND_NANOS);
        var slot = Math.floorMod(second, SECONDS);
        var epoch = second & EPOCHS;
        while (true) {
            var before = seconds.get(slot);
            var current = epoch(before) == epoch ? before : epoch << (2 * BITS);
            if (all(current) == MOST || seconds.compareAndSet(slot, before, current + (1L << BITS) + failed)) {
                return;
            }
        }
    }

    private static long epoch(long word) {
        return word >>> (2 * BITS);
    }

    private static int all(long word) {
        return (int) ((word >>> BITS) & MOST);
    }

    Count count(long now) {
        var second = Math.floorDiv(now, SECOND_NANOS);
        var all = 0;
        var failed = 0;
        for (var i = 0; i < SECONDS; i++) {
            var word = seconds.get(i);
            if (((second - epoch(word)) & EPOCHS) < SECONDS) {
                all += all(word);
                failed += (int) (word & MOST);
            }
        }
        return new Count(all, failed);
    }

    /** Begins anew. */
    void clear() {
        inARow.set(0);
        for (var i = 0; i < SECONDS; i++) {
            seconds.set(i, 0);
        }
    }
}
