package stoa.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static stoa.gateway.RawInstance.answering;
import static stoa.gateway.RawInstance.ok;
import static stoa.gateway.TestGateway.instance;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import stoa.discovery.RouteRecord;

class RoutingTest {
    private final RawInstance names = answering(ok("names"));
    private final RawInstance catalog = answering(ok("catalog"));
    private final RawInstance users = answering(ok("users"));
    private final TestGateway gateway = TestGateway.with("routes",
            "[{prefix: /shop/, service: names, strip: true}, {prefix: /shop/users, service: users, strip: false}]");

    RoutingTest() {
        gateway.service("names", new RouteRecord("/api/", true), names.uri());
        gateway.service("catalog", List.of(), List.of(instance("catalog-1", catalog.uri(), true, "")));
        gateway.service("users", new RouteRecord("/users", false), users.uri());
    }

    @AfterEach
    void close() throws IOException {
        gateway.close();
        names.close();
        catalog.close();
        users.close();
    }

    @ParameterizedTest
    @CsvSource({"/, catalog, /", "/services, catalog, /services", "/api/name, names, /name", "/api/, names, /",
            "/api/a/b?x=/y, names, /a/b?x=/y", "/apiary, catalog, /apiary", "/users, users, /users",
            "/users/7, users, /users/7", "/usersx, catalog, /usersx", "/shop/name, names, /name",
            "/shop/users/7, users, /shop/users/7", "/services/call/names/name, names, /name",
            "/services/call/1/name?q, names, /name?q", "/services/call/users/users, users, /users",
            "/%61pi/n%61me, names, /n%61me", "/api/%D0%B0, names, /%D0%B0", "/health/live, own, /health/live",
            "/metrics, own, /metrics", "/status, own, /status", "/openapi.json, own, /openapi.json"})
    void theLongestPrefixLeadsAndIsStrippedWhereItsRouteSaysSo(String target, String service, String seen)
            throws IOException {
        assertThat(gateway.get(target).body()).isEqualTo(service);
        var instance = switch (service) {
            case "names" -> names;
            case "users" -> users;
            case "own" -> gateway.own;
            default -> catalog;
        };
        assertThat(instance.heads.getLast()).startsWith("GET " + seen + " HTTP/1.1\r\n");
    }

    @ParameterizedTest
    @CsvSource({"/api, api/", "/api?a=b, api/?a=b", "/services/call/names, names/", "/services/call/1?x, 1/?x"})
    void aPathThatLacksTheSlashOfItsPrefixIsSentThereByARelativeRedirect(String target, String location)
            throws IOException {
        var answer = gateway.get(target);
        assertThat(answer.status()).isEqualTo(308);
        assertThat(answer.header("location")).isEqualTo(location);
    }

    @ParameterizedTest
    @CsvSource({"http://shop.example, /", "http://shop.example?x=/y, /?x=/y", "http://shop.example/, /"})
    void anAddressWithoutAPathIsTheRoot(String target, String seen) throws IOException {
        assertThat(gateway.get(target).body()).isEqualTo("catalog");
        assertThat(catalog.heads.getLast()).startsWith("GET " + seen + " HTTP/1.1\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/../services", "/api/..", "/api/.", "/api/./x", "/api/%2e%2e/x", "/api/.%2E/x",
            "/api/..%2fservices", "/api/..%5Cservices", "/api/..\\services", "/api/..;/x", "/api/%zz", "/api/%0",
            "/api/%00"})
    void aPathThatCouldEscapeItsRouteIsRefused(String target) throws IOException {
        assertThat(gateway.get(target).status()).isEqualTo(400);
        assertThat(names.heads).isEmpty();
        assertThat(catalog.heads).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/...", "/api/a..b", "/api/.well-known/x", "/api/a.", "/api/x?../..", "//x"})
    void dotsThatAreNoSegmentsPass(String target) throws IOException {
        assertThat(gateway.get(target).status()).isEqualTo(200);
    }

    @Test
    void aServiceThatIsNotRegisteredIsUnknownUnderCall() throws IOException {
        var answer = gateway.get("/services/call/nobody/x");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.header("content-type")).isEqualTo("application/problem+json");
        assertThat(answer.body()).contains("there is no service named \\\"nobody\\\"").contains("traceId");
    }

