package stoa.gateway.balance;

import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import stoa.gateway.balance.Ejection.Kind;
import stoa.gateway.balance.Standing.Part;
import stoa.gateway.balance.Standing.Probe;
import stoa.gateway.balance.Window.Count;

/**
 * Decides which of one service's instances are left alone. Who refuses connections always is; who fails, only as long as at
 * least half of the routable instances is left, so that a failure they share, or one that a request brings along, does not
 * take the service away. Its lock is the service's and is held for a few assignments, when something goes wrong or right
 * again.
 */
final class Ejector {
    /** Of fewer requests in the window a percentage says nothing. */
    private static final int LEAST_REQUESTS = 20;
    /** An instance has to fail so many times as often as the others together. */
    private static final int WORSE = 2;

    private final UpstreamService service;
    private final Supplier<Rules> rules;
    private final Map<Kind, LongAdder> counts = new ConcurrentHashMap<>();

    Ejector(UpstreamService service, Supplier<Rules> rules) {
        this.service = service;
        this.rules = rules;
    }

    /** How often an instance was left alone for that. */
    long count(Kind kind) {
        var count = counts.get(kind);
        return count == null ? 0 : count.sum();
    }

    /** Requests that were under way together refuse together: they count once. @return whether this is new */
    boolean refused(Upstream upstream, Kind kind, String why, long now) {
        synchronized (service) {
            var known = upstream.standing().ejection();
            if (known != null && !known.kind().isOpinion() && !upstream.standing().isOver(now)) {
                return false;
            }
            leaveAlone(upstream, kind, why, now);
            return true;
        }
    }

    /** The instance failed so many times in a row. */
    void failedInARow(Upstream upstream, int failures, String last, long now) {
        var most = rules.get().settings().failures();
        if (most > 0 && failures >= most) {
            var many = failures == 1 ? "a failure: " : failures + " failures in a row, the last one: ";
            eject(upstream, Kind.CONSECUTIVE, many + last, now);
        } else {
            failedOften(upstream, now);
        }
    }

    /** One more request of the instance failed. */
    void failedOften(Upstream upstream, long now) {
        var most = rules.get().settings().percent();
        var own = upstream.window().count(now);
        if (own.all() < LEAST_REQUESTS || 100L * own.failed() <= (long) most * own.all()) {
            return;
        }
        var others = Count.NONE;
        for (var other : service.candidates().routable) {
            others = other == upstream ? others : others.plus(other.window().count(now));
        }
        if (others.all() > 0 && (long) own.failed() * others.all() >= (long) WORSE * others.failed() * own.all()) {
            eject(upstream, Kind.PERCENTAGE, own.percent() + "% of " + own.all() + " requests in " + Window.SECONDS
                    + " s failed, of the others' " + others.percent() + "%", now);
        }
    }

    private void eject(Upstream upstream, Kind kind, String why, long now) {
        Ejection ejection;
        synchronized (service) {
            if (upstream.standing().isOut() || !leavesHalf()) {
                return;
            }
            ejection = leaveAlone(upstream, kind, why, now);
        }
        rules.get().notices().ejected(upstream, ejection);
    }

    /** Whether one more can go; what the registry took out at this gateway's own word counts as gone from here. */
    private boolean leavesHalf() {
        var all = 0;
        var gone = 1;
        for (var other : service.all()) {
            var out = other.standing().isOut();
            all += out || other.told().routable() ? 1 : 0;
            gone += out ? 1 : 0;
        }
        return 2 * gone <= all;
    }

    private Ejection leaveAlone(Upstream upstream, Kind kind, String why, long now) {
        var ejection = upstream.standing().leaveAlone(kind, why, rules.get().settings(), upstream.seed(), now);
        counts.computeIfAbsent(kind, _ -> new LongAdder()).increment();
        service.refresh(now);
        return ejection;
    }

    /** A try that was begun though the instance is left alone failed too. */
    void failedAgain(Upstream upstream, Part part, String why, long now) {
        Ejection ejection;
        synchronized (service) {
            var known = upstream.standing().ejection();
            if (known == null || (!upstream.standing().isProbe(part) && !upstream.standing().isOver(now))) {
                return;
            }
            var kind = known.kind().isOpinion() ? known.kind() : Kind.CONSECUTIVE;
            ejection = leaveAlone(upstream, kind, "failed again: " + why, now);
        }
        rules.get().notices().ejected(upstream, ejection);
    }

    /** Something shows that the instance is well. */
    void recovered(Upstream upstream, long now) {
        Ejection from;
        synchronized (service) {
            from = upstream.standing().ejection();
            if (from == null) {
                return;
            }
            upstream.standing().recover(now);
            upstream.beginAnew(now);
            service.refresh(now);
        }
        rules.get().notices().recovered(upstream, from);
    }

    Part begin(Upstream upstream) {
        synchronized (service) {
            return upstream.standing().begin();
        }
    }

    void promises(Upstream upstream, Probe probe) {
        synchronized (service) {
            upstream.standing().promises(probe);
        }
    }

    /** The probe ended without an outcome, as when its client went away. */
    void probeLost(Upstream upstream, Probe probe, long now) {
        boolean promising;
        synchronized (service) {
            promising = upstream.standing().release(probe);
        }
        if (promising) {
            recovered(upstream, now);
        }
    }

    /**
     * One of those left alone that is to be probed now by whoever asks; null when there is none.
     *
     * @param only the one that may be asked, null for any
     */
    @Nullable
    Upstream probe(Upstream[] out, @Nullable Upstream only, boolean repeatable, SplittableRandom random, long now) {
        var i = out.length == 1 ? 0 : random.nextInt(out.length);
        for (var k = 0; k < out.length; k++) {
            var upstream = out[i];
            i = i + 1 == out.length ? 0 : i + 1;
            if ((only == null || only == upstream) && upstream.standing().isProbeDue(now, repeatable)
                    && claim(upstream, repeatable, now)) {
                return upstream;
            }
        }
        return null;
    }

    private boolean claim(Upstream upstream, boolean repeatable, long now) {
        boolean proven;
        synchronized (service) {
            if (!upstream.standing().isProbeDue(now, repeatable)) {
                return false;
            }
            proven = upstream.standing().isProven(now);
            if (!proven) {
                upstream.standing().claim(now);
            }
        }
        if (proven) {
            recovered(upstream, now);
        }
        return !proven;
    }
}
