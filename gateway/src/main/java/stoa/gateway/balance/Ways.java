package stoa.gateway.balance;

import java.util.Collection;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The ways of choosing among a service's instances, of which there is at least one; none allocates. */
final class Ways {
    /** As many are looked at one by one; of more, two taken by chance are as good (Mitzenmacher, 2001) and cheaper. */
    private static final int FEW = 16;
    /** The second of two is better only when it is so by more than chance makes it: then weights hold while little is to do. */
    private static final double CLEARLY = 1.25;

    private Ways() {}

    /** Of two taken by chance the one that promises to answer sooner. */
    static Upstream peakEwma(Candidates from, SplittableRandom random, long now) {
        var n = from.fit.length;
        if (n == 1) {
            return from.fit[0];
        }
        var i = from.draw(random, now);
        var j = another(n, i, random);
        return from.admits(j, random, now) && isFaster(from, j, i, now) ? from.fit[j] : from.fit[i];
    }

    private static int another(int n, int i, SplittableRandom random) {
        var j = random.nextInt(n - 1);
        return j >= i ? j + 1 : j;
    }

    /**
     * What is in flight counts by weight, and the request itself is one more, so that latency counts for an idle instance
     * too. That one more does not count by weight, or a heavy idle instance would get everything.
     */
    private static boolean isFaster(Candidates from, int j, int i, long now) {
        var a = from.fit[i];
        var b = from.fit[j];
        var latencyA = a.latency().nanos();
        var latencyB = b.latency().nanos();
        var costA = (a.inFlight() * from.perWeight[i] + 1) * a.latency().expected(latencyB, now);
        var costB = (b.inFlight() * from.perWeight[j] + 1) * b.latency().expected(latencyA, now);
        return costA == 0 ? isFreer(from, j, i) : costB * CLEARLY < costA;
    }

    /** Whether it has less in flight for its weight. */
    private static boolean isFreer(Candidates from, int j, int i) {
        return from.fit[j].inFlight() * from.perWeight[j] < from.fit[i].inFlight() * from.perWeight[i];
    }

    /** The one with least in flight for its weight; of equals, one by weight and chance. */
    static Upstream leastRequest(Candidates from, SplittableRandom random, long now) {
        var n = from.fit.length;
        if (n == 1) {
            return from.fit[0];
        }
        var best = from.draw(random, now);
        if (n > FEW) {
            var j = another(n, best, random);
            return from.fit[from.admits(j, random, now) && isFreer(from, j, best) ? j : best];
        }
        var j = another(n, best, random);
        for (var k = 0; k < n; k++) {
            if (isFreer(from, j, best) && from.admits(j, random, now)) {
                best = j;
            }
            j = j + 1 == n ? 0 : j + 1;
        }
        return from.fit[best];
    }

    /** @param turn which turn it is; one for all event loops, or their first turns would all go to the same */
    static Upstream roundRobin(Candidates from, AtomicInteger turn, SplittableRandom random, long now) {
        var n = from.fit.length;
        if (n == 1) {
            return from.fit[0];
        }
        var turns = from.turns();
        var i = turns[Integer.remainderUnsigned(turn.getAndIncrement(), turns.length)];
        for (var more = 2 * FEW; more > 0 && !from.admits(i, random, now); more--) {
            i = turns[Integer.remainderUnsigned(turn.getAndIncrement(), turns.length)];
        }
        return from.fit[i];
    }

    /** Another one than those tried: of two next to each other in some place the freer one. */
    static @Nullable Upstream notTried(Upstream[] from, Collection<Upstream> tried, SplittableRandom random) {
        var n = from.length;
        if (n == 0) {
            return null;
        }
        Upstream first = null;
        var i = random.nextInt(n);
        for (var k = 0; k < n; k++) {
            var next = from[i];
            i = i + 1 == n ? 0 : i + 1;
            if (!tried.contains(next)) {
                if (first != null) {
                    return (long) next.inFlight() * first.weight() < (long) first.inFlight() * next.weight()
                            ? next
                            : first;
                }
                first = next;
            }
        }
        return first;
    }
}
