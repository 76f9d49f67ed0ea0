package stoa.gateway.route;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tables of single hosts, and of all below a name. A name is read from its end, so that one pass meets every suffix:
 * the exact name comes first, then the longest suffix.
 */
final class HostTable {
    private final byte[][] keys;
    private final @Nullable PathTable[] tables;
    private final int mask;

    /** @param routes by host as {@link Match#host} has it, without those of any host; {@code any} is asked after them */
    HostTable(Map<String, List<Route>> routes, PathTable any) {
        var capacity = Integer.highestOneBit(Math.max(4, routes.size() * 2)) * 2;
        keys = new byte[capacity][];
        tables = new @Nullable PathTable[capacity];
        mask = capacity - 1;
        var made = new HashMap<String, PathTable>();
        // the shorter suffixes first, so that what lies below finds them made
        routes.keySet().stream()
                .sorted(Comparator.comparing((String h) -> !isSuffix(h)).thenComparingInt(String::length))
                .forEach(host -> {
                    var table = new PathTable(routes.getOrDefault(host, List.of()), wider(host, made, any));
                    made.put(host, table);
                    put(host, table);
                });
    }

    static boolean isSuffix(String host) {
        return host.startsWith("*.");
    }

    /** The table that is asked next: of the longest suffix that has this host below it. */
    private static PathTable wider(String host, Map<String, PathTable> made, PathTable any) {
        var name = isSuffix(host) ? host.substring(1) : host;
        return made.entrySet().stream()
                .filter(e -> isSuffix(e.getKey()) && name.length() > e.getKey().length() - 1
                        && name.endsWith(e.getKey().substring(1)))
                .max(Comparator.comparingInt(e -> e.getKey().length())).map(Map.Entry::getValue).orElse(any);
    }

    private void put(String host, PathTable table) {
        var key = (isSuffix(host) ? host.substring(1) : host).getBytes(StandardCharsets.ISO_8859_1);
        var hash = 0;
        for (var i = key.length - 1; i >= 0; i--) {
            hash = 31 * hash + key[i];
        }
        var slot = spread(hash) & mask;
        while (keys[slot] != null) {
            slot = slot + 1 & mask;
        }
        keys[slot] = key;
        tables[slot] = table;
    }

    private static int spread(int hash) {
        return ((hash ^ hash >>> 15) * 0x9E3779B9) >>> 7;
    }

    /** The table of the host that an authority names, whatever its port and case; null where it has none. */
    @Nullable
    PathTable find(byte[] authority, int from, int to) {
        var end = nameEnd(authority, from, to);
        var found = (PathTable) null;
        var hash = 0;
        for (var i = end - 1; i >= from; i--) {
            hash = 31 * hash + lower(authority[i]);
            if (authority[i] == '.' && i > from) {
                var wider = at(authority, i, end, hash);
                found = wider != null ? wider : found;
            }
        }
        // what begins with a dot is no name, and must not meet a suffix
        var named = end > from && authority[from] != '.' ? at(authority, from, end, hash) : null;
        return named != null ? named : found;
    }

    /** Without the port, and without the dot that may end a full name. */
    static int nameEnd(byte[] authority, int from, int to) {
        var end = to;
        for (var i = from; i < end; i++) {
            if (authority[i] == ':') {
                end = i;
            }
        }
        return end > from + 1 && authority[end - 1] == '.' ? end - 1 : end;
    }

    private @Nullable PathTable at(byte[] bytes, int from, int to, int hash) {
        var slot = spread(hash) & mask;
        for (; keys[slot] != null; slot = slot + 1 & mask) {
            if (same(keys[slot], bytes, from, to)) {
                return tables[slot];
            }
        }
        return null;
    }

    private static boolean same(byte[] key, byte[] bytes, int from, int to) {
        if (key.length != to - from) {
            return false;
        }
        if (Arrays.equals(key, 0, key.length, bytes, from, to)) {
            return true;
        }
        for (var i = 0; i < key.length; i++) {
            if (lower(bytes[from + i]) != key[i]) {
                return false;
            }
        }
        return true;
    }

    private static int lower(byte b) {
        return b >= 'A' && b <= 'Z' ? b + 32 : b;
    }
}
