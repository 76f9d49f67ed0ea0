package stoa.catalog.passive;

import java.util.concurrent.TimeUnit;

/**
 * What one gateway says of one instance, on {@link stoa.catalog.check.Timing}'s scale. When it says again what a look of
 * the catalog's own has just cleared, the two disagree: then its word holds for a second, and longer each time, up to 30 s,
 * before a look can clear it. So the record does not flap, however fast the two are.
 */
final class Witness {
    private static final long FIRST_HOLD = TimeUnit.SECONDS.toNanos(1);
    private static final long LONGEST_HOLD = TimeUnit.SECONDS.toNanos(30);
    private static final long AGREED_AFTER = TimeUnit.MINUTES.toNanos(2);

    private boolean failing;
    private boolean everCleared;
    private long reported;
    private long cleared;
    private long hold;

    boolean isFailing() {
        return failing;
    }

    void reported(long now) {
        if (!failing) {
            var disagrees = everCleared && now - cleared < AGREED_AFTER;
            hold = disagrees ? Math.clamp(2 * hold, FIRST_HOLD, LONGEST_HOLD) : 0;
            failing = true;
        }
        reported = now;
    }

    /** Whether an answer to a look that began then says more than this word. */
    boolean isOutweighed(long lookBegun) {
        return failing && lookBegun - holdsUntil() >= 0;
    }

    /** A look that begins later than this can clear it. */
    long holdsUntil() {
        return reported + hold;
    }

    void cleared(long now) {
        failing = false;
        everCleared = true;
        cleared = now;
    }
}
