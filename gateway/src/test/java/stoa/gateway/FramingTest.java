package stoa.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static stoa.gateway.RawInstance.ok;

import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import stoa.gateway.RawInstance.Answer;

class FramingTest {
    private static final String POST = "POST /o/ HTTP/1.1\r\nHost: a\r\n";

    /** Answers with what it has read, so that a smuggled request would show. */
    private final RawInstance echo = RawInstance.doing(peer -> {
        String head;
        while ((head = peer.head()) != null) {
            var asked = new Answer(head, "");
            var length = asked.header("content-length");
            var body = asked.header("transfer-encoding").equals("chunked")
                    ? chunks(peer)
                    : length.isEmpty() ? "" : peer.read(Integer.parseInt(length));
            peer.send(ok(head.lines().findFirst().orElse("") + "|" + body));
        }
    });
    private final TestGateway gateway = TestGateway
            .with("client-header-timeout", "300ms", "client-idle-timeout", "300ms",
                    "client-max-line", "1KiB", "client-max-headers", "2KiB")
            .service("o", echo);

    /** Strict on purpose: what the gateway sends on must be beyond doubt. */
    private static String chunks(RawInstance.Peer peer) throws IOException {
        var raw = new StringBuilder();
        while (!raw.toString().endsWith("0\r\n\r\n") && !raw.toString().matches("(?s).*\r\n0\r\n(.+\r\n)+\r\n")) {
            raw.append(peer.read(1));
        }
        return raw.toString().replace("\r\n", "/");
    }

    @AfterEach
    void close() throws IOException {
        gateway.close();
        echo.close();
    }

