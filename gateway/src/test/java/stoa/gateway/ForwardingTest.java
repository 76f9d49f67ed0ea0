package stoa.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static stoa.gateway.RawInstance.answering;
import static stoa.gateway.RawInstance.ok;
import static stoa.gateway.TestGateway.request;

import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import stoa.gateway.RawInstance.Answer;

class ForwardingTest {
    private final RawInstance instance = RawInstance.doing(peer -> {
        String head;
        while ((head = peer.head()) != null) {
            var length = new Answer(head, "").header("content-length");
            if (!length.isEmpty()) {
                peer.read(Integer.parseInt(length));
            }
            peer.send(ok(""));
        }
    });
    private final TestGateway gateway = TestGateway.with().service("orders", instance);

    @AfterEach
    void close() throws IOException {
        gateway.close();
        instance.close();
    }

    private Answer seen(String... headers) throws IOException {
        gateway.get("/orders/1", headers);
        return new Answer(instance.heads.getLast(), "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Connection: keep-alive, X-Named", "Keep-Alive: timeout=5", "Proxy-Connection: keep-alive",
            "Proxy-Authorization: Basic abc", "TE: gzip", "Upgrade: websocket", "HTTP2-Settings: AAMAAABkAAQAAP",
            "X-Stoa-Operator: yes", "Forwarded: for=10.0.0.1", "x-forwarded-user: root"})
    void whatIsForThisConnectionOrForTheGatewayAloneGoesNoFurther(String header) throws IOException {
        var seen = seen(header, "Connection: X-Named", "X-Named: secret", "X-Kept: yes");
        assertThat(seen.header(header.substring(0, header.indexOf(':')).toLowerCase(java.util.Locale.ROOT))).isEmpty();
        assertThat(seen.header("x-named")).isEmpty();
        assertThat(seen.header("x-kept")).isEqualTo("yes");
    }

    @Test
    void noNamingTakesTheFramingOff() throws IOException {
        var seen = new String[1];
        gateway.ask("POST /orders/1 HTTP/1.1\r\nHost: a\r\nConnection: content-length\r\nContent-Length: 2\r\n\r\nhi");
        seen[0] = instance.heads.getLast();
        assertThat(new Answer(seen[0], "").header("content-length")).isEqualTo("2");
    }

    @Test
    void theInstanceLearnsWhoAskedForWhat() throws IOException {
        var seen = seen("X-Forwarded-For: 10.9.8.7", "X-Forwarded-Host: evil.example", "X-Forwarded-Proto: https");
        assertThat(seen.header("x-forwarded-for")).isEqualTo("127.0.0.1");
        assertThat(seen.header("x-forwarded-host")).isEqualTo("shop.example");
        assertThat(seen.header("x-forwarded-proto")).isEqualTo("http");
        assertThat(seen.header("x-forwarded-port")).isEqualTo(Integer.toString(gateway.port("main")));
        assertThat(seen.header("x-forwarded-prefix")).isEqualTo("/orders");
        assertThat(seen.header("via")).isEqualTo("1.1 stoa");
        assertThat(seen.header("host")).isEqualTo("127.0.0.1:" + instance.port());
        assertThat(seen.head().split("(?i)x-forwarded-for:", -1)).hasSize(2);
    }

    @Test
    void theRequestIdIsTheGatewaysOwnAndComesBack() throws IOException {
        var answer = gateway.get("/orders/1", "X-Request-Id: mine");
        var seen = new Answer(instance.heads.getLast(), "");
        assertThat(seen.header("x-request-id")).matches("[0-9a-f]{32}").isEqualTo(answer.header("x-request-id"));
        assertThat(answer.header("x-stoa-instance")).isEqualTo("orders-1");
        assertThat(gateway.log).singleElement().satisfies(entry -> {
            assertThat(entry.requestId()).isEqualTo(answer.header("x-request-id"));
            assertThat(entry.service()).isEqualTo("orders");
            assertThat(entry.instance()).isEqualTo("orders-1");
            assertThat(entry.path()).isEqualTo("/orders/1");
            assertThat(entry.status()).isEqualTo(200);
        });
    }

