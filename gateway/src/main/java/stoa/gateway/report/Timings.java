package stoa.gateway.report;

import java.util.concurrent.atomic.AtomicIntegerArray;
import org.HdrHistogram.Histogram;
import stoa.discovery.CallReport;

/**
 * How many calls took how long since the last look: counters in slots that grow with the duration, each as wide as a 64th
 * of it at most. Any thread counts, with one atomic step; it takes 7 KB where a concurrent HdrHistogram takes ten times
 * that.
 */
final class Timings {
    private static final int FINE_BITS = 6;
    private static final int FINE = 1 << FINE_BITS;
    private static final int SLOTS = slot(CallReport.HIGHEST_MICROS - 1) + 1;

    private final AtomicIntegerArray counts = new AtomicIntegerArray(SLOTS);
    private volatile boolean touched;

    void count(long micros) {
        counts.getAndIncrement(slot(Math.clamp(micros, 0, CallReport.HIGHEST_MICROS - 1)));
        // mostly true already, and then nothing is written
        if (!touched) {
            touched = true;
        }
    }

    /** Moves what was counted into a histogram; returns how many calls. */
    int moveTo(Histogram histogram) {
        if (!touched) {
            return 0;
        }
        // before the look: whoever counts behind it sets the mark again
        touched = false;
        var calls = 0;
        for (var slot = 0; slot < SLOTS; slot++) {
            if (counts.get(slot) != 0) {
                var found = counts.getAndSet(slot, 0);
                histogram.recordValueWithCount(middle(slot), found);
                calls += found;
            }
        }
        return calls;
    }

    private static int slot(long micros) {
        if (micros < FINE) {
            return (int) micros;
        }
        var power = Long.SIZE - 1 - Long.numberOfLeadingZeros(micros);
        return ((power - FINE_BITS + 1) << FINE_BITS) + (int) (micros >>> (power - FINE_BITS) & FINE - 1);
    }

    private static long middle(int slot) {
        if (slot < FINE) {
            return slot;
        }
        var shift = (slot >>> FINE_BITS) - 1;
        return ((FINE + (slot & FINE - 1L)) << shift) + (1L << shift >>> 1);
    }
}
