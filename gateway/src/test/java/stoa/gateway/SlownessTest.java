package stoa.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static stoa.gateway.RawInstance.doing;
import static stoa.gateway.RawInstance.ok;
import static stoa.gateway.TestGateway.request;

import java.io.IOException;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import stoa.gateway.RawInstance.Peer;

/** Clients and instances that do everything in small pieces, and instances that die in between. */
class SlownessTest {
    private static final String LENGTH = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
    private static final String CHUNKS = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2;e=x\r\nlo\r\n0\r\nT: t\r\n\r\n";

    private final TestGateway gateway = TestGateway.with("gateway-threads", "1", "client-idle-timeout", "300ms",
            "client-min-rate", "10000");

    @AfterEach
    void close() throws IOException {
        gateway.close();
    }

    private static void trickle(Peer to, String text) throws IOException {
        for (var i = 0; i < text.length(); i++) {
            to.send(text.substring(i, i + 1));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {LENGTH, CHUNKS})
    void anInstanceThatDiesAfterAnyByteOfItsAnswerNeverLooksAsIfItHadAnswered(String answer) throws IOException {
        var sent = new java.util.concurrent.atomic.AtomicInteger();
        try (var dying = doing(peer -> {
            peer.head();
            peer.send(answer.substring(0, sent.get()));
        }); var calm = TestGateway.with("gateway-threads", "1").service("o", dying)) {
            for (var n = 0; n < answer.length(); n++) {
                sent.set(n);
                try (var client = calm.connect()) {
                    var came = client.send(request("GET", "/o/", "Connection: close")).rest();
                    var headIsWhole = n >= answer.indexOf("\r\n\r\n") + 4;
                    assertThat(came).as("after %d bytes", n)
                            .startsWith(headIsWhole ? "HTTP/1.1 200" : "HTTP/1.1 502")
                            .doesNotEndWith(answer.substring(answer.indexOf("\r\n\r\n") + 4));
                }
            }
        }
    }

    @Test
    void anAnswerByteByByteIsPassedOn() throws IOException {
        try (var slow = doing(peer -> {
            peer.head();
            trickle(peer, CHUNKS);
        })) {
            gateway.service("o", slow);
            assertThat(gateway.get("/o/").body()).startsWith("hello");
        }
    }

    @Test
    void aRequestByteByByteIsPassedOnAsLongAsItKeepsUpTheRate() throws IOException {
        try (var instance = doing(peer -> {
            peer.head();
            peer.send(ok(peer.read(1000)));
        })) {
            gateway.service("o", instance);
            try (var client = gateway.connect()) {
                trickle(client, request("PUT", "/o/", "Content-Length: 1000") + "x".repeat(1000));
                assertThat(client.answer().body()).hasSize(1000);
            }
        }
    }

    @Test
    void whoSendsItsBodyBitByBitDoesNotHoldAnInstanceForGood() throws Exception {
        var ended = new Semaphore(0);
        try (var instance = doing(peer -> {
            peer.head();
            peer.rest();
            ended.release();
        })) {
            gateway.service("o", instance);
            try (var client = gateway.connect()) {
                client.send(request("POST", "/o/", "Content-Length: 1000000"));
                var sender = Thread.ofVirtual().start(() -> {
                    try {
                        while (true) {
                            client.send("x");
                            Thread.sleep(20);
                        }
                    } catch (IOException | InterruptedException e) {
                        // it was ended
                    }
                });
                var answer = client.answer();
                assertThat(answer.status()).isEqualTo(408);
                assertThat(answer.body()).contains("less than 10000 bytes a second");
                ended.acquire();
                sender.interrupt();
            }
        }
    }

    @Test
    void whoReadsBitByBitDoesNotHoldAnInstanceForGood() throws Exception {
        var ended = new Semaphore(0);
        try (var instance = doing(peer -> {
            peer.head();
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n");
            try {
                for (var n = 0; n < 1000; n++) {
                    peer.send("y".repeat(100_000));
                }
            } finally {
                ended.release();
            }
        })) {
            gateway.service("o", instance);
            try (var client = gateway.connectWithoutRoom()) {
                client.send(request("GET", "/o/"));
                var reader = Thread.ofVirtual().start(() -> {
                    try {
                        while (client.in.read() >= 0) {
                            Thread.sleep(20);
                        }
                    } catch (IOException | InterruptedException e) {
                        // it was ended
                    }
                });
                ended.acquire();
                await().until(() -> !gateway.log.isEmpty());
                assertThat(gateway.log.getFirst().note()).isEqualTo("the client stopped reading");
                reader.interrupt();
            }
        }
    }
}
