package stoa.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import stoa.http.Problem;
import stoa.http.client.Client;

class MalformedRegistrationTest {
    private static RunningCatalog catalog;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        catalog = new RunningCatalog(folder);
    }

    @AfterAll
    static void stop() {
        catalog.close();
    }

    private record Errors(List<Problem.FieldError> errors) {}

    private static List<String> badFields(Client.Answer answer) throws IOException {
        assertThat(answer.status()).as(answer.text()).isEqualTo(422);
        var fields = answer.json(Errors.class).errors().stream().map(Problem.FieldError::field);
        return fields.distinct().sorted().toList();
    }

    private static final String TABLE = """
            url {}
            url {"url": 7}
            url {"url": " "}
            url {"url": "127.0.0.1:80"}
            url {"url": "ftp://host/"}
            url {"url": "http://"}
            url {"url": "http://a b/"}
            url {"url": "http://me:secret@host/"}
            url {"url": "http://host/base"}
            url {"url": "http://host/?q=1"}
            url {"url": "http://host#f"}
            url {"url": "http://host:0"}
            url {"url": "http://host:65536"}
            url {"url": "http://host:"}
            url {"url": "http://me:secret@a_b/"}
            url {"url": "http://a_b/base"}
            url {"url": "http://a_b:0"}
            url {"url": "http://a_b:65536"}
            url {"url": "http://a_b:"}
            url {"url": "http://a_b:port"}
            url {"url": "http://a_b..c"}
            url {"url": "https://a_b"}
            weight {"url": "http://h:1", "weight": -1}
            weight {"url": "http://h:1", "weight": 1001}
            weight {"url": "http://h:1", "weight": 1.5}
            weight {"url": "http://h:1", "weight": "1"}
            weight {"url": "http://h:1", "weight": 99999999999}
            tags {"url": "http://h:1", "tags": "blue"}
            tags {"url": "http://h:1", "tags": [1]}
            tags {"url": "http://h:1", "tags": [""]}
            tags {"url": "http://h:1", "tags": ["a\\u0007b"]}
            tags {"url": "http://h:1", "tags": ["xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"]}
            tags {"url": "http://h:1", "tags": ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15", "16", "17", "18", "19", "20", "21", "22", "23", "24", "25", "26", "27", "28", "29", "30", "31", "32"]}
            version {"url": "http://h:1", "version": 1}
            version {"url": "http://h:1", "version": "11111111111111111111111111111111111111111111111111111111111111111"}
            version {"url": "http://h:1", "version": "a\\nb"}
            route {"url": "http://h:1", "route": "/o/"}
            route.prefix {"url": "http://h:1", "route": {}}
            route.prefix {"url": "http://h:1", "route": {"prefix": "o/"}}
            route.prefix {"url": "http://h:1", "route": {"prefix": "/a//b/"}}
            route.prefix {"url": "http://h:1", "route": {"prefix": "/a/../b/"}}
            route.prefix {"url": "http://h:1", "route": {"prefix": "/a?b"}}
            route.prefix {"url": "http://h:1", "route": {"prefix": "/a b/"}}
            route.prefix {"url": "http://h:1", "route": {"prefix": 1}}
            route.strip {"url": "http://h:1", "route": {"prefix": "/o/", "strip": "yes"}}
            check {"url": "http://h:1", "check": "/health"}
            check.http {"url": "http://h:1", "check": {}}
            check.http {"url": "http://h:1", "check": {"tcp": false}}
            check.http {"url": "http://h:1", "check": {"http": "health"}}
            check.http {"url": "http://h:1", "check": {"http": ""}}
            check.http {"url": "http://h:1", "check": {"http": "/a b"}}
            check.http {"url": "http://h:1", "check": {"http": "/a\\r\\nHost: x"}}
            check.http {"url": "http://h:1", "check": {"http": "/#f"}}
            check.http {"url": "http://h:1", "check": {"http": "/xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"}}
            check.http {"url": "http://h:1", "check": {"http": "/", "tcp": true}}
            check.http {"url": "http://h:1", "check": {"http": 1}}
            check.tcp {"url": "http://h:1", "check": {"tcp": "yes", "http": "/"}}
            check.interval {"url": "http://h:1", "check": {"tcp": true, "interval": "99ms"}}
            check.interval {"url": "http://h:1", "check": {"tcp": true, "interval": "11m"}}
            check.interval {"url": "http://h:1", "check": {"tcp": true, "interval": "often"}}
            check.interval {"url": "http://h:1", "check": {"tcp": true, "interval": 2}}
            check.timeout {"url": "http://h:1", "check": {"tcp": true, "timeout": "49ms"}}
            check.timeout {"url": "http://h:1", "check": {"tcp": true, "timeout": "61s"}}
            check.timeout {"url": "http://h:1", "check": {"tcp": true, "timeout": 1}}
            check.status {"url": "http://h:1", "check": {"http": "/", "status": "1xx"}}
            check.status {"url": "http://h:1", "check": {"http": "/", "status": "ok"}}
            check.status {"url": "http://h:1", "check": {"http": "/", "status": 200}}
            check.status {"url": "http://h:1", "check": {"http": "/", "status": ""}}
            check.contains {"url": "http://h:1", "check": {"http": "/", "contains": ""}}
            check.contains {"url": "http://h:1", "check": {"http": "/", "contains": "a\\nb"}}
            check.contains {"url": "http://h:1", "check": {"http": "/", "contains": 7}}
            check.headers {"url": "http://h:1", "check": {"http": "/", "headers": ["X: 1"]}}
            check.headers {"url": "http://h:1", "check": {"http": "/", "headers": {"X": 1}}}
            check.headers {"url": "http://h:1", "check": {"http": "/", "headers": {"": "1"}}}
            check.headers {"url": "http://h:1", "check": {"http": "/", "headers": {"X Y": "1"}}}
            check.headers {"url": "http://h:1", "check": {"http": "/", "headers": {"X:": "1"}}}
            check.headers {"url": "http://h:1", "check": {"http": "/", "headers": {"X": "1\\r\\nHost: evil"}}}
            check.headers {"url": "http://h:1", "check": {"http": "/", "headers": {"X": " 1"}}}
            check.headers {"url": "http://h:1", "check": {"http": "/", "headers": {"X": "1", "x": "2"}}}
            check.headers {"url": "http://h:1", "check": {"http": "/", "headers": {"Host": "elsewhere"}}}
            check.headers {"url": "http://h:1", "check": {"http": "/", "headers": {"content-length": "5"}}}
            check.headers {"url": "http://h:1", "check": {"http": "/", "headers": {"Transfer-Encoding": "chunked"}}}
            check.headers {"url": "http://h:1", "check": {"http": "/", "headers": {"Connection": "keep-alive"}}}
            check.headers {"url": "http://h:1", "check": {"http": "/", "headers": {"a": "", "b": "", "c": "", "d": "", "e": "", "f": "", "g": "", "h": "", "i": "", "j": "", "k": "", "l": "", "m": "", "n": "", "o": "", "p": "", "q": ""}}}
            check.expect {"url": "http://h:1", "check": {"http": "/", "expect": "X"}}
            check.expect {"url": "http://h:1", "check": {"http": "/", "expect": {"X": "a\\tb\\u0000"}}}
            check.unhealthyAfter {"url": "http://h:1", "check": {"http": "/", "unhealthyAfter": 0}}
            check.unhealthyAfter {"url": "http://h:1", "check": {"http": "/", "unhealthyAfter": 11}}
            check.healthyAfter {"url": "http://h:1", "check": {"http": "/", "healthyAfter": "2"}}
            check.status {"url": "http://h:1", "check": {"tcp": true, "status": "200"}}
            check.contains {"url": "http://h:1", "check": {"tcp": true, "contains": "x"}}
            check.headers {"url": "http://h:1", "check": {"tcp": true, "headers": {"X": "1"}}}
            check.expect {"url": "http://h:1", "check": {"tcp": true, "expect": {"X": "1"}}}
            ttl {"url": "http://h:1", "ttl": "999ms"}
            ttl {"url": "http://h:1", "ttl": "25h"}
            ttl {"url": "http://h:1", "ttl": "forever"}
            ttl {"url": "http://h:1", "ttl": 15}
            """;

    static Stream<Arguments> malformed() {
        return TABLE.lines().filter(line -> !line.isBlank()).map(line -> {
            var at = line.indexOf(' ');
            return Arguments.of(line.substring(0, at), line.substring(at).strip());
        });
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void theBadFieldIsNamed(String field, String body) throws IOException {
        assertThat(badFields(catalog.register("orders", "orders-1", body))).containsExactly(field);
    }

    @Test
    void everyBadFieldIsNamedAtOnce() throws IOException {
        var answer = catalog.register("Orders", "-1", """
                {"url": "h", "weight": -1, "tags": "t", "version": 1, "route": {"prefix": "x", "strip": 1},
                 "check": {"http": "x", "interval": "1ms", "timeout": "1h"}, "ttl": "1ms"}""");
        assertThat(badFields(answer)).containsExactly("check.http", "check.interval", "check.timeout", "instance",
                "name", "route.prefix", "route.strip", "tags", "ttl", "url", "version", "weight");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Orders", "1orders", "or_ders", "-orders", "health", "logs", "stats", "discover", "watch",
            "call", "prometheus"})
    void aBadOrReservedServiceNameIsNamed(String name) throws IOException {
        assertThat(badFields(catalog.register(name, "x-1", "{\"url\": \"http://h:1\"}"))).containsExactly("name");
    }

    @Test
    void namesOfTheLongestLengthAreTakenAndLongerOnesAreNot() throws IOException {
        var body = "{\"url\": \"http://h:1\"}";
        assertThat(catalog.register("n".repeat(63), "i".repeat(128), body).status()).isEqualTo(201);
        assertThat(badFields(catalog.register("n".repeat(64), "i".repeat(129), body))).containsExactly("instance",
                "name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://h:1", "https://h", "http://[::1]:9001/", "http://10.0.0.1:65535"})
    void theseUrlsAreGood(String url) throws IOException {
        assertThat(catalog.register("good", "good-1", "{\"url\": \"" + url + "\"}").status()).isIn(200, 201);
    }

    @Test
    void theExtremesAreGood() throws IOException {
        var answer = catalog.register("extreme", "A.b_c:d-1", """
                {"url": "http://h:1", "weight": 1000, "tags": ["ein Wort"], "version": "", "ttl": "24h",
                 "check": {"http": "/?all=1", "interval": "10m", "timeout": "1m", "status": "200, 404,5xx",
                  "contains": "Grün", "headers": {"Authorization": "Basic YTpi", "X-Empty": ""},
                  "expect": {"Content-Type": "application/json*"}, "unhealthyAfter": 10, "healthyAfter": 10}}""");
        assertThat(answer.status()).isEqualTo(201);
    }

    @Test
    void whatIsNoJsonObjectIs400() throws IOException {
        assertThat(catalog.register("orders", "orders-1", "[1]").status()).isEqualTo(400);
    }
}
