package stoa.catalog.registry;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import stoa.catalog.store.Stored;

/**
 * Which catalog attends to which instance: of those that live, the one with the highest hash of its run and the
 * instance's name (rendezvous hashing, Thaler and Ravishankar 1998), so that all of them agree without asking each other
 * and little moves when one comes or goes. A catalog lives as long as its beat moves on; no two clocks are compared.
 */
final class Ring {
    private final String run;
    private final Duration patience;
    private final Map<String, Beat> beats = new HashMap<>();
    private volatile List<String> living;

    private record Beat(long number, long heardNanos) {}

    /**
     * @param run this catalog's run; it lives
     * @param patience how long a beat may stand still
     */
    Ring(String run, Duration patience) {
        this.run = run;
        this.patience = patience;
        this.living = List.of(run);
    }

    /** Takes what the store has heard of all; answers whether somebody has come or gone. */
    synchronized boolean heard(Collection<Stored.Peer> peers, long nanos) {
        for (var peer : peers) {
            var known = beats.get(peer.run());
            if (known == null || known.number() != peer.beat()) {
                beats.put(peer.run(), new Beat(peer.beat(), nanos));
            }
        }
        beats.keySet().removeIf(r -> peers.stream().noneMatch(p -> p.run().equals(r)));
        var now = new TreeSet<>(Set.of(run));
        beats.forEach((peer, beat) -> {
            if (nanos - beat.heardNanos() < patience.toNanos()) {
                now.add(peer);
            }
        });
        return become(List.copyOf(now));
    }

    /** Nobody can be heard: this catalog attends to all. Answers whether that is news. */
    synchronized boolean alone() {
        beats.clear();
        return become(List.of(run));
    }

    private boolean become(List<String> now) {
        var differs = !now.equals(living);
        living = now;
        return differs;
    }

    /** The runs that are known and have not been heard for long. */
    synchronized List<String> silent(long nanos, Duration span) {
        return beats.entrySet().stream().filter(e -> nanos - e.getValue().heardNanos() > span.toNanos())
                .map(Map.Entry::getKey).filter(r -> !r.equals(run)).toList();
    }

    /** How many catalogs live. */
    int size() {
        return living.size();
    }

    /** Whether this catalog is to attend to the instance. */
    boolean attends(Stored.Key key) {
        var all = living;
        if (all.size() == 1) {
            return true;
        }
        var best = "";
        var highest = Long.MIN_VALUE;
        for (var peer : all) {
            var weight = mixed(peer.hashCode(), key.hashCode());
            if (best.isEmpty() || weight > highest) {
                best = peer;
                highest = weight;
            }
        }
        return best.equals(run);
    }

    /** SplitMix64's finalizer (Steele, Lea and Flood 2014). */
    private static long mixed(int peer, int key) {
        var z = ((long) peer << 32) ^ (key & 0xffff_ffffL);
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
