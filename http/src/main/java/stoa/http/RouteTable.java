package stoa.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The routes of one service as a tree of path segments. Among the routes that match a path, a literal segment goes
 * before a parameter, a parameter before a rest; the first of them that has the method answers.
 */
final class RouteTable implements Routes {
    private final Node root = new Node();
    private final List<RouteEntry> entries = new ArrayList<>();

    /** What a request's method and path lead to. */
    sealed interface Match {
        record Found(RouteEntry route, Map<String, String> parameters) implements Match {}

        /** The path is known, the method is not; {@code allowed} is never empty. */
        record OtherMethod(Set<String> allowed) implements Match {}

        record Unknown() implements Match {}
    }

    private static final class Node {
        final Map<String, Node> literals = new HashMap<>();
        final Map<String, RouteEntry> here = new HashMap<>();
        final Map<String, RouteEntry> rest = new HashMap<>();
        @Nullable
        Node parameter;
    }

    /** @throws IllegalStateException for a method and path that are taken already */
    @Override
    public Route on(String method, String pattern, Handler handler) {
        var entry = new RouteEntry(method, pattern, handler);
        var node = root;
        Map<String, RouteEntry> place = node.here;
        for (var segment : entry.segments()) {
            switch (segment) {
                case RouteEntry.Segment.Literal literal -> {
                    node = node.literals.computeIfAbsent(literal.text(), _ -> new Node());
                    place = node.here;
                }
                case RouteEntry.Segment.Parameter _ -> {
                    node.parameter = node.parameter == null ? new Node() : node.parameter;
                    node = node.parameter;
                    place = node.here;
                }
                case RouteEntry.Segment.Rest _ -> place = node.rest;
            }
        }
        if (place.putIfAbsent(method, entry) != null) {
            throw new IllegalStateException("two routes for " + method + " " + pattern);
        }
        entries.add(entry);
        return entry;
    }

    List<RouteEntry> entries() {
        return List.copyOf(entries);
    }

    /** @param target as it came, without the query: a path, or a whole URL @throws Problem 400 for a bad encoding */
    Match match(String method, String target) {
        var path = segments(target);
        if (path.isEmpty()) {
            return new Match.Unknown();
        }
        var allowed = new TreeSet<String>();
        var found = find(root, path, 0, method, allowed);
        if (found != null) {
            return new Match.Found(found, found.parameters(path));
        }
        return allowed.isEmpty() ? new Match.Unknown() : new Match.OtherMethod(allowed);
    }

    private static List<String> segments(String target) {
        var start = target.startsWith("/") ? 0 : pathOfUrl(target);
        if (start < 0) {
            return List.of();
        }
        var segments = new ArrayList<String>(6);
        while (start >= 0) {
            var end = target.indexOf('/', start + 1);
            segments.add(Percent.decode(target.substring(start + 1, end < 0 ? target.length() : end)));
            start = end;
        }
        return segments;
    }

    /** The absolute form of RFC 9112, section 3.2.2. */
    private static int pathOfUrl(String target) {
        var authority = target.indexOf("://");
        return authority < 0 ? -1 : target.indexOf('/', authority + 3);
    }

    private static @Nullable RouteEntry find(Node node, List<String> path, int at, String method, Set<String> allowed) {
        if (at == path.size()) {
            return choose(node.here, method, allowed);
        }
        var literal = node.literals.get(path.get(at));
        var found = literal == null ? null : find(literal, path, at + 1, method, allowed);
        if (found == null && node.parameter != null && !path.get(at).isEmpty()) {
            found = find(node.parameter, path, at + 1, method, allowed);
        }
        return found == null ? choose(node.rest, method, allowed) : found;
    }

    private static @Nullable RouteEntry choose(Map<String, RouteEntry> methods, String method, Set<String> allowed) {
        var found = methods.get(method);
        if (found == null && method.equals("HEAD")) {
            found = methods.get("GET");
        }
        if (found == null && !methods.isEmpty()) {
            allowed.addAll(methods.keySet());
            allowed.add("OPTIONS");
            if (methods.containsKey("GET")) {
                allowed.add("HEAD");
            }
        }
        return found;
    }
}
