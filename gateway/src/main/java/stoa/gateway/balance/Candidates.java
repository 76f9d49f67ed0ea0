package stoa.gateway.balance;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/** A service's instances at one time. Made anew when the registry or an instance's standing changes, never changed. */
final class Candidates {
    static final Candidates NONE = new Candidates(List.of(), Duration.ZERO, 0);
    static final int HEAVIEST = 65_536;
    /** Of its share an instance gets so much at once. */
    private static final double FIRST_PART = 0.1;
    private static final int DRAWS = 16;

    final List<Upstream> all;
    /** Routable by the registry's word; those of weight 0 only where all are. */
    final Upstream[] routable;
    /** Those that are unroutable for nothing but what gateways met with; they may be back before the catalog has seen it. */
    final Upstream[] doubted;
    /** Whether of the routable ones none takes connections, so that these are asked. */
    final boolean asksDoubted;
    /** Of these, those left alone. */
    final Upstream[] out;
    /** Those that take requests: the others, or all routable ones when no other is left. */
    final Upstream[] fit;
    /** For each of them. */
    final double[] perWeight;
    /** Whether those that take requests weigh the same, and whether all routable ones do. */
    final boolean equal;
    final boolean allEqual;
    /** Up to and including each. */
    private final int[] weightsUpTo;
    private final long slowStart;
    private final boolean ramps;
    private final long rampEnds;
    private final long oldest;
    private volatile int[] turns = new int[0];

    Candidates(List<Upstream> all, Duration slowStart, long now) {
        this.all = all;
        var some = all.stream().filter(u -> u.told().routable()).toList();
        var weighty = some.stream().filter(u -> u.told().weight() > 0).toList();
        var back = all.stream().filter(u -> u.told().doubted()).toList();
        var weightyBack = back.stream().filter(u -> u.told().weight() > 0).toList();
        doubted = (weightyBack.isEmpty() && weighty.isEmpty() ? back : weightyBack).toArray(Upstream[]::new);
        asksDoubted = doubted.length > 0 && some.stream().allMatch(u -> u.standing().isUnreachable());
        routable = (weighty.isEmpty() ? some : weighty).toArray(Upstream[]::new);
        out = those(u -> u.standing().isOut());
        fit = out.length == 0 || out.length == routable.length ? routable : those(u -> !u.standing().isOut());
        perWeight = Arrays.stream(fit).mapToDouble(u -> 1.0 / u.weight()).toArray();
        equal = areEqual(fit);
        allEqual = areEqual(routable);
        weightsUpTo = Arrays.stream(fit).mapToInt(Upstream::weight).toArray();
        Arrays.parallelPrefix(weightsUpTo, Math::addExact);
        this.slowStart = slowStart.toNanos();
        var first = now;
        var last = now - this.slowStart;
        for (var upstream : fit) {
            first = upstream.since() - first < 0 ? upstream.since() : first;
            last = upstream.since() - last > 0 ? upstream.since() : last;
        }
        oldest = first;
        rampEnds = last + this.slowStart;
        // where all are equally new, each is as good as the others
        ramps = fit.length > 1 && last != first && rampEnds - now > 0;
    }

    private Upstream[] those(Predicate<Upstream> which) {
        return Arrays.stream(routable).filter(which).toArray(Upstream[]::new);
    }

    private static boolean areEqual(Upstream[] some) {
        return Arrays.stream(some).allMatch(u -> u.weight() == some[0].weight());
    }

    /** Whether there is nobody but those that are left alone, by this gateway or by all. */
    boolean isPanic() {
        return asksDoubted || (routable.length > 0 && out.length == routable.length);
    }

    /** One of those that take requests, by weight and chance. */
    int draw(SplittableRandom random, long now) {
        var i = byWeight(random);
        for (var more = DRAWS; more > 0 && !admits(i, random, now); more--) {
            i = byWeight(random);
        }
        return i;
    }

    private int byWeight(SplittableRandom random) {
        if (equal) {
            return random.nextInt(fit.length);
        }
        var at = random.nextInt(weightsUpTo[weightsUpTo.length - 1]) + 1;
        var found = Arrays.binarySearch(weightsUpTo, at);
        return found >= 0 ? found : -1 - found;
    }

    /** Whether an instance takes part in this choice: one that is new does so ever more often. */
    boolean admits(int i, SplittableRandom random, long now) {
        if (!ramps || now - rampEnds >= 0) {
            return true;
        }
        var part = part(fit[i].since(), now);
        return part >= 1 || random.nextDouble() * part(oldest, now) < part;
    }

    private double part(long since, long now) {
        return slowStart == 0 ? 1 : Math.clamp((double) (now - since) / slowStart, FIRST_PART, 1);
    }

    /** How large a part of new requests goes there by its weight and age, from 0 to 1. */
    double share(Upstream upstream, long now) {
        var sum = 0.0;
        var own = 0.0;
        for (var u : fit) {
            var weight = u.weight() * (ramps ? part(u.since(), now) : 1);
            sum += weight;
            own += u == upstream ? weight : 0;
        }
        return sum == 0 ? 0 : own / sum;
    }

    /** Whose turn comes when, in a circle; worked out when it is first asked for. */
    int[] turns() {
        var known = turns;
        if (known.length == 0) {
            known = Turns.of(Arrays.stream(fit).mapToInt(Upstream::weight).toArray());
            turns = known;
        }
        return known;
    }
}
