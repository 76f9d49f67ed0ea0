package stoa.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import stoa.gateway.route.Destination.NoSuchService;

class RouteTableTest {
    private static Route route(String prefix, boolean strip) {
        return new Route(prefix, strip, new NoSuchService());
    }

    private static @Nullable Route find(RouteTable table, String path) {
        var bytes = ("xx" + path + "?").getBytes(StandardCharsets.ISO_8859_1);
        return table.find(bytes, 2, bytes.length - 1);
    }

    /** What the words of a route's prefix say, read one by one. */
    private static boolean matches(Route route, String path) {
        var prefix = route.prefix();
        return prefix.endsWith("/")
                ? path.startsWith(prefix) || (route.strip() && path.equals(prefix.substring(0, prefix.length() - 1)))
                        || (prefix.equals("/") && path.isEmpty())
                : path.equals(prefix) || path.startsWith(prefix + "/");
    }

    @Test
    void aLookUpFindsWhatReadingAllRoutesWouldFind() {
        var random = new Random(7);
        for (var round = 0; round < 300; round++) {
            var routes = new ArrayList<Route>();
            for (var i = random.nextInt(30); i >= 0; i--) {
                var prefix = path(random, 3) + (random.nextBoolean() ? "/" : "");
                if (routes.stream().noneMatch(r -> key(r).equals(key(prefix)))) {
                    routes.add(route(prefix, random.nextBoolean()));
                }
            }
            var table = new RouteTable(routes);
            for (var i = 0; i < 200; i++) {
                var path = path(random, 5) + (random.nextInt(3) == 0 ? "/" : "");
                var expected = routes.stream().filter(r -> matches(r, path))
                        .max(Comparator.comparingInt(r -> r.prefix().length())).orElse(null);
                assertThat(find(table, path)).as("%s in %s", path, routes).isEqualTo(expected);
            }
        }
    }

    private static String key(Route route) {
        return key(route.prefix());
    }

    private static String key(String prefix) {
        return prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix;
    }

    private static String path(Random random, int most) {
        var path = new StringBuilder();
        for (var i = random.nextInt(most); i >= 0; i--) {
            path.append('/').append("abc".repeat(2), 0, 1 + random.nextInt(3));
        }
        return path.toString();
    }

    @Test
    void ofTwoWithTheSamePrefixTheFirstCounts() {
        var first = route("/a/", true);
        assertThat(find(new RouteTable(List.of(first, route("/a/", false))), "/a/b")).isSameAs(first);
    }

    @Test
    void bothFormsOfAPrefixCanStandSideBySide() {
        var one = route("/a", false);
        var all = route("/a/", true);
        var table = new RouteTable(List.of(one, all));
        assertThat(find(table, "/a")).isSameAs(one);
        assertThat(find(table, "/a/")).isSameAs(all);
    }

    @Test
    void anEmptyTableLeadsNowhere() {
        assertThat(find(new RouteTable(List.of()), "/a")).isNull();
    }
}
