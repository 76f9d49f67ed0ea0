package stoa.gateway.balance;

import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A service by name, with the instances that can take its requests now. The name stays, the instances come and go. */
public final class UpstreamService {
    private final String name;
    private volatile Candidates candidates = Candidates.NONE;

    UpstreamService(String name) {
        this.name = name;
    }

    /** A service of one instance that no registry knows. */
    public static UpstreamService fixed(Upstream upstream) {
        var service = new UpstreamService(upstream.service());
        service.set(List.of(upstream));
        return service;
    }

    public String name() {
        return name;
    }

    void set(List<Upstream> all) {
        candidates = new Candidates(List.copyOf(all));
    }

    List<Upstream> all() {
        return candidates.all;
    }

    /**
     * Chooses the instance of the next try: of two taken by chance, by weight, the one with less in flight.
     *
     * @param how the route's way
     * @param tried instances that this request has tried already
     * @return null when none is left
     */
    public @Nullable Upstream pick(Balancing how, List<Upstream> tried, SplittableRandom random, long now) {
        return candidates.pick(tried, random, now);
    }

    /** Why no instance can take a request, for a person. */
    public String whyNone() {
        var all = all();
        if (all.isEmpty()) {
            return "no instance of " + name + " is registered";
        }
        return "no instance of " + name + " can take requests: "
                + all.stream().map(u -> u.id() + ": " + u.told().reason()).collect(Collectors.joining("; "));
    }

    /** The instances at one time. */
    private static final class Candidates {
        static final Candidates NONE = new Candidates(List.of());

        final List<Upstream> all;
        private final Upstream[] routable;
        /** Up to and including each; a single sum when all weigh the same, so that no search is needed. */
        private final int[] weightsUpTo;
        private final boolean equal;

        Candidates(List<Upstream> all) {
            this.all = all;
            var some = all.stream().filter(u -> u.told().routable()).toList();
            var weighty = some.stream().filter(u -> u.told().weight() > 0).toList();
            routable = (weighty.isEmpty() ? some : weighty).toArray(Upstream[]::new);
            weightsUpTo = new int[routable.length];
            var sum = 0;
            for (var i = 0; i < routable.length; i++) {
                sum += weight(routable[i]);
                weightsUpTo[i] = sum;
            }
            equal = routable.length == 0 || (sum == routable.length * weight(routable[0])
                    && weighty.stream().allMatch(u -> weight(u) == weight(routable[0])));
        }

        private static int weight(Upstream upstream) {
            return Math.min(65_536, Math.max(1, upstream.told().weight()));
        }

        @Nullable
        Upstream pick(List<Upstream> tried, SplittableRandom random, long now) {
            var n = routable.length;
            if (tried.isEmpty()) {
                if (n == 1) {
                    return routable[0];
                }
                if (n == 0) {
                    return null;
                }
                var i = byWeight(random);
                var j = random.nextInt(n - 1);
                var a = routable[i];
                var b = routable[j >= i ? j + 1 : j];
                if (!a.refusals().leftAlone(now) && !b.refusals().leftAlone(now)) {
                    return lighter(a, b);
                }
            }
            return pickCarefully(tried, random, now);
        }

        private int byWeight(SplittableRandom random) {
            if (equal) {
                return random.nextInt(routable.length);
            }
            var at = random.nextInt(weightsUpTo[weightsUpTo.length - 1]);
            var i = 0;
            while (weightsUpTo[i] <= at) {
                i++;
            }
            return i;
        }

        private static Upstream lighter(Upstream a, Upstream b) {
            return (long) b.inFlight() * weight(a) < (long) a.inFlight() * weight(b) ? b : a;
        }

        /** Leaves out what was tried, and what is left alone unless nothing else is there. */
        private @Nullable Upstream pickCarefully(List<Upstream> tried, SplittableRandom random, long now) {
            var left = List.of(routable).stream().filter(u -> !tried.contains(u)).toList();
            var fit = left.stream().filter(u -> !u.refusals().leftAlone(now)).toList();
            var from = fit.isEmpty() ? left : fit;
            if (from.isEmpty()) {
                return null;
            }
            var a = from.get(random.nextInt(from.size()));
            var b = from.get(random.nextInt(from.size()));
            return Objects.equals(a, b) ? a : lighter(a, b);
        }
    }
}
