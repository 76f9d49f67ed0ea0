package stoa.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import stoa.gateway.filter.Edits;
import stoa.gateway.http1.BadMessage;
import stoa.gateway.http1.Head;
import stoa.gateway.http1.HeadReader;
import stoa.gateway.http1.Target;
import stoa.gateway.route.Destination.NoSuchService;
import stoa.gateway.route.Route.Label;
import stoa.gateway.route.Route.Source;

class PrecedenceTest {
    /** A request as the gateway reads it. */
    private record Asked(Head head, Target target, String path) {
        static Asked of(String method, String host, String path, String... headers) {
            var text = method + " " + path + " HTTP/1.1\r\nHost: " + host + "\r\n"
                    + (headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n") + "\r\n";
            var bytes = (text + "\0").getBytes(StandardCharsets.ISO_8859_1);
            var head = new Head();
            var target = new Target();
            try {
                assertThat(new HeadReader(8192, 8192).request(bytes, text.length(), head)).isTrue();
                target.read(head);
            } catch (BadMessage e) {
                throw new IllegalStateException(e);
            }
            return new Asked(head, target, path);
        }

        @Nullable
        Route in(RouteTable table) {
            return table.find(head.bytes(), target.pathStart(), target.pathEnd(), head, target);
        }
    }

    private static Route route(String name, Match match, boolean strip) {
        return new Route(match, strip, new NoSuchService(), Policy.DEFAULT, Edits.NONE,
                new Label(Source.FILE, name, 1));
    }

    private static Match match(String host, String path, List<String> methods, Map<String, String> headers) {
        return new Match(host, path.startsWith("=") ? path.substring(1) : path, path.startsWith("="), methods, headers);
    }

    private static final RouteTable TABLE = new RouteTable(List.of(
            route("root", match("", "/", List.of(), Map.of()), false),
            route("x", match("", "/x/", List.of(), Map.of()), false),
            route("x-post", match("", "/x/", List.of("POST"), Map.of()), false),
            route("x-beta", match("", "/x/", List.of(), Map.of("x-beta", "*")), false),
            route("x-post-beta", match("", "/x/", List.of("POST"), Map.of("x-beta", "*")), false),
            route("x-post-b", match("", "/x/", List.of("POST"), Map.of("b", "1")), false),
            route("x-get-deep", match("", "/x/deep/", List.of("GET"), Map.of()), false),
            route("x-one", match("", "=/x/one", List.of(), Map.of()), false),
            route("x-one-below", match("", "/x/one", List.of(), Map.of()), false),
            route("slash", match("", "=/x/s/", List.of(), Map.of()), false),
            route("shop", match("shop.example.com", "/x/", List.of(), Map.of()), false),
            route("shop-put", match("shop.example.com", "/put/", List.of("PUT"), Map.of()), false),
            route("below", match("*.example.com", "/", List.of("GET"), Map.of()), false),
            route("deeper", match("*.eu.example.com", "/eu/", List.of(), Map.of()), false)));

