package stoa.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static stoa.gateway.RawInstance.answering;
import static stoa.gateway.RawInstance.doing;
import static stoa.gateway.RawInstance.ok;
import static stoa.gateway.TestGateway.request;

import java.io.IOException;
import java.util.ArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import stoa.discovery.RouteRecord;
import stoa.gateway.RawInstance.Peer;

/** Connections to instances that serve one request after another. */
class PooledConnectionTest {
    private static final int GROUP = 3;

    private final TestGateway gateway = TestGateway.with("gateway-threads", "1");

    @AfterEach
    void close() throws IOException {
        gateway.close();
    }

    /**
     * Here the client's side is full with an answer's last bytes: all of it has come before any of it is passed on. Which
     * size does that depends on how much is read at once, so a range of them is tried.
     */
    @ParameterizedTest
    @MethodSource("stoa.gateway.TransportTest#possible")
    void anAnswerThatItsClientHasNotTakenYetLeavesTheConnectionFitForTheNext(String transport) throws Exception {
        var heard = new Semaphore(0);
        var go = new Semaphore(0);
        var said = new Semaphore(0);
        try (var instance = doing(peer -> {
            String head;
            while ((head = peer.head()) != null) {
                heard.release();
                go.acquire();
                peer.send(ok("x".repeat(Integer.parseInt(head.substring("GET /".length(), head.indexOf(" HTTP"))))));
                said.release();
            }
        });
                var single = TestGateway.with("gateway-threads", "1", "gateway-transport", transport)
                        .service("o", instance);
                var client = single.connect();
                var other = single.connect()) {
            // after this both sides of the connection expect much
            go.release();
            assertThat(client.send(request("GET", "/o/" + (16 << 20))).answer().body()).hasSize(16 << 20);
            heard.acquire();
            said.acquire();
            for (var size = 250_000; size < 350_000; size += 10_000) {
                client.send(request("GET", "/o/" + size));
                heard.acquire();
                single.whileBusy(other, () -> {
                    go.release();
                    said.acquire();
                });
                assertThat(client.answer().body()).hasSize(size);
                go.release();
                assertThat(client.send(request("GET", "/o/2")).answer().body()).isEqualTo("xx");
                heard.acquire();
                said.acquire();
            }
            assertThat(instance.connections).hasValue(1);
        }
    }

    @Test
    void aRequestThatMayNotBeRepeatedAvoidsConnectionsThatWereIdleForLongAndLeavesThemToOthers() throws Exception {
        var together = new CyclicBarrier(GROUP);
        try (var instance = doing(peer -> {
            String head;
            while ((head = peer.head()) != null) {
                if (head.startsWith("GET /together ")) {
                    together.await(20, TimeUnit.SECONDS);
                }
                peer.send(ok("hi"));
            }
        })) {
            gateway.service("o", instance);
            askTogether();
            assertThat(instance.connections).hasValue(GROUP);
            var idle = System.nanoTime();
            await().until(() -> System.nanoTime() - idle > TimeUnit.MILLISECONDS.toNanos(1100));
            assertThat(gateway.ask(request("POST", "/o/")).status()).isEqualTo(200);
            assertThat(instance.connections).hasValue(GROUP + 1);
            assertThat(gateway.ask(request("POST", "/o/")).status()).isEqualTo(200);
            askTogether();
            assertThat(instance.connections).as("all others were kept, and used again").hasValue(GROUP + 1);
            assertThat(instance.open()).isEqualTo(GROUP + 1);
        }
    }

    private void askTogether() throws IOException {
        var clients = new ArrayList<Peer>();
        for (var i = 0; i < GROUP; i++) {
            clients.add(gateway.connect());
            clients.getLast().send(request("GET", "/o/together"));
        }
        for (var client : clients) {
            assertThat(client.answer().body()).isEqualTo("hi");
            client.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"GET, true", "PUT, true", "POST, false", "PATCH, false", "BREW, false"})
    void onlyWhatMayBeRepeatedIsRepeatedWhenItsConnectionClosesAfterItWasWritten(String method, boolean repeated)
            throws Exception {
        try (var fickle = doing(peer -> {
            peer.head();
            peer.send(ok("first"));
            // reads the second request whole and goes without a word
            peer.head();
        })) {
            gateway.service("o", fickle);
            try (var client = gateway.connect()) {
                client.send(request("GET", "/o/1")).answer();
                var answer = client.send(request(method, "/o/2")).answer();
                assertThat(answer.status()).isEqualTo(repeated ? 200 : 502);
            }
            assertThat(fickle.heads).hasSize(repeated ? 3 : 2);
            assertThat(gateway.log.getLast().note()).contains("connection closed without an answer by o-1");
        }
    }

    @Test
    void whatIsRepeatedIsRepeatedOnce() throws Exception {
        try (var rude = doing(peer -> {
            if (String.valueOf(peer.head()).startsWith("GET /first ")) {
                peer.send(ok("first"));
                peer.head();
            }
        })) {
            gateway.service("o", rude);
            try (var client = gateway.connect()) {
                client.send(request("GET", "/o/first")).answer();
                assertThat(client.send(request("GET", "/o/second")).answer().status()).isEqualTo(502);
            }
            assertThat(rude.heads).hasSize(3);
        }
    }

    /** An instance that ends may still take connections, and closes them. */
    @Test
    void whatIsRepeatedIsRepeatedAtAnotherInstanceWhereThereIsOne() throws Exception {
        try (var well = answering(ok("well")); var ending = doing(peer -> {
            if (String.valueOf(peer.head()).startsWith("GET /first ")) {
                peer.send(ok("first"));
                peer.head();
            }
        })) {
            gateway.service("o", new RouteRecord("/o/", true), ending.uri(), well.uri());
            try (var client = gateway.connect()) {
                for (var n = 0; n < 20; n++) {
                    while (!client.send(request("GET", "/o/first")).answer().body().equals("first")) {
                        // until there is a connection to the one that ends
                    }
                    assertThat(client.send(request("GET", "/o/second")).answer().body()).isEqualTo("well");
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"GET, true", "DELETE, true", "POST, false"})
    void whatMayBeRepeatedGoesToAnotherInstanceAlsoFromANewConnection(String method, boolean repeated)
            throws Exception {
        try (var well = answering(ok("well")); var ending = doing(Peer::head)) {
            gateway.service("o", new RouteRecord("/o/", true), ending.uri(), well.uri());
            var failures = 0;
            for (var n = 0; n < 20; n++) {
                failures += gateway.ask(request(method, "/o/")).status() == 200 ? 0 : 1;
            }
            assertThat(failures == 0).isEqualTo(repeated);
            assertThat(ending.heads).isNotEmpty();
        }
    }
}