    @Test
    void beforeTheFirstRegistryNothingIsSaidToBeUnknown() throws IOException {
        try (var young = TestGateway.with()) {
            assertThat(young.get("/services/call/nobody/x").status()).isEqualTo(503);
            assertThat(young.get("/").status()).isEqualTo(503);
            assertThat(young.get("/health").body()).isEqualTo("own");
        }
    }

    @Test
    void aWellKnownListenersRootLeadsToItsServiceAndThePathIsKept() throws IOException {
        gateway.service("greeter", users);
        assertThat(ask("greeter", "/api/name")).isEqualTo("users");
        assertThat(users.heads.getLast()).startsWith("GET /api/name ");
        assertThat(ask("catalog", "/services")).isEqualTo("catalog");
        assertThat(ask("catalog", "/services/call/1/name")).isEqualTo("names");
    }

    private String ask(String listener, String target) throws IOException {
        try (var client = gateway.connect(listener)) {
            return client.send(TestGateway.request("GET", target)).answer().body();
        }
    }

    @Test
    void noRoutableInstanceIsAnsweredWithTheReasons() throws IOException {
        gateway.service("orders", List.of(new RouteRecord("/orders/", true)),
                List.of(instance("orders-1", names.uri(), false, "connection refused"),
                        instance("orders-2", users.uri(), false, "draining")));
        var answer = gateway.get("/orders/1");
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("retry-after")).isEqualTo("1");
        assertThat(answer.body()).contains("orders-1: connection refused; orders-2: draining");
    }

    @Test
    void aServiceThatIsGoneIsGoneFromItsRoutes() throws IOException {
        gateway.remove("names");
        assertThat(gateway.get("/api/name").body()).isEqualTo("catalog");
        assertThat(gateway.get("/services/call/names/name").status()).isEqualTo(404);
        assertThat(gateway.get("/shop/name").body()).contains("no instance of names is registered");
    }

    @Test
    void anInstancesHostMayHoldAnUnderscore() throws IOException {
        var port = names.port();
        gateway.service("orders", new RouteRecord("/orders/", true), URI.create("http://names_here:" + port));
        assertThat(gateway.get("/orders/1").body()).isEqualTo("names");
        assertThat(new RawInstance.Answer(names.heads.getLast(), "").header("host")).isEqualTo("names_here:" + port);
        gateway.service("orders", new RouteRecord("/orders/", true), URI.create("http://names_nowhere.invalid"));
        assertThat(gateway.get("/orders/1").body()).contains("no way to orders-1 (names_nowhere.invalid)");
    }

    @Test
    void anInstanceWithAPathOfItsOwnGetsItBeforeEachPath() throws IOException {
        gateway.service("far", new RouteRecord("/far/", true), names.uri().resolve("/base/"));
        assertThat(gateway.get("/far/x?y").status()).isEqualTo(200);
        assertThat(names.heads.getLast()).startsWith("GET /base/x?y HTTP/1.1\r\n");
    }

    @Test
    void aBrowserAtTheRootIsSentToTheConsole() throws IOException {
        var browser = "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
        assertThat(gateway.get("/", browser).body()).as("no console is registered").isEqualTo("catalog");
        gateway.service("console", new RouteRecord("/console/", true), users.uri());
        var answer = gateway.get("/", browser);
        assertThat(answer.status()).isEqualTo(302);
        assertThat(answer.header("location")).isEqualTo("console/");
        assertThat(answer.header("vary")).isEqualTo("Accept");
        assertThat(gateway.get("/console/", browser).body()).isEqualTo("users");
        assertThat(gateway.get("/services", browser).body()).isEqualTo("catalog");
        try (var client = gateway.connect("catalog")) {
            assertThat(client.send(TestGateway.request("GET", "/", browser)).answer().body()).isEqualTo("catalog");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Accept: */*", "Accept: application/json", "Accept: application/json, text/html;q=0.9",
            "X-No: accept"})
    void whoeverElseAsksForTheRootGetsTheCatalogsIndex(String header) throws IOException {
        gateway.service("console", new RouteRecord("/console/", true), users.uri());
        assertThat(gateway.get("/", header).body()).isEqualTo("catalog");
        assertThat(catalog.heads.getLast()).startsWith("GET / HTTP/1.1\r\n");
    }
}
