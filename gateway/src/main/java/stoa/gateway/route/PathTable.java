package stoa.gateway.route;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import stoa.gateway.http1.Head;

/**
 * The routes of one host, or of any. The longest prefix wins, on the borders of segments. A look-up reads the path once
 * and probes a hash table at each border, so it costs the same for ten routes and for ten thousand. Of routes with the
 * same path the one with more conditions is asked first.
 */
final class PathTable {
    private static final byte[] ROOT = {'/'};

    /** Where no route of this table takes a request; null at the end. */
    final @Nullable PathTable wider;
    private final byte[][] keys;
    private final int[] hashes;
    private final @Nullable Candidate[] below;
    private final @Nullable Candidate[] exact;
    private final @Nullable Candidate[] only;
    private final int mask;
    private final int depth;

    /** A route, and those of the same path that are asked after it. */
    private record Candidate(Route route, Conditions conditions, @Nullable Candidate next) {
        boolean holds(@Nullable Head head) {
            return conditions == Conditions.NONE || (head != null && conditions.hold(head));
        }

        static Candidate into(@Nullable Candidate first, Route route) {
            if (first == null || route.match().conditions() > first.route.match().conditions()) {
                return new Candidate(route, Conditions.of(route.match()), first);
            }
            // nothing comes after one that takes every request, but what also takes the path without its last slash
            return first.conditions == Conditions.NONE && (first.route.strip() || !route.strip())
                    ? first
                    : new Candidate(first.route, first.conditions, into(first.next, route));
        }
    }

    /** @param routes of two with the same path and as many conditions the first counts */
    PathTable(List<Route> routes, @Nullable PathTable wider) {
        this.wider = wider;
        var capacity = Integer.highestOneBit(Math.max(4, routes.size() * 2)) * 2;
        keys = new byte[capacity][];
        hashes = new int[capacity];
        below = new @Nullable Candidate[capacity];
        exact = new @Nullable Candidate[capacity];
        only = new @Nullable Candidate[capacity];
        mask = capacity - 1;
        var deepest = 0;
        for (var route : routes) {
            var key = key(route);
            put(key, route);
            deepest = Math.max(deepest, segments(key));
        }
        depth = deepest;
    }

    /** A prefix without a slash at its end, a single path as it is. */
    private static byte[] key(Route route) {
        var path = route.prefix();
        return (route.endsWithSlash() && !route.match().exact() ? path.substring(0, path.length() - 1) : path)
                .getBytes(StandardCharsets.ISO_8859_1);
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
        var side = route.match().exact() ? only : route.endsWithSlash() ? below : exact;
        side[slot] = Candidate.into(side[slot], route);
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

    /** @param head what conditions are held against; null takes routes without any alone */
    @Nullable
    Route find(byte[] path, int from, int to, @Nullable Head head) {
        return from == to ? look(ROOT, 0, 1, head) : look(path, from, to, head);
    }

    private @Nullable Route look(byte[] path, int from, int to, @Nullable Head head) {
        var found = at(path, from, from, to, 0, head);
        var hash = 0;
        var segment = 0;
        for (var i = from; i < to; i++) {
            if (path[i] == '/' && i > from) {
                if (++segment > depth) {
                    return found;
                }
                var longer = at(path, from, i, to, hash, head);
                found = longer != null ? longer : found;
            }
            hash = 31 * hash + path[i];
        }
        var whole = at(path, from, to, to, hash, head);
        return whole != null ? whole : found;
    }

    private @Nullable Route at(byte[] path, int from, int border, int to, int hash, @Nullable Head head) {
        var slot = spread(hash) & mask;
        for (; keys[slot] != null; slot = slot + 1 & mask) {
            if (hashes[slot] == hash && Arrays.equals(keys[slot], 0, keys[slot].length, path, from, border)) {
                return border == from || border < to ? goingOn(slot, head) : ending(slot, head);
            }
        }
        return null;
    }

    private @Nullable Route goingOn(int slot, @Nullable Head head) {
        var under = fit(below[slot], head);
        return under != null ? under : fit(exact[slot], head);
    }

    private @Nullable Route ending(int slot, @Nullable Head head) {
        var alone = fit(only[slot], head);
        if (alone != null) {
            return alone;
        }
        var itself = fit(exact[slot], head);
        if (itself != null) {
            return itself;
        }
        // a path that lacks just the last slash of what is taken off
        for (var c = below[slot]; c != null; c = c.next) {
            if (c.route.strip() && c.holds(head)) {
                return c.route;
            }
        }
        return null;
    }

    private static @Nullable Route fit(@Nullable Candidate first, @Nullable Head head) {
        for (var c = first; c != null; c = c.next) {
            if (c.holds(head)) {
                return c.route;
            }
        }
        return null;
    }
}
