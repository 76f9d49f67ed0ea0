package stoa.gateway.routefile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import stoa.gateway.balance.Balancing;
import stoa.gateway.route.Action;
import stoa.gateway.route.Match;
import stoa.gateway.route.Policy;
import stoa.gateway.route.RouteSpec;

class RouteReaderTest {
    private static List<String> flaws(String text) {
        return RouteReader.file(text, Path.of("")).flaws().stream().map(Flaw::toString).toList();
    }

    @Test
    void aRouteWithAllThatCanBeSaid() {
        var read = RouteReader.file("""
                routes:
                  - name: shop-beta
                    host: Shop.Example.com
                    prefix: /shop/
                    methods: [POST, GET]
                    headers: {X-Beta: "*", x-team: blue}
                    services:
                      - {service: orders, weight: 90}
                      - {service: orders-next, weight: 10}
                    rewrite: /v2/
                    request-headers: {set: {X-From: edge}, add: {X-More: 1}, remove: [X-Debug]}
                    response-headers: {remove: Server}
                    balance: hash header X-User
                    retries: false
                    try-timeout: 500ms
                    timeout: 2s
                    max-body: 1MiB
                """, Path.of(""));
        assertThat(read.flaws()).isEmpty();
        var route = read.routes().getFirst();
        assertThat(route.match()).isEqualTo(new Match("shop.example.com", "/shop/", false, List.of("GET", "POST"),
                Map.of("x-beta", "*", "x-team", "blue")));
        assertThat(route.action()).isEqualTo(new Action.ToServices(
                List.of(new Action.Share("orders", 90), new Action.Share("orders-next", 10)), false, "/v2/"));
        assertThat(route.policy()).isEqualTo(new Policy(new Balancing.ByHash(Balancing.Key.HEADER, "X-User"), false,
                Duration.ofMillis(500), Duration.ofSeconds(2), 1 << 20));
        assertThat(route.fields()).containsEntry("request-headers", "set X-From: edge; add X-More: 1; remove X-Debug")
                .containsEntry("response-headers", "remove Server")
                .containsEntry("services", "orders 90, orders-next 10").containsEntry("timeout", "2s");
    }

    @Test
    void jsonIsReadAsWell() {
        assertThat(RouteReader.file("{\"routes\": [{\"prefix\": \"/a/\", \"service\": \"b\", \"strip\": true}]}",
                Path.of("")))
                .isEqualTo(new RouteReader.Read(List.of(RouteSpec.of("/a/", "b", true)), List.of()));
        assertThat(RouteReader.file("routes: []", Path.of("")).isSound()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"prefix: a/, service: b | prefix: \"a/\" is not a plain path",
            "prefix: /a/../b, service: b | prefix:", "prefix: /a%2f, service: b | prefix:",
            "service: b | prefix: is missing", "prefix: /a, path: /a, service: b | path: cannot stand beside prefix",
            "prefix: /a/ | leads nowhere", "prefix: /a/, service: b, redirect: {to: /} | more than one of",
            "prefix: /a/, service: B | service: \"B\" is not a service's name",
            "prefix: /a/, service: b, stripp: true | stripp: is not known here; known are",
            "prefix: /a/, service: b, strip: maybe | strip: is neither true nor false",
            "prefix: /a/, service: b, host: localhost | host: \"localhost\" is where the platform itself is reached",
            "prefix: /a/, service: b, host: 127.0.0.1 | host:", "prefix: /a/, service: b, host: a*.b | host:",
            "prefix: /a/, service: b, host: 'a:80' | host:",
            "prefix: /a/, service: b, methods: [get] | methods: \"get\"",
            "prefix: /a/, service: b, methods: [CONNECT] | methods:", "prefix: /a/, service: b, methods: [] | methods:",
            "prefix: /a/, service: b, headers: {'a b': 1} | headers:",
            "prefix: /a/, service: b, headers: {Host: b} | headers:",
            "prefix: /a/, service: b, headers: {a: \"b\\nc\"} | headers: a: the value holds a control character",
            "prefix: /a/, service: b, balance: best | balance: \"best\" is none of peak-ewma",
            "prefix: /a/, service: b, timeout: 5 | timeout: \"5\" is not a duration",
            "prefix: /a/, service: b, timeout: 0s | timeout:", "prefix: /a/, service: b, max-body: many | max-body:",
            "prefix: /a/, service: b, strip: true, rewrite: /b/ | strip: cannot stand beside rewrite",
            "prefix: /a/, service: b, rewrite: /b | rewrite: must end with a slash",
            "prefix: /a, service: b, rewrite: /b/ | rewrite:", "path: /a, service: b, strip: true | strip:",
            "prefix: /a/, services: [] | services: has no service",
            "prefix: /a/, services: [{service: a, weight: 0}] | services:",
            "prefix: /a/, services: [{service: a}, {service: a}] | services: names a service twice",
            "prefix: /a/, services: [{service: a, wait: 1}] | services[1].wait: is not known here",
            "prefix: /a/, services: [{service: a, weight: -1}] | services[1].weight: is not a whole number",
            "prefix: /services/call/x/, service: b | prefix: /services/call/x/ overlaps with /services/",
            "prefix: /metrics, service: b | prefix: /metrics is the gateway's own",
            "path: /health, answer: {} | path: /health is the gateway's own",
            "prefix: /console/, service: b | prefix: /console/ belongs to the service console",
            "prefix: /api/v2/, service: b | prefix: /api/v2/ overlaps with /api/, which belongs to the service names",
            "prefix: /a/, files: /no/such/folder | files: \"/no/such/folder\" is not there: /no/such/folder",
            "prefix: /a/, files: pom.xml | is no folder", "path: /a, files: src | files: belongs to a prefix",
            "prefix: /a/, files: src, strip: true | strip and rewrite belong to",
            "prefix: /a/, files: src, timeout: 5s | timeout: belongs to routes that lead to a service",
            "prefix: /a/, files: src, cache-control: \"a\\nb\" | cache-control: the value holds a control character",
            "prefix: /a/, service: b, cache-control: no-store | cache-control: belongs to routes with files",
            "name: 'a b', prefix: /a/, service: b | name:", "name: [a], prefix: /a/, service: b | name:"})
    void whatCannotBeIsSaidWithItsField(String route, String words) {
        assertThat(flaws("routes: [{" + route + "}]")).singleElement().asString().startsWith("route 1").contains(words);
    }

