package stoa.gateway.routefile;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import stoa.gateway.route.RouteSpec;

/**
 * What differs between two lists of routes. A route is known by its name, or by what it takes where it has none.
 *
 * @param reordered whether those that both have stand in another order, which counts where two take the same
 */
public record RouteDiff(List<Change> changes, boolean reordered) {
    /** What became of a route. */
    public enum Kind {
        ADDED, REMOVED, CHANGED
    }

    /**
     * @param route its name or what it takes
     * @param fields of a changed route those that differ, of another one all
     */
    public record Change(Kind kind, String route, List<FieldChange> fields) {}

    /** One field; empty where there was none or is none. */
    public record FieldChange(String field, String before, String after) {}

    public static RouteDiff between(List<RouteSpec> before, List<RouteSpec> after) {
        var old = byIdentity(before);
        var fresh = byIdentity(after);
        var changes = new ArrayList<Change>();
        old.forEach((id, fields) -> {
            if (!fresh.containsKey(id)) {
                changes.add(new Change(Kind.REMOVED, id, fields(fields, Map.of())));
            }
        });
        fresh.forEach((id, fields) -> {
            var was = old.get(id);
            if (was == null) {
                changes.add(new Change(Kind.ADDED, id, fields(Map.of(), fields)));
            } else if (!was.equals(fields)) {
                changes.add(new Change(Kind.CHANGED, id, fields(was, fields)));
            }
        });
        var both = new LinkedHashSet<>(old.keySet());
        both.retainAll(fresh.keySet());
        var same = fresh.keySet().stream().filter(both::contains).toList();
        return new RouteDiff(List.copyOf(changes), !List.copyOf(both).equals(same));
    }

    private static Map<String, Map<String, String>> byIdentity(List<RouteSpec> routes) {
        var byIdentity = new LinkedHashMap<String, Map<String, String>>();
        routes.forEach(r -> byIdentity.put(r.identity(), r.fields()));
        return byIdentity;
    }

    private static List<FieldChange> fields(Map<String, String> before, Map<String, String> after) {
        var names = new LinkedHashSet<>(before.keySet());
        names.addAll(after.keySet());
        return names.stream()
                .map(n -> new FieldChange(n, before.getOrDefault(n, ""), after.getOrDefault(n, "")))
                .filter(c -> !c.before.equals(c.after)).toList();
    }

    public boolean isEmpty() {
        return changes.isEmpty() && !reordered;
    }

    /** {@code 2 added, 1 removed}; {@code nothing} where nothing differs. */
    public String summary() {
        var words = new ArrayList<String>();
        for (var kind : Kind.values()) {
            var n = changes.stream().filter(c -> c.kind == kind).count();
            if (n > 0) {
                words.add(n + " " + kind.name().toLowerCase(java.util.Locale.ROOT));
            }
        }
        if (reordered) {
            words.add("another order");
        }
        return words.isEmpty() ? "nothing" : String.join(", ", words);
    }
}