    @ParameterizedTest
    @CsvSource({"GET, a, /, root", "GET, a, /x/1, x", "GET, a, /x, root", "POST, a, /x/1, x-post",
            "GET, a, /x/deep/1, x-get-deep", "HEAD, a, /x/deep/1, x-get-deep", "POST, a, /x/deep/1, x-post",
            "get, a, /x/deep/1, x", "GET, a, /x/one, x-one", "GET, a, /x/one/more, x-one-below", "GET, a, /x/s/, slash",
            "GET, a, /x/s/t, x", "GET, shop.example.com, /x/one, shop", "GET, SHOP.Example.com:8080, /x/1, shop",
            "GET, shop.example.com., /x/1, shop", "GET, shop.example.com, /put/1, below",
            "PUT, shop.example.com, /put/1, shop-put", "POST, shop.example.com, /put/1, root",
            "GET, example.com, /x/1, x", "GET, xexample.com, /x/1, x", "GET, a.example.com, /x/1, below",
            "GET, a.b.example.com, /x/1, below", "POST, a.example.com, /x/1, x-post",
            "GET, a.eu.example.com, /eu/1, deeper", "GET, a.eu.example.com, /1, below",
            "GET, .example.com, /x/1, x", "GET, [::1]:80, /x/1, x"})
    void theMoreSpecificRouteTakesTheRequest(String method, String host, String path, String name) {
        assertThat(Asked.of(method, host, path).in(TABLE)).isNotNull().extracting(r -> r.label().name())
                .isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource({"GET, 'x-beta: ', x-beta", "GET, 'X-BETA: yes', x-beta", "POST, 'x-beta: 1', x-post-beta",
            "POST, 'b: 1', x-post-b", "POST, 'b: 2', x-post", "POST, 'b: 1 2', x-post", "GET, 'b: 1', x"})
    void moreConditionsGoBeforeFewerAndAllHaveToHold(String method, String header, String name) {
        assertThat(Asked.of(method, "a", "/x/1", header).in(TABLE)).isNotNull().extracting(r -> r.label().name())
                .isEqualTo(name);
    }

    @Test
    void oneOfSeveralHeadersOfANameIsEnough() {
        assertThat(Asked.of("POST", "a", "/x/1", "B: 2", "b: 1").in(TABLE)).isNotNull()
                .extracting(r -> r.label().name()).isEqualTo("x-post-b");
    }

    @Test
    void theTargetsOwnHostGoesBeforeTheHeader() {
        var asked = Asked.of("GET", "a", "http://shop.example.com:80/x/1");
        assertThat(asked.in(TABLE)).isNotNull().extracting(r -> r.label().name()).isEqualTo("shop");
    }

    /** Whether the only route of this table could take the request. */
    private static boolean wouldTake(Trial trial, RouteTable only) {
        return trial.of(only, null).stream().anyMatch(t -> t.why().isEmpty());
    }

    @Test
    void aLookUpFindsWhatTryingEachRouteFinds() {
        var random = new Random(11);
        var hosts = List.of("", "", "a.b", "*.b", "*.a.b", "c.a.b");
        var asked = List.of("a.b", "b", "c.a.b", "d.c.a.b", "x");
        var methods = List.of(List.<String>of(), List.of("GET"), List.of("POST", "PUT"));
        for (var round = 0; round < 300; round++) {
            var routes = new ArrayList<Route>();
            for (var i = random.nextInt(25); i >= 0; i--) {
                var headers = new HashMap<String, String>();
                if (random.nextInt(3) == 0) {
                    headers.put("h", random.nextBoolean() ? "*" : "1");
                }
                var match = match(hosts.get(random.nextInt(hosts.size())),
                        (random.nextInt(4) == 0 ? "=" : "") + path(random, 3) + (random.nextBoolean() ? "/" : ""),
                        methods.get(random.nextInt(3)), headers);
                routes.add(route("r" + i, match, !match.exact() && random.nextBoolean()));
            }
            var table = new RouteTable(routes);
            var each = routes.stream().map(r -> new RouteTable(List.of(r))).toList();
            for (var i = 0; i < 100; i++) {
                var request = Asked.of(random.nextBoolean() ? "GET" : "POST", asked.get(random.nextInt(asked.size())),
                        path(random, 4) + (random.nextInt(3) == 0 ? "/" : ""),
                        random.nextBoolean() ? "h: 1" : "i: 1");
                var trial = new Trial(request.head, request.target, request.path);
                // a stable sort: of equals the first stays the first
                var expected = each.stream().filter(t -> wouldTake(trial, t)).map(t -> t.routes().getFirst())
                        .sorted(trial::before).findFirst().orElse(null);
                var found = request.in(table);
                assertThat(found).as("%s %s in %s", request.path, request.head.text(0, request.head.length()), routes)
                        .isEqualTo(expected);
                assertThat(trial.of(table, found)).allMatch(t -> t.taken() == t.why().isEmpty());
            }
        }
    }

    private static String path(Random random, int most) {
        var path = new StringBuilder();
        for (var i = random.nextInt(most); i >= 0; i--) {
            path.append('/').append("ab".repeat(2), 0, 1 + random.nextInt(2));
        }
        return path.toString();
    }
}