    @Test
    void aValidTraceGoesOnWithASpanOfTheGateways() throws IOException {
        var seen = seen("traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00", "tracestate: a=b");
        assertThat(seen.header("traceparent")).matches("00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-00")
                .doesNotContain("b7ad6b7169203331");
        assertThat(seen.header("tracestate")).isEqualTo("a=b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"00-00000000000000000000000000000000-b7ad6b7169203331-01",
            "00-0AF7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01", "00-1-2-3",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-x"})
    void anInvalidTraceIsReplacedByAFreshOne(String header) throws IOException {
        var seen = seen("traceparent: " + header, "tracestate: a=b");
        assertThat(seen.header("traceparent")).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01").isNotEqualTo(header);
        assertThat(seen.header("tracestate")).isEmpty();
    }

    @Test
    void anAbsoluteTargetCountsAboveTheHostField() throws IOException {
        gateway.ask(request("GET", "http://other.example:81/orders/1?x"));
        var seen = new Answer(instance.heads.getLast(), "");
        assertThat(seen.head()).startsWith("GET /1?x HTTP/1.1\r\n");
        assertThat(seen.header("x-forwarded-host")).isEqualTo("other.example:81");
    }

    @Test
    void readinessForTrailersIsPassedOn() throws IOException {
        var seen = seen("TE: gzip, trailers;q=0.5");
        assertThat(seen.header("te")).isEqualTo("trailers");
        assertThat(seen.header("connection")).isEqualTo("TE");
    }

    @Test
    void aRequestThatGoesInACircleIsStopped() throws IOException {
        var via = new String[9];
        java.util.Arrays.fill(via, "Via: 1.1 stoa");
        assertThat(gateway.get("/orders/1", via).status()).isEqualTo(508);
    }

    @ParameterizedTest
    @CsvSource({"BREW, 200", "PROPFIND, 200", "CONNECT, 501", "TRACE, 501"})
    void methodsAreTheServicesBusinessButForThoseOfProxies(String method, int status) throws IOException {
        assertThat(gateway.ask(request(method, "/orders/1")).status()).isEqualTo(status);
    }

    @Test
    void optionsOfTheWholeServerAreTheGateways() throws IOException {
        var answer = gateway.ask(request("OPTIONS", "*"));
        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.header("allow")).contains("PATCH");
        assertThat(gateway.ask(request("GET", "*")).status()).isEqualTo(400);
    }

    @Test
    void fieldsOfTheAnswerThatAreForTheConnectionStayBehind() throws IOException {
        try (var chatty = answering("HTTP/1.1 200 Fine\r\nConnection: X-Hop\r\nX-Hop: 1\r\nKeep-Alive: timeout=9\r\n"
                + "X-Request-Id: theirs\r\nX-Stoa-Instance: lie\r\nUpgrade: h2c\r\nX-Kept: a\r\nContent-Length: 1\r\n\r\n!")) {
            gateway.service("chatty", chatty);
            var answer = gateway.get("/chatty/");
            assertThat(answer.head()).startsWith("HTTP/1.1 200 Fine\r\n");
            for (var gone : List.of("x-hop", "keep-alive", "upgrade", "connection")) {
                assertThat(answer.header(gone)).as(gone).isEmpty();
            }
            assertThat(answer.header("x-kept")).isEqualTo("a");
            assertThat(answer.header("x-request-id")).matches("[0-9a-f]{32}");
            assertThat(answer.header("x-stoa-instance")).isEqualTo("chatty-1");
            assertThat(answer.head().split("(?i)x-stoa-instance", -1)).hasSize(2);
        }
    }

    @Test
    void whatIsAnsweredSaysWhenThoughTheInstanceDoesNot() throws IOException {
        var before = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        for (var answer : List.of(gateway.get("/orders/1"), gateway.get("/nowhere"), gateway.get("/orders"),
                gateway.ask(request("OPTIONS", "*")),
                gateway.ask("nonsense\r\n\r\n"))) {
            var date = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(answer.header("date")));
            assertThat(date).isBetween(before, Instant.now());
            assertThat(answer.header("date")).matches("[A-Z][a-z]{2}, \\d{2} [A-Z][a-z]{2} \\d{4} [0-9:]{8} GMT");
        }
    }

    @Test
    void aBrowserIsToldOfAnErrorOnAPage() throws IOException {
        var answer = gateway.get("/nowhere", "Accept: text/html,application/xhtml+xml;q=0.9,*/*;q=0.8");
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("content-type")).startsWith("text/html");
        assertThat(answer.body()).contains("no instance of catalog");
    }
}