    static Stream<Arguments> refused() {
        return Stream.of(refused(400, "both lengths", POST + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n"),
                refused(400, "two lengths", POST + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc"),
                refused(400, "the same length twice", POST + "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc"),
                refused(400, "a list of lengths", POST + "Content-Length: 3, 3\r\n\r\nabc"),
                refused(400, "a signed length", POST + "Content-Length: +3\r\n\r\nabc"),
                refused(400, "an empty length", POST + "Content-Length: \r\n\r\nabc"),
                refused(400, "a huge length", POST + "Content-Length: 99999999999999999999\r\n\r\nabc"),
                refused(501, "another coding", POST + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
                refused(400, "chunked twice",
                        POST + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n"),
                refused(400, "a disguised coding", POST + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"),
                refused(400, "a blank before the colon", POST + "Content-Length : 3\r\n\r\nabc"),
                refused(400, "chunks in HTTP/1.0", "POST /o/ HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                refused(400, "a folded field", POST + "X: a\r\n b\r\n\r\n"),
                refused(400, "a bare line feed", "GET /o/ HTTP/1.1\nHost: a\n\n"),
                refused(400, "a bare line feed between fields", POST + "X: a\nY: b\r\n\r\n"),
                refused(400, "a bare carriage return", POST + "X: a\rb\r\n\r\n"),
                refused(400, "a zero byte", POST + "X: a\0b\r\n\r\n"),
                refused(400, "a field without a name", POST + ": a\r\n\r\n"),
                refused(400, "a name with a blank", POST + "X Y: a\r\n\r\n"),
                refused(400, "no host", "GET /o/ HTTP/1.1\r\n\r\n"),
                refused(400, "two hosts", "GET /o/ HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"),
                refused(400, "an empty host", "GET /o/ HTTP/1.1\r\nHost:\r\n\r\n"),
                refused(400, "a host that is none", "GET /o/ HTTP/1.1\r\nHost: a/b\r\n\r\n"),
                refused(400, "a user in the host", "GET http://u@a/o/ HTTP/1.1\r\nHost: a\r\n\r\n"),
                refused(400, "no version", "GET /o/\r\nHost: a\r\n\r\n"),
                refused(400, "two blanks", "GET  /o/ HTTP/1.1\r\nHost: a\r\n\r\n"),
                refused(400, "a version in lower case", "GET /o/ http/1.1\r\nHost: a\r\n\r\n"),
                refused(505, "another version", "GET /o/ HTTP/2.0\r\nHost: a\r\n\r\n"),
                refused(400, "a method that is none", "G@T /o/ HTTP/1.1\r\nHost: a\r\n\r\n"),
                refused(400, "a fragment", "GET /o/#x HTTP/1.1\r\nHost: a\r\n\r\n"),
                refused(400, "a relative target", "GET o HTTP/1.1\r\nHost: a\r\n\r\n"),
                refused(414, "a long line", "GET /o/" + "x".repeat(2000) + " HTTP/1.1\r\nHost: a\r\n\r\n"),
                refused(414, "a line without an end", "GET /o/" + "x".repeat(5000)),
                refused(431, "large fields", POST + "X: " + "x".repeat(3000) + "\r\n\r\n"),
                refused(431, "a field without an end", POST + "X: " + "x".repeat(9000)),
                refused(431, "many fields", POST + "X:\r\n".repeat(400) + "\r\n"),
                refused(417, "another expectation", POST + "Expect: miracles\r\nContent-Length: 0\r\n\r\n"),
                refused(408, "half a head", "GET /o/ HTTP/1.1\r\nHo"),
                refused(408, "half a body", POST + "Content-Length: 3\r\n\r\nab"),
                refused(400, "TLS", "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003"));
    }

    static Stream<Arguments> badChunks() {
        return Stream.of("x\r\n", "\r\n", "3\nabc", "3\r\nabcd\r\n", "3\r\nab\r\n\r\n", "-3\r\n", "0x3\r\nabc\r\n",
                "3 \u0001\r\nabc\r\n", "1000000000000000\r\n", "3;a\nb\r\nabc\r\n0\r\n\r\n", "0\r\n bad\r\n\r\n",
                "0\r\n\rX", "3\r\nabc0\r\n\r\n", "5;" + "e".repeat(5000)).map(Arguments::of);
    }

    private static Arguments refused(int status, String name, String request) {
        return Arguments.of(name, status, request);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void whatCouldBeReadInTwoWaysIsRefusedAndTheConnectionClosed(String name, int status, String request)
            throws IOException {
        try (var client = gateway.connect()) {
            var answer = client.send(request).answer();
            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.header("connection")).isEqualTo("close");
            assertThat(answer.header("content-type")).isEqualTo("application/problem+json");
            assertThat(client.ends()).isTrue();
        }
        if (!name.equals("half a body")) {
            assertThat(echo.heads).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("badChunks")
    void aChunkedBodyThatIsNotWellFormedNeverEndsAtTheInstance(String body) throws IOException {
        try (var client = gateway.connect()) {
            var answer = client.send(POST + "Transfer-Encoding: chunked\r\n\r\n" + body).answer();
            assertThat(answer.status()).isEqualTo(400);
            assertThat(client.ends()).isTrue();
        }
    }

    static Stream<Arguments> passed() {
        return Stream.of(Arguments.of("5\r\nhello\r\n0\r\n\r\n", "5/hello/0//"),
                Arguments.of("5;ext=\"a;b\"\r\nhello\r\n0;last\r\n\r\n", "5/hello/0//"),
                Arguments.of("005\r\nhello\r\nA\r\n0123456789\r\n0\r\n\r\n", "005/hello/A/0123456789/0//"),
                Arguments.of("1\r\nx\r\n0\r\nX-Sum: 7\r\nContent-Length: 9\r\nHost: b\r\n\r\n", "1/x/0/X-Sum: 7//"));
    }

    @ParameterizedTest
    @MethodSource("passed")
    void aChunkedBodyPassesWithoutExtensionsAndWithHarmlessTrailers(String body, String seen) throws IOException {
        var head = POST + "Transfer-Encoding: chunked\r\n\r\n";
        assertThat(gateway.ask(head + body).body()).isEqualTo("POST / HTTP/1.1|" + seen);
        try (var client = gateway.connect()) {
            for (var c : (head + body).toCharArray()) {
                client.send(Character.toString(c));
            }
            assertThat(client.answer().body()).isEqualTo("POST / HTTP/1.1|" + seen);
        }
    }

    @Test
    void requestsInOneSegmentAreAnsweredInTheirOrder() throws IOException {
        try (var client = gateway.connect()) {
            client.send(POST + "Content-Length: 1\r\n\r\n1" + "\r\n" + "GET /o/2 HTTP/1.1\r\nHost: a\r\n\r\n" + POST
                    + "Transfer-Encoding: chunked\r\n\r\n1\r\n3\r\n0\r\n\r\n" + "GET /o/4 HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.answer().body()).isEqualTo("POST / HTTP/1.1|1");
            assertThat(client.answer().body()).isEqualTo("GET /2 HTTP/1.1|");
            assertThat(client.answer().body()).isEqualTo("POST / HTTP/1.1|1/3/0//");
            assertThat(client.answer().body()).isEqualTo("GET /4 HTTP/1.1|");
        }
    }

    @Test
    void aClientOfHttp10IsAnsweredAndLeft() throws IOException {
        try (var client = gateway.connect()) {
            assertThat(client.send("GET /o/ HTTP/1.0\r\n\r\n").answer().body()).isEqualTo("GET / HTTP/1.1|");
            assertThat(client.ends()).isTrue();
        }
        try (var client = gateway.connect()) {
            var answer = client.send("GET /o/ HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n").answer();
            assertThat(answer.header("connection")).isEqualTo("keep-alive");
            assertThat(client.send("GET /o/2 HTTP/1.0\r\n\r\n").answer().header("connection")).isEqualTo("close");
        }
    }

    @Test
    void anIdleClientIsLeftWithoutAWord() throws IOException {
        try (var client = gateway.connect()) {
            client.send("GET /o/ HTTP/1.1\r\nHost: a\r\n\r\n").answer();
            assertThat(client.rest()).isEmpty();
        }
    }
}
