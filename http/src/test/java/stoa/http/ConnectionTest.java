package stoa.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import stoa.telemetry.AccessLog;

/** What happens on the wire: lengths, limits, connections that stay and that go. */
class ConnectionTest {
    private static final int LIMIT = 64 * 1024;

    private final AtomicInteger echoed = new AtomicInteger();
    private TestShell shell;

    @BeforeEach
    void start() throws Exception {
        var settings = new ShellSettings("127.0.0.1", 0, Duration.ofSeconds(30), LIMIT, Duration.ZERO);
        shell = TestShell.of(settings, Service.named("echo").routes(at -> {
            at.get("/", _ -> Reply.text("hello"));
            at.get("/big", _ -> Reply.of(200, "application/octet-stream", big()));
            at.post("/echo", request -> {
                var body = request.body();
                echoed.incrementAndGet();
                return Reply.of(200, "text/plain", body);
            });
            at.post("/ignore", _ -> Reply.text("ignored"));
            at.delete("/", _ -> Reply.empty(204));
        }), AccessLog.none());
    }

    @AfterEach
    void stop() {
        shell.close();
    }

    private static byte[] big() {
        var bytes = new byte[16 << 20];
        for (var i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 31 + i / 251);
        }
        return bytes;
    }

    /** Reads one answer with a Content-Length, as the next thing on the connection. */
    private static String answer(InputStream in, boolean body) throws IOException {
        var head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            var b = in.read();
            if (b < 0) {
                return head + "<closed>";
            }
            head.append((char) b);
        }
        var length = head.toString().lines()
                .filter(l -> l.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:"))
                .mapToInt(l -> Integer.parseInt(l.substring(15).strip())).findFirst().orElse(0);
        return head + (body ? new String(in.readNBytes(length), StandardCharsets.UTF_8) : "");
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    @Test
    void headSaysTheLengthAndLeavesTheBodyOut() throws Exception {
        try (var socket = shell.connect()) {
            var in = new BufferedInputStream(socket.getInputStream());
            for (var line : new String[]{"HEAD /", "HEAD /none", "GET /"}) {
                send(socket, line + " HTTP/1.1\r\nHost: a\r\n\r\n");
            }
            assertThat(answer(in, false)).startsWith("HTTP/1.1 200 ").containsIgnoringCase("content-length: 5\r\n");
            assertThat(answer(in, false)).startsWith("HTTP/1.1 404 ");
            assertThat(answer(in, true)).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\nhello");
        }
    }

    @Test
    void optionsIs204WithAllow() throws Exception {
        var answer = shell.send(shell.at("/").method("OPTIONS", HttpRequest.BodyPublishers.noBody()));
        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(TestShell.header(answer, "Allow")).contains("DELETE, GET, HEAD, OPTIONS");
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void aConnectionServesManyRequestsWhateverTheirAnswers() throws Exception {
        try (var socket = shell.connect()) {
            var in = new BufferedInputStream(socket.getInputStream());
            for (var round = 0; round < 3; round++) {
                send(socket, "POST /nothing HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nxxxxx");
                assertThat(answer(in, true)).startsWith("HTTP/1.1 404 ");
                send(socket,
                        "POST /ignore HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
                assertThat(answer(in, true)).endsWith("ignored");
                send(socket, "DELETE / HTTP/1.1\r\nHost: a\r\n\r\n");
                assertThat(answer(in, true)).startsWith("HTTP/1.1 204 ");
                send(socket, "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc");
                assertThat(answer(in, true)).endsWith("\r\n\r\nabc");
            }
        }
    }

    @Test
    void aClientThatAsksToCloseIsClosed() throws Exception {
        assertThat(shell.raw("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
                .containsIgnoringCase("connection: close").endsWith("\r\n\r\nhello");
        assertThat(shell.raw("POST /ignore HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 3\r\n\r\nabc"))
                .endsWith("\r\n\r\nignored");
    }

    @ParameterizedTest
    @CsvSource({"1, 413", "200000, 413", "10000000, 413"})
    void aLargerBodyIs413(int more, int status) throws Exception {
        var body = "x".repeat(LIMIT + more);
        try (var socket = shell.connect()) {
            send(socket, "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: " + body.length() + "\r\n\r\n");
            // Most of it never has to be sent: the length alone is too much.
            var answer = answer(new BufferedInputStream(socket.getInputStream()), true);
            assertThat(answer).startsWith("HTTP/1.1 " + status + " ").contains("application/problem+json");
        }
        assertThat(echoed).hasValue(0);
    }

    @Test
    void aBodyWithoutALengthIs413AsSoonAsItIsTooLarge() throws Exception {
        var chunk = "1000\r\n" + "x".repeat(4096) + "\r\n";
        try (var socket = shell.connect()) {
            var in = new BufferedInputStream(socket.getInputStream());
            send(socket, "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + chunk.repeat(LIMIT / 4096 + 1) + "0\r\n\r\n");
            assertThat(answer(in, true)).startsWith("HTTP/1.1 413 ").contains("the body is larger than 65536 bytes");
            send(socket, "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + chunk.repeat(LIMIT / 4096) + "0\r\n\r\n");
            assertThat(answer(in, true)).startsWith("HTTP/1.1 200 ").endsWith("x".repeat(LIMIT));
            send(socket, "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n7fffffff\r\nxxx");
            assertThat(answer(in, true)).startsWith("HTTP/1.1 413 ");
        }
    }

    @Test
    void aClientThatWaitsToGoOnIsTold() throws Exception {
        try (var socket = shell.connect()) {
            var in = new BufferedInputStream(socket.getInputStream());
            send(socket, "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
            assertThat(answer(in, false)).startsWith("HTTP/1.1 100 Continue");
            send(socket, "abc");
            assertThat(answer(in, true)).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\nabc");
            send(socket, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(answer(in, true)).endsWith("hello");
        }
    }

    @Test
    void aClientThatWaitsToGoOnAndIsRefusedLosesItsConnection() throws Exception {
        try (var socket = shell.connect()) {
            var in = new BufferedInputStream(socket.getInputStream());
            send(socket, "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\nExpect: 100-continue\r\n\r\n");
            assertThat(answer(in, true)).startsWith("HTTP/1.1 413 ").containsIgnoringCase("connection: close");
            assertThat(in.read()).isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Transfer-Encoding: chunked\r\nContent-Length: 3", "Transfer-Encoding: gzip, chunked",
            "Transfer-Encoding: identity\r\nContent-Length: 3", "Content-Length: x", "Content-Length: -1",
            "Content-Length: 3\r\nContent-Length: 5", "Content-Length: +3"})
    void anUnclearLengthIsRefusedAndTheConnectionEnds(String headers) throws Exception {
        var answers = shell.raw("POST /echo HTTP/1.1\r\nHost: a\r\n" + headers
                + "\r\n\r\n0\r\n\r\nPOST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
        assertThat(answers).startsWith("HTTP/1.1 400 ").containsOnlyOnce("HTTP/1.1 ");
        assertThat(echoed).hasValue(0);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"nonsense | 400", "GET / | 400", "GET / HTTP/1.1 | 400",
            "GET / HTTP/1.1~Host: a~Bad Header: b | 400", "GET / HTTP/1.1~Host: a~Host: b | 400",
            "GET / HTTP/2.0~Host: a | 400", "GET / HTTP/1.0~Host: a | 505", "GET /LONG HTTP/1.1~Host: a | 414",
            "GET / HTTP/1.1~Host: a~X: LONG | 400"})
    void whatIsNotARequestIsRefusedAsAProblem(String request, int status) throws Exception {
        var answer = shell.raw(request.replace("~", "\r\n").replace("LONG", "x".repeat(20_000)) + "\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 " + status + " ").contains("application/problem+json",
                "\"status\":" + status).containsIgnoringCase("x-request-id: ").doesNotContain("nonsense");
    }

    @Test
    void aLargeAnswerArrivesWholeAtASlowReader() throws Exception {
        try (var socket = new Socket()) {
            socket.setReceiveBufferSize(20_000);
            socket.setSoTimeout((int) TestShell.PATIENCE.toMillis());
            socket.connect(new InetSocketAddress(shell.uri().getHost(), shell.uri().getPort()));
            send(socket, "GET /big HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            var expected = big();
            var in = socket.getInputStream();
            assertThat(in.read()).isEqualTo('H');
            // The rest is more than the system buffers: the server's writes are cut short, many times.
            var all = new ByteArrayOutputStream();
            var some = new byte[1777];
            for (var n = in.read(some); n > 0; n = in.read(some)) {
                all.write(some, 0, n);
            }
            var bytes = all.toByteArray();
            assertThat(bytes).hasSizeGreaterThan(expected.length);
            assertThat(Arrays.equals(bytes, bytes.length - expected.length, bytes.length, expected, 0, expected.length))
                    .isTrue();
        }
    }

    @Test
    void requestsAreAnsweredSideBySide() throws Exception {
        var together = new CountDownLatch(50);
        try (var crowd = TestShell.of(Service.named("crowd").routes(at -> at.get("/", _ -> {
            together.countDown();
            together.await();
            return Reply.text("all here");
        })))) {
            var answers = java.util.stream.IntStream.range(0, 50).mapToObj(_ -> crowd.client
                    .sendAsync(crowd.at("/").build(), java.net.http.HttpResponse.BodyHandlers.ofString())).toList();
            assertThat(answers).allSatisfy(a -> assertThat(a.get().body()).isEqualTo("all here"));
        }
    }
}
