package stoa.gateway.route;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The routes of one listener. The longest prefix wins, on the borders of segments. A look-up reads the path once and
 * probes a hash table at each border, so it costs the same for ten routes and for ten thousand. Immutable: a new table
 * takes the old one's place.
 */
public final class RouteTable {
    private final byte[][] keys;
    private final int[] hashes;
    private final @Nullable Route[] below;
    private final @Nullable Route[] exact;
    private final int mask;
    private final int depth;

    /** @param routes of two with the same prefix the first counts */
    public RouteTable(List<Route> routes) {
        var capacity = Integer.highestOneBit(Math.max(4, routes.size() * 2)) * 2;
        keys = new byte[capacity][];
        hashes = new int[capacity];
        below = new @Nullable Route[capacity];
        exact = new @Nullable Route[capacity];
        mask = capacity - 1;
        var deepest = 0;
        for (var route : routes) {
            var key = route.key();
            put(key, route);
            deepest = Math.max(deepest, segments(key));
        }
        depth = deepest;
    }

    private static int segments(byte[] key) {
        var n = 0;
        for (var b : key) {
            n += b == '/' ? 1 : 0;
        }
        return n;
    }

    private void put(byte[] key, Route route) {
        var hash = hash(key);
        var slot = spread(hash) & mask;
        while (keys[slot] != null && !Arrays.equals(keys[slot], key)) {
            slot = slot + 1 & mask;
        }
        keys[slot] = key;
        hashes[slot] = hash;
        var side = route.endsWithSlash() ? below : exact;
        if (side[slot] == null) {
            side[slot] = route;
        }
    }

    private static int hash(byte[] key) {
        var hash = 0;
        for (var b : key) {
            hash = 31 * hash + b;
        }
        return hash;
    }

    private static int spread(int hash) {
        return ((hash ^ hash >>> 15) * 0x9E3779B9) >>> 7;
    }

    /**
     * The route of a path, which begins with a slash or is empty; null where none leads on. A stripped prefix is also
     * found for the path that lacks just its last slash: {@link Route#lacksSlash}.
     */
    public @Nullable Route find(byte[] path, int from, int to) {
        var found = at(path, from, from, to, 0);
        var hash = 0;
        var segment = 0;
        for (var i = from; i < to; i++) {
            if (path[i] == '/' && i > from) {
                if (++segment > depth) {
                    return found;
                }
                var longer = at(path, from, i, to, hash);
                found = longer != null ? longer : found;
            }
            hash = 31 * hash + path[i];
        }
        var whole = at(path, from, to, to, hash);
        return whole != null ? whole : found;
    }

    private @Nullable Route at(byte[] path, int from, int border, int to, int hash) {
        var slot = spread(hash) & mask;
        for (; keys[slot] != null; slot = slot + 1 & mask) {
            if (hashes[slot] == hash && Arrays.equals(keys[slot], 0, keys[slot].length, path, from, border)) {
                return chosen(slot, border == from || border < to);
            }
        }
        return null;
    }

    private @Nullable Route chosen(int slot, boolean goesOn) {
        if (goesOn) {
            return below[slot] != null ? below[slot] : exact[slot];
        }
        var slashed = below[slot];
        return exact[slot] != null ? exact[slot] : slashed != null && slashed.strip() ? slashed : null;
    }
}
