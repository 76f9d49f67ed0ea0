package stoa.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static stoa.gateway.RawInstance.answering;
import static stoa.gateway.RawInstance.ok;
import static stoa.gateway.TestGateway.request;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import stoa.discovery.RouteRecord;
import stoa.http.access.Sessions;

/** What an operator's routes do to requests, by the wire. */
class ConfiguredRoutesTest {
    private final RawInstance orders = answering(
            "HTTP/1.1 200 OK\r\nServer: old\r\nX-Kept: 1\r\nX-Twice: 1\r\nContent-Length: 6\r\n\r\norders");
    private final RawInstance next = answering(ok("next"));
    private final TestGateway gateway = TestGateway.with("routes", """
            - {name: strip, prefix: /strip/, service: orders, strip: true}
            - {name: re, prefix: /re/, service: orders, rewrite: /v2/}
            - {name: root, prefix: /root/, service: orders, rewrite: /}
            - {name: plain, prefix: /plain, service: orders, rewrite: /v3}
            - {name: one, path: /one, service: orders, rewrite: /other/page}
            - {name: post, prefix: /both/, methods: [POST], service: next}
            - {name: get, prefix: /both/, service: orders}
            - {name: split, prefix: /split/, services: [{service: orders, weight: 3}, {service: next, weight: 1}]}
            - {name: old, prefix: /old/, redirect: {to: /new/}}
            - {name: moved, prefix: /moved, redirect: {to: "https://shop.example/m", status: 301}}
            - {name: up, prefix: /up/, redirect: {to: /}}
            - {name: there, path: /there, redirect: {to: "/here?a=b", status: 303}}
            - {name: gone, prefix: /gone/, answer: {status: 410, body: gone}}
            - {name: start, host: root.test, path: /, service: orders, rewrite: /start}
            - {name: site, host: shop.test, prefix: /, service: next}
            - name: edits
              prefix: /edits/
              service: orders
              request-headers: {set: {X-From: edge}, add: {X-Twice: b}, remove: [X-Debug, Cookie]}
              response-headers: {set: {X-Frame: deny}, add: {X-Twice: 2}, remove: [Server]}
            """);

    ConfiguredRoutesTest() {
        gateway.service("orders", new RouteRecord("/orders/", true), orders.uri());
        gateway.service("next", new RouteRecord("/next/", true), next.uri());
    }

    @AfterEach
    void close() throws IOException {
        gateway.close();
        orders.close();
        next.close();
    }

    @ParameterizedTest
    @CsvSource({"/strip/a?b, /a?b", "/re/a?b=c, /v2/a?b=c", "/re/, /v2/", "/root/a, /a", "/root/, /", "/plain, /v3",
            "/plain?q, /v3?q", "/plain/a, /v3/a", "/one?q, /other/page?q", "/re/%61, /v2/%61", "/both/a, /both/a"})
    void theServiceSeesThePathThatItsRouteSays(String target, String seen) throws IOException {
        assertThat(gateway.get(target).body()).isEqualTo("orders");
        assertThat(orders.heads.getLast()).startsWith("GET " + seen + " HTTP/1.1\r\n");
    }

    @Test
    void onlyWhatIsTakenOffIsToldAsAPrefix() throws IOException {
        gateway.get("/strip/a");
        assertThat(orders.heads.getLast()).contains("X-Forwarded-Prefix: /strip\r\n");
        gateway.get("/root/a");
        assertThat(orders.heads.getLast()).contains("X-Forwarded-Prefix: /root\r\n");
        gateway.get("/re/a");
        assertThat(orders.heads.getLast()).doesNotContain("X-Forwarded-Prefix");
    }

    @Test
    void methodsAndHostsPartWhatSharesAPath() throws IOException {
        assertThat(gateway.ask(request("POST", "/both/a", "Content-Length: 0")).body()).isEqualTo("next");
        assertThat(gateway.ask("GET /metrics HTTP/1.1\r\nHost: shop.test:8080\r\n\r\n").body()).isEqualTo("next");
        assertThat(gateway.ask("GET /metrics HTTP/1.1\r\nHost: other.test\r\n\r\n").body()).isEqualTo("own");
    }

