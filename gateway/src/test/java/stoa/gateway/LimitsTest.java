package stoa.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static stoa.gateway.RawInstance.answering;
import static stoa.gateway.RawInstance.doing;
import static stoa.gateway.RawInstance.ok;
import static stoa.gateway.TestGateway.request;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is exactly as large as it may be passes, one byte more does not, and nothing is kept without bounds. */
class LimitsTest {
    private static final int LINE = 1024;
    private static final int FIELDS = 2048;
    private static final int ANSWER_LINE = 8192;
    private static final int ANSWER_FIELDS = 256 * 1024;
    private static final int EXTENSION = 4096;
    /** What may be under way to a client that stopped reading: buffers of sockets and of the gateway. */
    private static final int UNDER_WAY = 24 << 20;

    private final RawInstance instance = answering(ok("hi"));
    private final TestGateway gateway = TestGateway
            .with("gateway-threads", "1", "client-max-line", "1KiB", "client-max-headers", "2KiB")
            .service("o", instance);

    @AfterEach
    void close() throws IOException {
        gateway.close();
        instance.close();
    }

    /** A request of which the line up to its version, and the fields with the blank line, are so long. */
    private static String head(int line, int fields) {
        return "GET /o/" + "x".repeat(line - "GET /o/".length()) + " HTTP/1.1\r\n" + fields("Host: a\r\n", fields);
    }

    private static String fields(String first, int length) {
        return first + "X-Fill: " + "y".repeat(length - first.length() - "X-Fill: \r\n\r\n".length()) + "\r\n\r\n";
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 200", "-1, 0, 200", "0, -1, 200", "1, 0, 414", "0, 1, 431", "1, 1, 414"})
    void aRequestsHead(int lineBeyond, int fieldsBeyond, int status) throws IOException {
        var head = head(LINE + lineBeyond, FIELDS + fieldsBeyond);
        assertThat(gateway.ask(head).status()).isEqualTo(status);
        try (var client = gateway.connect()) {
            client.send(head.substring(0, 700)).send(head.substring(700, 1500)).send(head.substring(1500));
            assertThat(client.answer().status()).as("in pieces").isEqualTo(status);
        }
        try (var client = gateway.connect()) {
            client.send(head + head(20, 100));
            assertThat(client.answer().status()).as("with another behind it").isEqualTo(status);
            if (status == 200) {
                assertThat(client.answer().status()).isEqualTo(200);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 200", "0, 1, 502", "1, 0, 502"})
    void anAnswersHead(int lineBeyond, int fieldsBeyond, int status) throws IOException {
        var line = "HTTP/1.1 200 " + "r".repeat(ANSWER_LINE - "HTTP/1.1 200 ".length() + lineBeyond) + "\r\n";
        try (var wordy = answering(line + fields("Content-Length: 2\r\n", ANSWER_FIELDS + fieldsBeyond) + "hi")) {
            gateway.service("w", wordy);
            for (var n = 0; n < 2; n++) {
                var answer = gateway.get("/w/");
                assertThat(answer.status()).isEqualTo(status);
                assertThat(answer.body())
                        .contains(status == 200 ? "hi" : "an answer that is not HTTP/1.1 from w-1");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 200", "1, 400"})
    void anExtensionOfEachChunk(int beyond, int status) throws IOException {
        var chunk = "1;" + "e".repeat(EXTENSION + beyond) + "\r\nx\r\n";
        try (var reading = doing(peer -> {
            peer.head();
            peer.send(ok(peer.read("1\r\nx\r\n".length() * 3 + 5)));
        })) {
            gateway.service("c", reading);
            var answer = gateway.ask(request("POST", "/c/", "Transfer-Encoding: chunked") + chunk.repeat(3)
                    + "0\r\n\r\n");
            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.body()).contains(status == 200 ? "1\r\nx\r\n".repeat(3) + "0\r\n\r\n" : "extension");
        }
    }

    @Test
    void aClientThatAsksAndAsksAndDoesNotReadIsNotAskedForAnyMore() throws Exception {
        var requests = 1000;
        var body = "x".repeat(64 * 1024);
        try (var large = doing(peer -> {
            String head;
            while ((head = peer.head()) != null) {
                peer.send(ok(head.substring(5, head.indexOf(" HTTP")) + body));
            }
        }); var client = gateway.connect()) {
            gateway.service("large", large);
            Thread.ofVirtual().start(() -> {
                try {
                    for (var n = 0; n < requests; n++) {
                        client.send(request("GET", "/large/" + (1000 + n)));
                    }
                } catch (IOException e) {
                    // the reading side tells
                }
            });
            awaitStill(large);
            assertThat(large.heads).hasSizeBetween(1, UNDER_WAY / body.length());
            for (var n = 0; n < requests; n++) {
                assertThat(client.answer().body()).startsWith(1000 + n + "x").hasSize(4 + body.length());
            }
        }
    }

    /** Waits until it hears of nothing new. */
    private static void awaitStill(RawInstance instance) {
        var last = new AtomicInteger();
        var same = new AtomicInteger();
        await().pollInterval(java.time.Duration.ofMillis(50)).until(() -> {
            var now = instance.heads.size();
            same.set(now > 0 && now == last.getAndSet(now) ? same.get() + 1 : 0);
            return same.get() >= 6;
        });
    }

    @Test
    void newsOnTheWayToAnAnswerAreNotKeptForAClientThatDoesNotRead() throws Exception {
        var hint = "HTTP/1.1 103 Early Hints\r\nLink: </" + "x".repeat(4000) + ">\r\n\r\n";
        var hints = 2 * UNDER_WAY / hint.length();
        var flooded = new CountDownLatch(1);
        try (var flooding = doing(peer -> {
            peer.head();
            for (var n = 0; n < hints; n++) {
                peer.send(hint);
            }
            flooded.countDown();
            peer.send(ok("page"));
        })) {
            gateway.service("f", flooding);
            try (var client = gateway.connect()) {
                client.send(request("GET", "/f/"));
                flooded.await();
                var bytes = 0L;
                var came = new byte[64 * 1024];
                for (var tail = ""; !tail.endsWith("\r\n\r\npage");) {
                    var n = client.in.read(came);
                    bytes += n;
                    tail = new String(came, Math.max(0, n - 100), Math.min(100, n), StandardCharsets.ISO_8859_1);
                }
                assertThat(bytes).isBetween((long) hint.length(), (long) UNDER_WAY);
            }
        }
    }
}
