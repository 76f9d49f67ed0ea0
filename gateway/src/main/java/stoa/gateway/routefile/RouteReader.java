package stoa.gateway.routefile;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import stoa.discovery.ReservedPrefixes;
import stoa.gateway.route.Action;
import stoa.gateway.route.Match;
import stoa.gateway.route.RouteSpec;
import stoa.runtime.Structures;

/** Reads routes and says everything that is wrong with them at once. */
public final class RouteReader {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
    private static final int MOST = 10_000;
    /** Of a file. */
    static final int LONGEST = 1 << 20;

    private final List<Flaw> flaws = new ArrayList<>();
    private final List<RouteSpec> routes = new ArrayList<>();
    private final Map<String, String> names = new HashMap<>();
    private final Map<Match, String> matches = new HashMap<>();

    private final Path base;

    private RouteReader(Path base) {
        this.base = base;
    }

    /** What was read; the routes are to be used only if there is no flaw. */
    public record Read(List<RouteSpec> routes, List<Flaw> flaws) {
        public Read {
            routes = List.copyOf(routes);
            flaws = List.copyOf(flaws);
        }

        public boolean isSound() {
            return flaws.isEmpty();
        }
    }

    /**
     * A whole file, YAML or JSON: {@code routes}, and under it a list.
     *
     * @param base what the folders named there are relative to
     */
    public static Read file(String text, Path base) {
        var reader = new RouteReader(base);
        try {
            reader.document(text);
        } catch (IllegalArgumentException e) {
            reader.flaw(String.valueOf(e.getMessage()));
        }
        return new Read(reader.routes, reader.flaws);
    }

    /** Routes from a list that was read already. */
    public static Read list(List<?> list, Path base) {
        var reader = new RouteReader(base);
        reader.routes(list);
        return new Read(reader.routes, reader.flaws);
    }

    private void flaw(String detail) {
        flaws.add(new Flaw("", "", detail));
    }

    private void document(String text) {
        if (text.length() > LONGEST) {
            flaw("is longer than " + LONGEST + " characters");
            return;
        }
        switch (Structures.read(text)) {
            case Map<?, ?> map -> {
                map.keySet().stream().filter(k -> !"routes".equals(k))
                        .forEach(k -> flaw("\"" + k + "\" is not known here: at its top a file has routes alone"));
                if (map.get("routes") instanceof List<?> list) {
                    routes(list);
                } else {
                    flaw("has no list of routes; for none at all write routes: []");
                }
            }
            case null -> flaw("is empty; for no routes at all write routes: []");
            default -> flaw("has no field routes at its top");
        }
    }

    private void routes(List<?> list) {
        if (list.size() > MOST) {
            flaw("there are more than " + MOST + " routes");
            return;
        }
        for (var i = 0; i < list.size(); i++) {
            if (list.get(i) instanceof Map<?, ?> map) {
                route(i + 1, map);
            } else {
                flaws.add(new Flaw("route " + (i + 1), "", "is not a list of fields and values"));
            }
        }
    }

    private void route(int number, Map<?, ?> map) {
        var named = map.get("name") instanceof String s && NAME.matcher(s).matches() ? s : "";
        var label = "route " + number + (named.isEmpty() ? "" : " (" + named + ")");
        var in = new Entry(label, map, flaws);
        var before = flaws.size();
        if (in.has("name") && named.isEmpty()) {
            in.reject("name", "is not of letters, digits, dots, hyphens and underscores, 63 at most");
        }
        var other = named.isEmpty() ? null : names.putIfAbsent(named, label);
        if (other != null) {
            in.reject("name", "is the name of " + other + " already");
        }
        var match = MatchReader.read(in);
        var action = new ActionReader(in, match, base).read();
        var policy = PolicyReader.read(in, action == null || action instanceof Action.ToServices);
        var request = PolicyReader.edits(in, "request-headers");
        var answer = PolicyReader.edits(in, "response-headers");
        in.verify();
        if (!(action instanceof Action.ToServices) && !request.isNone()) {
            in.reject("request-headers", "belongs to routes that lead to a service");
        }
        if (action == null || flaws.size() > before) {
            return;
        }
        reserved(in, match, action);
        var same = matches.putIfAbsent(match, label);
        if (same != null) {
            in.reject("", "takes the same requests as " + same);
        }
        routes.add(new RouteSpec(named, match, action, request, answer, policy));
    }

    /** What is built in stays where it is, for any host; a host of its own may lay out its paths as it likes. */
    private static void reserved(Entry in, Match match, Action action) {
        if (!match.host().isEmpty() || match.path().equals("/")) {
            return;
        }
        var services = action instanceof Action.ToServices(var shares, _, _)
                ? shares.stream().map(Action.Share::service).toList()
                : List.of("no service");
        services.stream().flatMap(s -> ReservedPrefixes.conflict(match.path(), s).stream()).findFirst()
                .ifPresent(why -> in.reject(match.exact() ? "path" : "prefix",
                        why + "; a route with a host of its own may take it"));
    }
}
