package stoa.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static stoa.gateway.TestGateway.request;

import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import stoa.gateway.RawInstance.Peer;

@ParameterizedClass
@ValueSource(strings = {"boringssl", "jdk"})
class TlsTrafficTest extends TlsCase {
    @Test
    void largeBodiesGoBothWaysToAClientThatTakesItsTime() throws Exception {
        var size = 4 << 20;
        var line = "0123456789abcdef".repeat(4096);
        var echo = RawInstance.doing(peer -> {
            peer.head();
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\n\r\n");
            for (var left = size; left > 0; left -= line.length()) {
                peer.send(peer.read(line.length()));
            }
        });
        try (echo; var gateway = shop().service("echo", echo); var client = client(gateway)) {
            var sending = Thread.ofVirtual().start(() -> {
                try {
                    client.send(request("POST", "/echo/", "Content-Length: " + size));
                    for (var left = size; left > 0; left -= line.length()) {
                        client.send(line);
                    }
                } catch (java.io.IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            assertThat(client.head()).startsWith("HTTP/1.1 200");
            for (var left = size; left > 0; left -= line.length()) {
                assertThat(client.read(line.length())).isEqualTo(line);
            }
            sending.join();
        }
    }

    @Test
    void aClientThatDoesNotReadStopsTheInstanceAndIsGivenUp() throws Exception {
        var piece = "x".repeat(64 * 1024);
        var sent = new java.util.concurrent.atomic.AtomicLong();
        var instance = RawInstance.doing(peer -> {
            peer.head();
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n");
            while (true) {
                peer.send(piece);
                sent.addAndGet(piece.length());
            }
        });
        try (instance;
                var gateway = shop("client-idle-timeout", "1s").service("big", instance);
                var client = client(gateway)) {
            client.send(request("GET", "/big/"));
            await().atMost(SOON).until(() -> instance.open() == 0 && instance.connections.get() == 1);
            assertThat(sent.get()).isLessThan(64 << 20);
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(gateway.log.getLast().note())
                            .isEqualTo("the client stopped reading"));
        }
    }

    @Test
    void anInstanceIsLetGoWhenTheClientGoesAway() throws Exception {
        var asked = new CountDownLatch(1);
        var instance = RawInstance.doing(peer -> {
            peer.head();
            asked.countDown();
            peer.ends();
        });
        try (instance; var gateway = shop().service("slow", instance)) {
            var client = client(gateway);
            client.send(request("GET", "/slow/"));
            asked.await();
            client.close();
            await().atMost(SOON).until(() -> instance.open() == 0);
            await().atMost(SOON).until(() -> !gateway.log.isEmpty());
            assertThat(gateway.log.getLast().status()).isEqualTo(499);
        }
    }

    @Test
    void theLastAnswerIsFollowedByAFarewell() throws Exception {
        try (var gateway = shop()) {
            var tapped = Tapped.to(gateway.port("tls"));
            try (var client = new Peer(secure(tapped, AUTHORITY.client(), "shop.example", "TLSv1.2"),
                    new CopyOnWriteArrayList<>())) {
                assertThat(client.send(request("GET", "/health", "Connection: close")).answer().status())
                        .isEqualTo(200);
                assertThat(client.ends()).isTrue();
                assertThat(tapped.heardFarewell()).isTrue();
            }
        }
    }

    @Test
    void whoIsRefusedWhileSendingHasTimeToReadAndIsToldTheEnd() throws Exception {
        try (var gateway = shop()) {
            var tapped = Tapped.to(gateway.port("tls"));
            try (var client = new Peer(secure(tapped, AUTHORITY.client(), "shop.example", "TLSv1.2"),
                    new CopyOnWriteArrayList<>())) {
                client.send(request("TRACE", "/", "Content-Length: 1000000") + "x".repeat(100_000));
                assertThat(client.answer().status()).isEqualTo(501);
                client.rest();
                assertThat(tapped.heardFarewell()).isTrue();
            }
        }
    }

    @Test
    void anAnswerBrokenOffHasNoFarewell() throws Exception {
        var instance = RawInstance.doing(peer -> {
            peer.head();
            peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
        });
        try (instance; var gateway = shop().service("half", instance)) {
            var tapped = Tapped.to(gateway.port("tls"));
            try (var client = new Peer(secure(tapped, AUTHORITY.client(), "shop.example", "TLSv1.2"),
                    new CopyOnWriteArrayList<>())) {
                client.send("GET /half/ HTTP/1.0\r\nHost: shop.example\r\n\r\n");
                client.rest();
                assertThat(tapped.heardFarewell()).isFalse();
            }
        }
    }

    @Test
    void aDrainWaitsForAHandshakeUnderWay() throws Exception {
        try (var gateway = shop()) {
            var plain = Tapped.to(gateway.port("tls"));
            // a connection that came later is served, so that this one was taken before the drain begins
            client(gateway).close();
            var draining = Thread.ofVirtual().start(() -> gateway.plane.drain(SOON));
            try (var client = new Peer(secure(plain, AUTHORITY.client(), "shop.example", "TLSv1.3"),
                    new CopyOnWriteArrayList<>())) {
                assertThat(client.send(request("GET", "/health")).answer().body()).isEqualTo("own");
            }
            draining.join();
        }
    }
}