    @Test
    void requestsAreSplitByWeight() throws IOException {
        var answers = new TreeMap<>(java.util.stream.IntStream.range(0, 200).mapToObj(_ -> {
            try {
                return gateway.get("/split/").body();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }).collect(Collectors.groupingBy(body -> body, Collectors.counting())));
        assertThat(answers.keySet()).containsExactlyElementsOf(List.of("next", "orders"));
        assertThat(answers.get("next")).isBetween(20L, 90L);
    }

    /** As with other gateways: who shares requests out by weight says what becomes of each, and nobody else does. */
    @Test
    void aShareWithoutInstancesFailsAndSaysWhoseItWas() throws IOException {
        gateway.remove("next");
        var failed = new ArrayList<RawInstance.Answer>();
        for (var i = 0; i < 200; i++) {
            var answer = gateway.get("/split/");
            if (answer.status() == 200) {
                assertThat(answer.body()).isEqualTo("orders");
            } else {
                failed.add(answer);
            }
        }
        assertThat(failed).hasSizeBetween(20, 90).allSatisfy(a -> {
            assertThat(a.status()).isEqualTo(503);
            assertThat(a.header("retry-after")).isEqualTo("1");
            assertThat(a.body()).contains("no instance of next is registered; by weight this request fell to next"
                    + " (of orders 3, next 1), and no other takes its place");
        });
    }

    @Test
    void aShareWhoseInstancesRefuseSaysSoToo() throws IOException {
        gateway.service("orders", new RouteRecord("/orders/", true), TestGateway.nobody());
        gateway.service("next", new RouteRecord("/next/", true), TestGateway.nobody());
        assertThat(gateway.get("/split/").body())
                .contains("connection refused by ", "; by weight this request fell to ")
                .contains("(of orders 3, next 1)");
        assertThat(gateway.get("/strip/").body()).contains("connection refused by ").doesNotContain("by weight");
    }

    @ParameterizedTest
    @CsvSource({"/old/, 308, /new/", "/old/a/b?c=d, 308, /new/a/b?c=d", "/old//evil.example, 308, /new/evil.example",
            "/up//evil.example/a, 308, /evil.example/a",
            "/up/a, 308, /a", "/up/, 308, /",
            "/moved, 301, https://shop.example/m", "/moved/a?b, 301, https://shop.example/m/a?b",
            "/moved//a, 301, https://shop.example/m/a", "/there, 303, /here?a=b", "/there?x=y, 303, /here?a=b"})
    void aRedirectNamesTheNewPlaceAndNeverAHostOfTheClients(String target, int status, String location)
            throws IOException {
        var answer = gateway.get(target);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("location")).isEqualTo(location);
        assertThat(orders.heads).isEmpty();
    }

    @Test
    void aFixedAnswerIsGivenWithoutAService() throws IOException {
        var answer = gateway.get("/gone/anything");
        assertThat(answer.status()).isEqualTo(410);
        assertThat(answer.body()).isEqualTo("gone");
    }

    @Test
    void headersAreSetAddedAndRemovedOnTheWayThere() throws IOException {
        gateway.get("/edits/a", "X-From: client", "x-from: again", "X-Twice: a", "X-Debug: 1", "Cookie: a=b",
                "X-Other: o");
        assertThat(orders.heads.getLast()).contains("X-From: edge\r\n", "X-Twice: a\r\n", "X-Twice: b\r\n",
                "X-Other: o\r\n").doesNotContain("client", "again", "X-Debug", "Cookie");
    }

    @Test
    void cookiesThatAreRemovedDoNotComeBackWithoutThePlatformsOwn() throws IOException {
        gateway.get("/edits/a", "Cookie: a=b; " + Sessions.COOKIE + "=c");
        assertThat(orders.heads.getLast()).doesNotContain("Cookie");
        gateway.get("/strip/a", "Cookie: a=b; " + Sessions.COOKIE + "=c");
        assertThat(orders.heads.getLast()).contains("Cookie: a=b\r\n").doesNotContain(Sessions.COOKIE);
    }

    @Test
    void anAddressWithoutAPathIsTheRoot() throws IOException {
        assertThat(gateway.ask("GET http://root.test HTTP/1.1\r\nHost: root.test\r\n\r\n").body()).isEqualTo("orders");
        assertThat(orders.heads.getLast()).startsWith("GET /start HTTP/1.1\r\n");
        gateway.ask("GET http://root.test?a=b HTTP/1.1\r\nHost: root.test\r\n\r\n");
        assertThat(orders.heads.getLast()).startsWith("GET /start?a=b HTTP/1.1\r\n");
    }

    @Test
    void headersAreSetAddedAndRemovedOnTheWayBack() throws IOException {
        var answer = gateway.get("/edits/a");
        assertThat(answer.head()).contains("X-Frame: deny", "X-Twice: 1", "X-Twice: 2", "X-Kept: 1", "X-Request-Id: ")
                .doesNotContain("Server");
        assertThat(gateway.get("/strip/a").head()).contains("Server: old").doesNotContain("X-Frame");
    }

    @Test
    void theGatewaysOwnAnswersOfARouteAreEditedToo() throws IOException {
        gateway.service("orders", new RouteRecord("/orders/", true), TestGateway.nobody());
        var answer = gateway.get("/edits/a");
        assertThat(answer.status()).isGreaterThanOrEqualTo(500);
        assertThat(answer.head()).contains("X-Frame: deny");
    }
}
