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
    private volatile @Nullable Probe probe;
    private int doublings;
    private long wellSince;

    /** What a try is to an instance that is left alone. */
    sealed interface Part {}

    /** A try that is not there to find out. */
    enum Plain implements Part {
        /** The instance was not left alone, or the try does not know. */
        NONE,
        /** It goes there since nobody else is left. */
        TRIAL
    }

    /** The one try that finds out. It may go on for longer than it is waited for, and is then followed by another one. */
    static final class Probe implements Part {
        private final long ends;
        private boolean begun;
        private boolean promising;

        private Probe(long ends) {
            this.ends = ends;
        }
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
        var under = probe;
        return known != null && now - known.until() >= (repeatable ? 0 : CHOOSY_NANOS)
                && (under == null || now - under.ends >= 0);
    }

    /** A try is about to be its probe; the former one, if it goes on, is none any more. */
    void claim(long now) {
        probe = new Probe(now + PROBE_NANOS);
    }

    /** What a try is that begins now. */
    Part begin() {
        if (ejection == null) {
            return Plain.NONE;
        }
        var claimed = probe;
        if (claimed == null || claimed.begun) {
            return Plain.TRIAL;
        }
        claimed.begun = true;
        return claimed;
    }

    /** Whether this is the probe whose outcome is waited for. */
    boolean isProbe(Part part) {
        return part instanceof Probe own && own == probe;
    }

    /** The probe's answer has begun well; it may be one that never ends. */
    void promises(Probe own) {
        own.promising = true;
    }

    /** Whether a probe goes on for so long, after it began well, that this is enough. */
    boolean isProven(long now) {
        var under = probe;
        return under != null && under.promising && now - under.ends >= 0;
    }

    /**
     * The probe is over and has told nothing more; the claim of another one is not touched.
     *
     * @return whether it is the one that was waited for, and had begun well
     */
    boolean release(Probe own) {
        if (probe != own) {
            return false;
        }
        probe = null;
        return own.promising;
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
        probe = null;
        ejection = begins;
        return begins;
    }

    void recover(long now) {
        ejection = null;
        probe = null;
        wellSince = now;
    }
}
