package stoa.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static stoa.gateway.RawInstance.answering;
import static stoa.gateway.RawInstance.doing;
import static stoa.gateway.RawInstance.ok;
import static stoa.gateway.TestGateway.request;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Blank lines between requests, which some clients send after a body (RFC 9112, section 2.2). */
class BlankLineTest {
    private final RawInstance instance = answering(ok("hi"));
    private final TestGateway gateway = TestGateway.with("gateway-threads", "1", "client-header-timeout", "100ms")
            .service("o", instance);

    @AfterEach
    void close() throws IOException {
        gateway.close();
        instance.close();
    }

    /** Whoever has begun a head by now has had the time for it. */
    private void letTheTimeForAHeadPass() throws IOException {
        assertThat(gateway.ask("GET /o/ HTTP/1.1\r\nHo").status()).isEqualTo(408);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r", "\r\n", "\r\n\r", "\r\n\r\n\r\n\r\n"})
    void theyBeginNoRequestHoweverTheyCome(String blank) throws IOException {
        try (var client = gateway.connect()) {
            for (var n = 0; n < 2; n++) {
                client.send(blank);
                letTheTimeForAHeadPass();
                client.send(blank.endsWith("\r") ? "\n" : "");
                assertThat(client.send(request("GET", "/o/")).answer().body()).isEqualTo("hi");
            }
        }
    }

    @Test
    void theyMayBeCutAnywhere() throws IOException {
        try (var client = gateway.connect()) {
            client.send(request("GET", "/o/1") + "\r").answer();
            client.send("\n" + request("GET", "/o/2") + "\r\n\r").answer();
            client.send("\n").send("\r").send("\n" + request("GET", "/o/3")).answer();
            assertThat(instance.heads).extracting(h -> h.lines().findFirst().orElseThrow())
                    .containsExactly("GET /1 HTTP/1.1", "GET /2 HTTP/1.1", "GET /3 HTTP/1.1");
        }
    }

    @Test
    void afterABodyTheyBelongToNeither() throws Exception {
        try (var bodies = doing(peer -> {
            while (peer.head() != null) {
                peer.send(ok(peer.read(2)));
            }
        })) {
            gateway.service("b", bodies);
            try (var client = gateway.connect()) {
                var post = request("POST", "/b/", "Content-Length: 2");
                assertThat(client.send(post + "ab\r\n").answer().body()).isEqualTo("ab");
                assertThat(client.send(post + "\r\n").answer().body()).isEqualTo("\r\n");
                assertThat(client.send("\r").send("\n" + post + "cd\r\n").answer().body()).isEqualTo("cd");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r\r\n", "\rG", "\n", "\r\n\n", " \r\n"})
    void whatIsNoBlankLineIsNoRequestEither(String begin) throws IOException {
        assertThat(gateway.ask(begin + request("GET", "/o/")).status()).isEqualTo(400);
        assertThat(instance.heads).isEmpty();
    }

    @Test
    void aClientThatSentOneIsIdleStill() throws Exception {
        try (var client = gateway.connect()) {
            client.send(request("GET", "/o/")).answer();
            client.send("\r");
            letTheTimeForAHeadPass();
            gateway.plane.drain(Duration.ofSeconds(20));
            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void theyDoNotKeepAConnectionOpen() throws Exception {
        try (var impatient = TestGateway.with("client-idle-timeout", "100ms").service("o", instance);
                var client = impatient.connect()) {
            Thread.ofVirtual().start(() -> {
                try {
                    while (true) {
                        client.send("\r\n");
                        Thread.sleep(10);
                    }
                } catch (IOException | InterruptedException e) {
                    // it was closed
                }
            });
            assertThat(client.rest()).isEmpty();
        }
    }
}
