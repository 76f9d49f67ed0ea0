package stoa.http.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import stoa.http.Call;
import stoa.telemetry.TraceContext;

@Timeout(30)
class ClientTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private final Client client = new Client(service -> URI.create("http://" + service + ".invalid/base"));

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void anyStatusIsAnAnswerWithItsHeadersInLowerCase() throws IOException {
        try (var peer = Peer
                .saying("HTTP/1.1 503 Busy\r\nX-Kind: one\r\nX-Kind: two\r\nContent-Length: 4\r\n\r\nlast")) {
            var answer = client.at("GET", peer.uri().resolve("/a?b=c%20d")).header("X-Mine", "yes").send();
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.text()).isEqualTo("last");
            assertThat(answer.headers()).containsEntry("x-kind", "one, two");
            assertThat(peer.requests.getFirst()).startsWith("GET /a?b=c%20d HTTP/1.1\n").contains("X-Mine: yes\n")
                    .doesNotContain("Upgrade").doesNotContain("X-Request-Id");
        }
    }

    @Test
    void aServiceIsReachedWhereTheResolverSays() throws IOException {
        try (var peer = Peer.saying(OK); var byName = new Client(name -> peer.uri().resolve("/call/" + name))) {
            byName.to("orders", "DELETE", "/items/1?x=y").send();
            assertThat(peer.requests.getFirst()).startsWith("DELETE /call/orders/items/1?x=y HTTP/1.1\n");
        }
    }

    @Test
    void aHostsNameMayHoldAnUnderscore() throws IOException {
        try (var peer = Peer.saying(OK)) {
            var answer = client.at("GET", URI.create("http://peer_here:" + peer.uri().getPort() + "/a?b=c%20d")).send();
            assertThat(answer.text()).isEqualTo("ok");
            assertThat(peer.requests.getFirst()).startsWith("GET /a?b=c%20d HTTP/1.1\n");
        }
        assertThatThrownBy(() -> client.at("GET", URI.create("http://peer_nowhere.invalid")).send())
                .isInstanceOfSatisfying(Unreachable.class,
                        e -> assertThat(e.kind()).isEqualTo(Unreachable.Kind.HOST_NOT_FOUND));
    }

    @Test
    void aServiceThatTheResolverDoesNotKnowIsAFailureInTheResolversWords() {
        try (var lost = new Client(name -> {
            throw new IOException("no gateway is known yet");
        })) {
            assertThatThrownBy(() -> lost.to("orders", "GET", "/").send()).isInstanceOf(IOException.class)
                    .hasMessage("no gateway is known yet");
        }
    }

    @Test
    void redirectsAreAnswersAndNotFollowed() throws IOException {
        try (var peer = Peer.saying("HTTP/1.1 302 Found\r\nLocation: /other\r\nContent-Length: 0\r\n\r\n")) {
            var answer = client.at("GET", peer.uri()).send();
            assertThat(answer.status()).isEqualTo(302);
            assertThat(answer.headers()).containsEntry("location", "/other");
            assertThat(peer.requests).hasSize(1);
        }
    }

    @Test
    void theCurrentCallIsPassedOn() throws Exception {
        try (var peer = Peer.saying(OK)) {
            var trace = TraceContext.parse("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "a=1")
                    .orElseThrow();
            var call = new Call("request-7", trace, System.nanoTime() + TimeUnit.SECONDS.toNanos(3));
            ScopedValue.where(Call.CURRENT, call).call(() -> client.at("GET", peer.uri()).send());
            assertThat(peer.requests.getFirst()).contains("X-Request-Id: request-7\n").contains("tracestate: a=1\n")
                    .containsPattern(
                            "traceparent: 00-0af7651916cd43dd8448eb211c80319c-(?!b7ad6b7169203331)[0-9a-f]{16}-01\n")
                    .containsPattern("X-Request-Timeout-Ms: (2\\d\\d\\d|3000)\n");
        }
    }

    @Test
    void aCallWithoutTimeLeftIsNotSent() throws Exception {
        try (var peer = Peer.saying(OK)) {
            var call = new Call("request-7", TraceContext.fresh(), System.nanoTime() - 1);
            var thrown = ScopedValue.where(Call.CURRENT, call).call(() -> failure(client.at("GET", peer.uri())));
            assertThat(thrown.kind()).isEqualTo(Unreachable.Kind.TIMED_OUT);
            assertThat(thrown).hasMessage("timed out before it was sent");
            assertThat(peer.connections).isEmpty();
        }
    }

    @Test
    void theCurrentCallsDeadlineHoldsWhereItIsShorter() throws Exception {
        try (var peer = new Peer(Peer.Connection::untilClosed)) {
            var call = new Call("r", TraceContext.fresh(), System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(200));
            var thrown = ScopedValue.where(Call.CURRENT, call)
                    .call(() -> failure(client.at("GET", peer.uri()).timeout(Duration.ofMinutes(1))));
            assertThat(thrown.kind()).isEqualTo(Unreachable.Kind.TIMED_OUT);
        }
    }

    @Test
    void aRefusedConnectionSaysSo() throws IOException {
        int free;
        try (var taken = new ServerSocket(0)) {
            free = taken.getLocalPort();
        }
        assertFailure(client.at("GET", URI.create("http://127.0.0.1:" + free)), Unreachable.Kind.REFUSED,
                "connection refused");
    }

    @Test
    void anUnknownHostSaysSo() {
        assertFailure(client.to("nobody", "GET", "/"), Unreachable.Kind.HOST_NOT_FOUND, "host not found");
    }

    @Test
    void aResetConnectionSaysSo() throws IOException {
        try (var peer = new Peer(c -> {
            c.request();
            c.reset();
        })) {
            assertFailure(client.at("POST", peer.uri()), Unreachable.Kind.RESET, "connection reset");
        }
    }

    @Test
    void anAnswerThatIsCutOffIsNoAnswer() throws IOException {
        try (var peer = Peer.saying("HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\nok")) {
            assertFailure(client.at("GET", peer.uri()), Unreachable.Kind.RESET,
                    "connection closed before the whole answer came");
        }
    }

    @Test
    void aPeerThatNeverAnswersTimesOutAndIsHungUpOn() throws Exception {
        var hungUp = new CountDownLatch(1);
        try (var peer = new Peer(c -> {
            c.request();
            c.untilClosed();
            hungUp.countDown();
        })) {
            assertFailure(client.at("GET", peer.uri()).timeout(Duration.ofMillis(300)), Unreachable.Kind.TIMED_OUT,
                    "timed out after 300ms");
            assertThat(hungUp.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void theTimeoutHoldsForTheWholeExchangeHoweverSlowlyItComes() throws IOException {
        try (var peer = new Peer(c -> {
            c.request();
            c.say("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
            while (true) {
                c.say(".");
                Thread.sleep(20);
            }
        })) {
            assertFailure(client.at("GET", peer.uri()).timeout(Duration.ofSeconds(1)), Unreachable.Kind.TIMED_OUT,
                    "timed out after 1s");
        }
    }

    @Test
    void aBodyOverTheLimitIsAnErrorAndNotReadOn() throws Exception {
        var hungUp = new CountDownLatch(1);
        try (var peer = new Peer(c -> {
            c.request();
            c.say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            try {
                while (true) {
                    c.say("400\r\n" + "x".repeat(1024) + "\r\n");
                }
            } finally {
                hungUp.countDown();
            }
        })) {
            assertFailure(client.at("GET", peer.uri()).maxBody(10_000), Unreachable.Kind.TOO_LARGE,
                    "answer larger than 10000 bytes");
            assertThat(hungUp.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aBodyOfExactlyTheLimitIsAnswered() throws IOException {
        try (var peer = Peer.saying(OK)) {
            assertThat(client.at("GET", peer.uri()).maxBody(2).send().text()).isEqualTo("ok");
        }
    }

    @ParameterizedTest
    @CsvSource({"'SSH-2.0-OpenSSH_9.2\r\n', 'not HTTP: Invalid status line: \"SSH-2.0-OpenSSH_9.2\"'",
            "'hello', 'not HTTP: no status line'",
            "'HTTP/1.1 200 OK\r\nA b: c\r\n\r\n', 'not HTTP: Invalid header name \"A b\"'",
            "'HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n', 'not HTTP: malformed head'",
            "'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n', 'not HTTP: malformed chunk'"})
    void whatIsNotHttpSaysSo(String bytes, String message) throws IOException {
        try (var peer = Peer.saying(bytes)) {
            assertFailure(client.at("GET", peer.uri()), Unreachable.Kind.NOT_HTTP, message);
        }
    }

    @Test
    void aConnectionIsKeptAndUsedAgain() throws IOException {
        try (var peer = new Peer(c -> {
            while (true) {
                c.request();
                c.say(OK);
            }
        })) {
            for (var i = 0; i < 5; i++) {
                client.at("POST", peer.uri()).send();
            }
            assertThat(peer.requests).hasSize(5);
            assertThat(peer.connections).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "PUT", "DELETE"})
    void aKeptConnectionThatThePeerClosedIsNoFailureWhereRepeatingIsHarmless(String method) throws IOException {
        try (var peer = new Peer(c -> {
            c.request();
            c.say("HTTP/1.1 204 No Content\r\n\r\n");
            if (c.number == 1) {
                // takes the next request and closes without a word: what a peer's idle timeout looks like from here
                c.request();
                return;
            }
            c.untilClosed();
        })) {
            client.at(method, peer.uri()).send();
            assertThat(client.at(method, peer.uri()).send().status()).isEqualTo(204);
            assertThat(peer.connections).hasSize(2);
        }
    }

    @Test
    void aPostIsNeverSentTwice() throws IOException {
        try (var peer = new Peer(c -> {
            c.request();
            c.say(OK);
            c.request();
        })) {
            client.at("POST", peer.uri()).send();
            assertThat(failure(client.at("POST", peer.uri())).kind()).isEqualTo(Unreachable.Kind.RESET);
            assertThat(peer.requests).hasSize(2);
        }
    }

    @Test
    void closingTheClientEndsWhatIsUnderWay() throws Exception {
        try (var peer = new Peer(c -> {
            c.request();
            c.untilClosed();
        })) {
            var sent = CompletableFuture.supplyAsync(() -> failure(client.at("GET", peer.uri())));
            await().untilAsserted(() -> assertThat(peer.requests).hasSize(1));
            client.close();
            assertThat(sent.get(10, TimeUnit.SECONDS).kind()).isEqualTo(Unreachable.Kind.STOPPED);
            assertThat(failure(client.at("GET", peer.uri()))).hasMessage("stopped");
        }
    }

    private static Unreachable failure(Client.Outgoing request) {
        return catchThrowableOfType(Unreachable.class, request::send);
    }

    private static void assertFailure(Client.Outgoing request, Unreachable.Kind kind, String message) {
        assertThat(failure(request)).hasMessage(message).extracting(Unreachable::kind).isEqualTo(kind);
    }
}
