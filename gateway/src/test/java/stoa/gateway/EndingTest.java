package stoa.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static stoa.gateway.RawInstance.answering;
import static stoa.gateway.RawInstance.doing;
import static stoa.gateway.RawInstance.ok;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import stoa.gateway.RawInstance.Peer;

/** The last answer of a connection arrives, whatever the client is doing meanwhile. */
class EndingTest {
    private static final int SENT = 4 << 20;
    /** Less than the gateway holds for a client, so that at one of these steps all is there and not yet written. */
    private static final int STEP = 64 * 1024;

    @ParameterizedTest
    @ValueSource(strings = {"POST /nowhere HTTP/1.1\r\nHost: a\r\nContent-Length: 5000000\r\n\r\n",
            "POST /o/ HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
            "POST /o/ HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nno chunk",
            "GET /o/ HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"})
    void aClientThatSendsStillReadsTheAnswerAndACleanEnd(String begun) throws IOException {
        try (var instance = answering(ok("hi"));
                var gateway = TestGateway.with().service("o", instance);
                var client = gateway.connect()) {
            client.send(begun + "x".repeat(100_000));
            var answer = client.answer();
            assertThat(answer.header("connection")).isEqualTo("close");
            assertThat(client.in.read()).as("the end, and no reset").isEqualTo(-1);
            assertThatCode(() -> {
                for (var i = 0; i < 10; i++) {
                    client.send("x".repeat(100_000));
                }
            }).doesNotThrowAnyException();
        }
    }

    @ParameterizedTest
    @CsvSource({"1.1, true, false", "1.1, false, false", "1.0, true, false", "1.0, false, false", "1.1, true, true",
            "1.1, false, true"})
    void whatCameOfAnAnswerArrivesAtASlowClient(String version, boolean whole, boolean draining) throws Exception {
        try (var instance = sending(whole ? SENT : SENT + 1);
                var gateway = TestGateway.with().service("o", instance);
                var client = gateway.connectWithoutRoom()) {
            client.send("GET /o/ HTTP/" + version + "\r\nHost: a\r\n\r\n");
            assertThat(client.head()).contains("200 OK");
            if (draining) {
                Thread.ofVirtual().start(() -> gateway.plane.drain(Duration.ofSeconds(20)));
            }
            assertThat(readSlowly(client, 5)).isEqualTo(SENT);
            if (draining || !whole) {
                assertThat(client.in.read()).isEqualTo(-1);
            }
        }
    }

    @Test
    void aClientThatReadsSlowlyIsNotIdle() throws Exception {
        try (var instance = sending(SENT + 1);
                var gateway = TestGateway.with("client-idle-timeout", "1s").service("o", instance);
                var client = gateway.connectWithoutRoom()) {
            client.send("GET /o/ HTTP/1.1\r\nHost: a\r\n\r\n").head();
            var begun = System.nanoTime();
            assertThat(readSlowly(client, 20)).isEqualTo(SENT);
            assertThat(System.nanoTime() - begun).isGreaterThan(TimeUnit.SECONDS.toNanos(1));
        }
    }

    private static RawInstance sending(int said) {
        return doing(peer -> {
            peer.head();
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: " + said + "\r\n\r\n");
            peer.send("x".repeat(SENT));
        });
    }

    private static int readSlowly(Peer client, int pauseMillis) throws IOException {
        var read = 0;
        var n = 0;
        while (read < SENT && (n = client.in.readNBytes(STEP).length) > 0) {
            read += n;
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(pauseMillis));
        }
        return read;
    }

    @Test
    void anAnswerThatEndsWithItsConnectionAndIsBrokenOffIsReset() throws Exception {
        try (var instance = doing(peer -> {
            peer.head();
            peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
        }); var gateway = TestGateway.with().service("o", instance); var client = gateway.connect()) {
            client.send("GET /o/ HTTP/1.0\r\n\r\n");
            assertThatThrownBy(() -> client.in.readAllBytes())
                    .isInstanceOf(IOException.class);
        }
    }
}
