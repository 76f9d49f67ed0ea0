package stoa.gateway.balance;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * The instance for a key: each draws a number from the key and its own name, and the luckiest wins (Thaler and Ravishankar,
 * "Using name-based mappings to increase hit rates", 1998; weights by the logarithm, as in Schindelhauer and Schomaker,
 * "Weighted distributed hash tables", 2005). Nothing is kept, one that goes moves its own keys alone, one that comes takes
 * its share alone, and all gateways choose alike.
 */
final class Rendezvous {
    private Rendezvous() {}

    /**
     * @param equal whether all weigh the same, which spares the logarithms and changes nothing else
     * @param not those that are not to be chosen
     */
    static @Nullable Upstream choose(Upstream[] from, boolean equal, long key, Collection<Upstream> not) {
        Upstream best = null;
        if (equal) {
            var most = -1L;
            for (var upstream : from) {
                var luck = luck(upstream, key);
                if (luck > most && !not.contains(upstream)) {
                    most = luck;
                    best = upstream;
                }
            }
            return best;
        }
        var least = Double.POSITIVE_INFINITY;
        for (var upstream : from) {
            var luck = (luck(upstream, key) + 0.5) * 0x1p-53;
            // never more than the wait below, so most logarithms need not be taken
            if ((1 - luck) / upstream.weight() < least && !not.contains(upstream)) {
                var wait = -Math.log(luck) / upstream.weight();
                if (wait < least) {
                    least = wait;
                    best = upstream;
                }
            }
        }
        return best;
    }

    /** 53 bits. */
    private static long luck(Upstream upstream, long key) {
        return mix(key ^ upstream.seed()) >>> 11;
    }

    /** Makes each bit depend on all others: Stafford's thirteenth variant of MurmurHash3's last step. */
    static long mix(long z) {
        var once = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        var twice = (once ^ (once >>> 27)) * 0x94d049bb133111ebL;
        return twice ^ (twice >>> 31);
    }
}
