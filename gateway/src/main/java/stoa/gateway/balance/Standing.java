package stoa.gateway.balance;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import stoa.gateway.balance.Ejection.Kind;

/** Whether one instance is left alone, and who probes it then. Changed under the lock of its service, read by anyone. */
final class Standing {
    /** A probe without an outcome for so long holds up no other one. */
    private static final long PROBE_NANOS = TimeUnit.SECONDS.toNanos(10);
    /** So long a request is waited for that may be sent elsewhere should the probe fail. */
    private static final long CHOOSY_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** For each such time of good behaviour the next ejection is half as long again. */
    private static final long FORGIVEN_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final int MOST_DOUBLINGS = 20;
    private static final double JITTER = 0.2;

    private volatile @Nullable Ejection ejection;
    private volatile boolean probing;
    private volatile long probeEnds;
    private boolean begun;
    private boolean promising;
    private int doublings;
    private long wellSince;

    /** What a try is to an instance that is left alone. */
    enum Part {
        /** It was not, or the try does not know. */
        NONE,
        /** It goes there since nobody else is left. */
        TRIAL,
        /** It is the one that finds out. */
        PROBE
    }

    boolean isOut() {
        return ejection != null;
    }

    /** Whether it is left alone since no connection to it could be opened. */
    boolean isUnreachable() {
        var known = ejection;
        return known != null && !known.kind().isOpinion();
    }

    @Nullable
    Ejection ejection() {
        return ejection;
    }

    /** Whether the time is over. */
    boolean isOver(long now) {
        var known = ejection;
        return known != null && now - known.until() >= 0;
    }

    /**
     * Whether a request may probe it now.
     *
     * @param repeatable whether it may be sent once more elsewhere
     */
    boolean isProbeDue(long now, boolean repeatable) {
        var known = ejection;
        return known != null && now - known.until() >= (repeatable ? 0 : CHOOSY_NANOS)
                && (!probing || now - probeEnds >= 0);
    }

    /** A try is about to be its probe. */
    void claim(long now) {
        probeEnds = now + PROBE_NANOS;
        probing = true;
        begun = false;
        promising = false;
    }

    /** What a try is that begins now. */
    Part begin() {
        if (ejection == null) {
            return Part.NONE;
        }
        if (!probing || begun) {
            return Part.TRIAL;
        }
        begun = true;
        return Part.PROBE;
    }

    /** The probe's answer has begun well; it may be one that never ends. */
    void promises() {
        promising = true;
    }

    /** Whether a probe goes on for so long, after it began well, that this is enough. */
    boolean isProven(long now) {
        return probing && promising && now - probeEnds >= 0;
    }

    boolean isPromising() {
        return probing && promising;
    }

    /** The probe is over and has told nothing. */
    void release() {
        probing = false;
    }

    Ejection leaveAlone(Kind kind, String why, BalanceSettings settings, long seed, long now) {
        if (ejection == null) {
            doublings = (int) Math.max(0, doublings - Math.max(0, now - wellSince) / FORGIVEN_NANOS);
        }
        var plain = Math.min(settings.longest().toNanos(), settings.first().toNanos() << doublings);
        // or gateways and instances that failed together would try again together
        var chance = (Rendezvous.mix(now ^ seed) >>> 11) * 0x1p-53;
        var length = (long) (plain * (1 - JITTER + 2 * JITTER * chance));
        doublings = Math.min(MOST_DOUBLINGS, plain == settings.longest().toNanos() ? doublings : doublings + 1);
        var begins = new Ejection(kind, why, now + length, Duration.ofNanos(length), Instant.now());
        probing = false;
        ejection = begins;
        return begins;
    }

    void recover(long now) {
        ejection = null;
        probing = false;
        wellSince = now;
    }
}
