package stoa.gateway.admin;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import stoa.gateway.admin.Explainer.Explanation;
import stoa.gateway.balance.Directory;
import stoa.gateway.route.Destination;
import stoa.gateway.route.Route;
import stoa.gateway.route.RouteTable;
import stoa.gateway.routefile.RouteDesk;
import stoa.gateway.routefile.RouteDesk.Outcome;
import stoa.gateway.routefile.RouteDesk.Standing;
import stoa.gateway.routefile.RouteDesk.VersionView;
import stoa.http.Problem;
import stoa.http.Reply;
import stoa.http.Request;
import stoa.http.Routes;
import stoa.runtime.Health;

/** What one can ask a gateway about its routes, and do with them. */
public final class RoutesApi {
    private static final int MOST_SHOWN = 10_000;

    private final RouteDesk desk;
    private final Supplier<RouteTable> table;
    private final Directory directory;

    /** @param table the main listener's, as it is now */
    public RoutesApi(RouteDesk desk, Supplier<RouteTable> table, Directory directory) {
        this.desk = desk;
        this.table = table;
        this.directory = directory;
    }

    /** The body of {@code GET /routes}; {@code more} were left out. */
    record Effective(Standing standing, List<Shown> routes, int more) {}

    /** A route for people; {@code says} are its further fields. */
    record Shown(String source, String name, String takes, String leads, Map<String, String> says) {}

    /** The body of {@code GET /routes/versions}, the newest first. */
    record Versions(List<VersionView> versions) {}

    /** The body of {@code POST /routes/rollback}; absent is the one before. */
    record Rollback(@Nullable Integer to) {}

    /** What {@code /status} says of the routes; {@code pinned} is empty where the file counts. */
    record Brief(int version, String pinned) {}

    Brief brief() {
        return new Brief(desk.version(), desk.pinnedWords().orElse(""));
    }

    /** Loud about a rollback: what the file says is not what is done. */
    Health.Check check() {
        return desk.pinnedWords()
                .map(words -> new Health.Check("routes", false, words, Health.Weight.DEGRADES))
                .orElseGet(() -> Health.Check.ok("routes", "version " + desk.version()));
    }

    void on(Routes routes) {
        routes.get("/routes", r -> Reply.json(effective(r.integer("limit", 1000, 1, MOST_SHOWN))))
                .says("Every route of the main listener, where it comes from and what it does")
                .query("limit", "1 to " + MOST_SHOWN + ", 1000 by default").answers(200, Effective.class);
        routes.get("/routes/explain", r -> Reply.json(explain(r)))
                .says("What would become of a request: the route that takes it, why others do not, and who would answer")
                .query("method", "GET by default").query("url", "a path, or an address with host and path")
                .query("header", "Name: value; may be there several times")
                .query("client", "the address that would ask, for routes that go by it").answers(200, Explanation.class)
                .answers(422, "not a request at all");
        routes.get("/routes/versions", _ -> Reply.json(new Versions(desk.versions())))
                .says("The last versions that were applied").answers(200, Versions.class);
        routes.post("/routes/check", r -> Reply.json(desk.check(text(r))))
                .says("Checks a routes file, or the configured one where the body is empty, and compares it; changes nothing")
                .forOperators().answers(200, Outcome.class).answers(409, "there is no file")
                .answers(422, "every error of the file");
        routes.post("/routes/reload", r -> Reply.json(desk.reload(who(r))))
                .says("Applies the configured routes file, or nothing of it").forOperators()
                .answers(200, Outcome.class).answers(409, "there is no file").answers(422, "every error of the file");
        routes.post("/routes/rollback", r -> Reply.json(desk.rollback(to(r), who(r))))
                .says("Applies an earlier version again, which then holds until the next reload").forOperators()
                .takes(Rollback.class).answers(200, Outcome.class).answers(404, "that version is not kept")
                .answers(409, "there is no other version");
    }

    private Effective effective(int limit) {
        // of the two that each service has for calls by name and number, the one for all of them speaks
        var all = table.get().routes().stream().filter(r -> !isCallOfOne(r)).toList();
        return new Effective(desk.standing(), all.stream().limit(limit).map(RoutesApi::shown).toList(),
                Math.max(0, all.size() - limit));
    }

    private static boolean isCallOfOne(Route route) {
        return route.prefix().startsWith("/services/call/") && route.label().source() == Route.Source.BUILT_IN
                && !(route.to() instanceof Destination.NoSuchService) && route.edits().rewrite().isEmpty();
    }

    private static Shown shown(Route route) {
        var calls = route.to() instanceof Destination.NoSuchService;
        return new Shown(RouteWords.source(route), route.label().name(), route.takes() + (calls ? "{service}/" : ""),
                calls ? "that service" : RouteWords.leads(route), RouteWords.says(route));
    }

    private Explanation explain(Request request) {
        var url = request.query("url").filter(u -> !u.isBlank())
                .orElseThrow(() -> Problem.invalid("url", "must be there"));
        return new Explainer(table.get(), directory).of(request.query("method").orElse("GET"), url,
                request.queries("header"), request.query("client").map(RoutesApi::address).orElse(null));
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException e) {
            throw Problem.invalid("client", "is no address such as 192.0.2.1 or 2001:db8::1");
        }
    }

    private static Optional<String> text(Request request) {
        var body = request.body();
        return body.length == 0 ? Optional.empty() : Optional.of(new String(body, StandardCharsets.UTF_8));
    }

    private static OptionalInt to(Request request) {
        if (request.body().length == 0) {
            return OptionalInt.empty();
        }
        var fields = request.fields();
        var to = fields.integer("to", 0, 1, Integer.MAX_VALUE);
        fields.verify();
        return to == 0 ? OptionalInt.empty() : OptionalInt.of(to);
    }

    private static String who(Request request) {
        return request.isProven() ? "the operator's token" : "a client of this machine";
    }
}