    @ParameterizedTest
    @ValueSource(strings = {"prefix: /, service: b", "host: shop.example, prefix: /metrics, service: b",
            "prefix: /api/, service: names, strip: true, balance: round-robin",
            "host: '*.a_b.example', prefix: /, service: b",
            "path: /a/b, service: c, rewrite: /d", "prefix: /a/, redirect: {to: 'https://b.example/', status: 301}"})
    void whatCanBe(String route) {
        assertThat(flaws("routes: [{" + route + "}]")).isEmpty();
    }

    @Test
    void foldersAreRelativeToTheRoutesFile(@TempDir Path folder) throws IOException {
        Files.createDirectories(folder.resolve("site"));
        var read = RouteReader.file("routes: [{prefix: /a/, files: ./site, cache-control: no-cache}]", folder);
        assertThat(read.flaws()).isEmpty();
        assertThat(read.routes().getFirst().action())
                .isEqualTo(new Action.Files(folder.resolve("site").toAbsolutePath(), "no-cache"));
        assertThat(read.routes().getFirst().leads()).isEqualTo("files of " + folder.resolve("site"));
        assertThat(read.routes().getFirst().fields()).containsEntry("cache-control", "no-cache");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"/a/ | //evil.example/ | to:", "/a/ | /\\evil | to:",
            "/a/ | https://shop.example | neither a path", "/a/ | javascript:alert(1) | to:",
            "/a/ | /b | to: cannot be followed",
            "/a | /b/ | cannot be followed", "/a/ | /b/?c=d | cannot be followed", "/a/ | /b c/ | to:",
            "/a/ | https://me@shop.example/ | to:", "/a/ | shop.example/ | to:"})
    void aRedirectToWhereAClientCouldChooseTheHostIsRefused(String prefix, String to, String words) {
        assertThat(flaws("routes: [{prefix: " + prefix + ", redirect: {to: '" + to + "'}}]")).singleElement().asString()
                .contains(words);
    }

    @ParameterizedTest
    @CsvSource({"Host, gateway's own", "Connection, belongs to the connection", "content-length, belongs to",
            "Transfer-Encoding, belongs to", "TE, belongs to", "X-Forwarded-For, gateway's own",
            "X-Stoa-Operator, gateway's own", "traceparent, gateway's own", "X-Request-Id, gateway's own",
            "Proxy-Authorization, belongs to", "Via, gateway's own", "'A B', not the name", "'A:', not the name"})
    void fieldsOfTheConnectionAndOfTheGatewayCannotBeEdited(String name, String words) {
        for (var edits : List.of("set: {'" + name + "': x}", "add: {'" + name + "': x}", "remove: ['" + name + "']")) {
            assertThat(flaws("routes: [{prefix: /a/, service: b, request-headers: {" + edits + "}}]")).singleElement()
                    .asString().contains(words);
            assertThat(flaws("routes: [{prefix: /a/, service: b, response-headers: {" + edits + "}}]")).hasSize(1);
        }
    }

    @Test
    void aValueCannotBringInAnotherHeader() {
        assertThat(flaws(
                "routes: [{prefix: /a/, service: b, request-headers: {set: {X-A: \"b\\r\\nX-Stoa-Operator: 1\"}}}]"))
                .singleElement().asString().contains("request-headers.set: X-A: the value holds a control character");
    }

    @Test
    void allErrorsAreSaidAtOnceWithTheRoutesNumberOrName() {
        assertThat(flaws("""
                routes:
                  - {name: one, prefix: /a/, service: A, colour: red}
                  - {prefix: /b/, service: b, timeout: soon}
                  - {name: one, prefix: /c/, service: c}
                  - {prefix: /b/, service: b}
                  - {prefix: /b/, service: d}
                  - seven
                """)).containsExactly(
                "route 1 (one): service: \"A\" is not a service's name",
                flaws("routes: [{name: one, prefix: /a/, service: a, colour: red}]").getFirst(),
                "route 2: timeout: \"soon\" is not a duration such as 500ms, 15s, 2m or 1h",
                "route 3 (one): name: is the name of route 1 (one) already",
                "route 5: takes the same requests as route 4", "route 6: is not a list of fields and values");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"'' | is empty", "a: 1 | \"a\" is not known here", "[] | has no field routes",
            "routes: 1 | has no list of routes", "'routes: [' | is not YAML or JSON: line",
            "'routes: [{prefix: /a/, prefix: /b/, service: c}]' | is not YAML or JSON"})
    void aFileThatIsNone(String text, String words) {
        assertThat(flaws(text)).anySatisfy(flaw -> assertThat(flaw).contains(words));
    }
}
