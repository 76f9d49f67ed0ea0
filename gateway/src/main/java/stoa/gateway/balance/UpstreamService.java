package stoa.gateway.balance;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A service by name, with the instances that can take its requests now. The name stays, the instances come and go. */
public final class UpstreamService {
    private final String name;
    private final Supplier<Rules> rules;
    private final AtomicInteger turn = new AtomicInteger();
    private final Ejector ejector;
    private volatile Candidates candidates = Candidates.NONE;

    UpstreamService(String name, Supplier<Rules> rules) {
        this.name = name;
        this.rules = rules;
        ejector = new Ejector(this, rules);
    }

    /** A service of one instance that no registry knows. */
    public static UpstreamService fixed(Upstream upstream) {
        var service = upstream.home();
        service.set(List.of(upstream), System.nanoTime());
        return service;
    }

    public String name() {
        return name;
    }

    Ejector ejector() {
        return ejector;
    }

    Candidates candidates() {
        return candidates;
    }

    List<Upstream> all() {
        return candidates.all;
    }

    void set(List<Upstream> all, long now) {
        become(List.copyOf(all), now);
    }

    /** An instance's standing has changed. */
    void refresh(long now) {
        become(null, now);
    }

    private synchronized void become(@Nullable List<Upstream> all, long now) {
        var before = candidates;
        var after = new Candidates(all == null ? before.all : all, rules.get().settings().slowStart(), now);
        candidates = after;
        if (before.isPanic() != after.isPanic()) {
            rules.get().notices().panic(name, after.isPanic());
        }
    }

    /**
     * Chooses the instance of the next try. An instance that is left alone is chosen to be probed, one request at a time, and
     * when no other one is left. The choice is to be followed by a try at once.
     *
     * @param how the route's way
     * @param key what is hashed, where the way is by hash; 0 when the request has none
     * @param repeatable whether the request may be sent to another instance should this one fail
     * @param tried instances that this request has tried already
     * @param now on the scale of {@link System#nanoTime()}
     * @return null when none is left
     */
    public @Nullable Upstream pick(Balancing how, long key, boolean repeatable, Collection<Upstream> tried,
            SplittableRandom random, long now) {
        var from = candidates;
        var byKey = key != 0 && how instanceof Balancing.ByHash;
        if (!tried.isEmpty()) {
            var fit = byKey
                    ? Rendezvous.choose(from.fit, from.equal, key, tried)
                    : Ways.notTried(from.fit, tried, random);
            return fit != null ? fit : Ways.notTried(from.routable, tried, random);
        }
        if (from.out.length > 0) {
            var own = byKey ? Rendezvous.choose(from.routable, from.allEqual, key, List.of()) : null;
            var probed = ejector.probe(from.out, own, repeatable, random, now);
            if (probed != null) {
                return probed;
            }
            // a probe that went well without an end ends here
            from = candidates;
        }
        var doubted = from.asksDoubted ? doubted(from, List.of(), random, now) : null;
        if (doubted != null || from.fit.length == 0) {
            return doubted;
        }
        return byKey ? Rendezvous.choose(from.fit, from.equal, key, List.of()) : pick(from, how, random, now);
    }

    /**
     * After all routable ones have been tried, one that is unroutable for nothing but what gateways met with.
     *
     * @return null when none is left
     */
    public @Nullable Upstream pickDoubted(Collection<Upstream> tried, SplittableRandom random, long now) {
        return doubted(candidates, tried, random, now);
    }

    /** The ids of those that are asked though they are unroutable, mostly none. */
    public List<String> doubted() {
        var from = candidates;
        return from.asksDoubted ? Arrays.stream(from.doubted).map(Upstream::id).toList() : List.of();
    }

    /** One that may be back. To be refused costs next to nothing; what costs the time of a connection is spared for its time. */
    private static @Nullable Upstream doubted(Candidates from, Collection<Upstream> tried, SplittableRandom random,
            long now) {
        if (from.doubted.length == 0) {
            return null;
        }
        var back = Arrays.stream(from.doubted).filter(u -> {
            var ejection = u.standing().ejection();
            return ejection == null || ejection.kind() == Ejection.Kind.REFUSED || u.standing().isOver(now);
        }).toArray(Upstream[]::new);
        return Ways.notTried(back, tried, random);
    }

    private Upstream pick(Candidates from, Balancing how, SplittableRandom random, long now) {
        return switch (how) {
            case Balancing.PeakEwma _,Balancing.ByHash _ -> Ways.peakEwma(from, random, now);
            case Balancing.LeastRequest _ -> Ways.leastRequest(from, random, now);
            case Balancing.RoundRobin _ -> Ways.roundRobin(from, turn, random, now);
        };
    }

    /**
     * Whom a key leads to now. For people: unlike {@link #pick} it begins nothing.
     *
     * @return null for ways that do not go by a key, without a key, and where there is nobody
     */
    public @Nullable Upstream led(Balancing how, long key) {
        var from = candidates;
        return key != 0 && how instanceof Balancing.ByHash
                ? Rendezvous.choose(from.fit, from.equal, key, List.of())
                : null;
    }

    /** Whether all routable instances are left alone, so that requests go to them all the same. */
    public boolean isPanic() {
        return candidates.isPanic();
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
}
