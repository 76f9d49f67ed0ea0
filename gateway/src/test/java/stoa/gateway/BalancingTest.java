package stoa.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static stoa.gateway.RawInstance.answering;
import static stoa.gateway.RawInstance.doing;
import static stoa.gateway.RawInstance.ok;
import static stoa.gateway.TestGateway.request;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import stoa.discovery.RouteRecord;

class BalancingTest {
    private static final String UNAVAILABLE = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n";
    private static final RouteRecord ROUTE = new RouteRecord("/o/", true);

    private final RawInstance well = answering(ok("well"));

    @AfterEach
    void close() throws IOException {
        well.close();
    }

    private static void untilEjected(TestGateway gateway) {
        await().until(() -> {
            gateway.get("/o/");
            return gateway.events.contains("instance.ejected o/o-1");
        });
    }

    @Test
    void anInstanceThatAnswers503IsLeftAloneAfterFive() throws IOException {
        try (var failing = answering(UNAVAILABLE);
                var gateway = TestGateway.with("ejection-time", "1m", "ejection-max-time", "1m").service("o", failing,
                        well)) {
            untilEjected(gateway);
            for (var i = 0; i < 50; i++) {
                assertThat(gateway.get("/o/").body()).isEqualTo("well");
            }
            assertThat(failing.heads).hasSize(5);
            assertThat(gateway.findings).singleElement().asString().startsWith("o-1 left alone for ")
                    .endsWith("5 failures in a row, the last one: answered 503");
            assertThat(gateway.directory.unroutable()).singleElement()
                    .satisfies(u -> assertThat(u.reason()).contains("5 failures in a row"));
        }
    }

    @Test
    void oneRequestProbesItWhileTheOthersKeepAway() throws Exception {
        var recovered = new AtomicBoolean();
        var probed = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        try (var failing = doing(peer -> {
            while (peer.head() != null) {
                if (recovered.get()) {
                    probed.countDown();
                    goOn.await();
                }
                peer.send(recovered.get() ? ok("back") : UNAVAILABLE);
            }
        });
                var gateway = TestGateway.with("ejection-time", "1s", "ejection-max-time", "1s", "slow-start", "0s")
                        .service("o", failing, well);
                var prober = gateway.connect()) {
            untilEjected(gateway);
            recovered.set(true);
            var answered = Thread.ofVirtual().start(() -> {
                try {
                    while (probed.getCount() > 0) {
                        prober.send(request("GET", "/o/")).answer();
                    }
                } catch (IOException e) {
                    // the test sees that nothing recovers
                }
            });
            probed.await();
            for (var i = 0; i < 50; i++) {
                assertThat(gateway.get("/o/").body()).isEqualTo("well");
            }
            assertThat(failing.heads).hasSize(6);
            assertThat(gateway.events).doesNotContain("instance.recovered o/o-1");
            goOn.countDown();
            answered.join();
            await().until(() -> gateway.events.contains("instance.recovered o/o-1"));
            assertThat(gateway.directory.view().getFirst().instances())
                    .allSatisfy(i -> assertThat(i.share()).isEqualTo(0.5));
        }
    }

    @Test
    void aProbeWhoseClientLeavesIsFollowedByAnother() throws Exception {
        var recovered = new AtomicBoolean();
        try (var failing = doing(peer -> {
            while (peer.head() != null) {
                if (recovered.get()) {
                    peer.ends();
                } else {
                    peer.send(UNAVAILABLE);
                }
            }
        });
                var gateway = TestGateway.with("ejection-time", "300ms", "ejection-max-time", "300ms").service("o",
                        failing, well)) {
            untilEjected(gateway);
            recovered.set(true);
            for (var probes = 6; probes <= 8; probes++) {
                var wanted = probes;
                try (var leaving = gateway.connect()) {
                    var asking = Thread.ofVirtual().start(() -> {
                        try {
                            while (failing.heads.size() < wanted) {
                                leaving.send(request("GET", "/o/")).answer();
                            }
                        } catch (IOException e) {
                            // it left
                        }
                    });
                    await().until(() -> failing.heads.size() == wanted);
                    leaving.socket.close();
                    asking.join();
                }
                await().until(() -> inFlight(gateway) == 0);
            }
            assertThat(gateway.events).doesNotContain("instance.recovered o/o-1");
        }
    }

    private static int inFlight(TestGateway gateway) {
        return gateway.directory.view().getFirst().instances().getFirst().inFlight();
    }

    @Test
    void aConnectionThatWasClosedWhileItWasIdleIsNoFailure() throws Exception {
        try (var closing = doing(peer -> {
            peer.head();
            peer.send(ok("well"));
        }); var gateway = TestGateway.with("gateway-threads", "1").service("o", closing, well)) {
            for (var i = 0; i < 40; i++) {
                assertThat(gateway.get("/o/").body()).isEqualTo("well");
            }
            assertThat(gateway.events).isEmpty();
            assertThat(gateway.directory.view().getFirst().instances())
                    .allSatisfy(i -> assertThat(i.failuresInARow()).isZero());
        }
    }

    @Test
    void anInstanceThatDoesNotAnswerIsLeftAlone() throws Exception {
        try (var mute = doing(peer -> {
            while (peer.head() != null) {
                // and says nothing
            }
        });
                var gateway = TestGateway.with("upstream-response-timeout", "100ms", "ejection-time", "1m",
                        "ejection-max-time", "1m", "ejection-failures", "1").service("o", mute, well)) {
            untilEjected(gateway);
            assertThat(gateway.findings).singleElement().asString()
                    .endsWith("a failure: no answer in time");
            assertThat(gateway.get("/o/").body()).isEqualTo("well");
        }
    }

    @Test
    void answersThatAreBrokenOffEject() throws Exception {
        try (var breaking = doing(peer -> {
            peer.head();
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
        });
                var gateway = TestGateway.with("ejection-time", "1m", "ejection-max-time", "1m").service("o", breaking,
                        well)) {
            await().until(() -> {
                try (var client = gateway.connect()) {
                    client.send(request("GET", "/o/", "Connection: close")).rest();
                }
                return gateway.events.contains("instance.ejected o/o-1");
            });
            assertThat(breaking.heads).hasSize(5);
            assertThat(gateway.findings).singleElement().asString().endsWith("the last one: an answer broken off");
        }
    }

    @Test
    void aSlowInstanceGetsFewerRequests() throws Exception {
        try (var slow = doing(peer -> {
            while (peer.head() != null) {
                Thread.sleep(50);
                peer.send(ok("slow"));
            }
        }); var gateway = TestGateway.with().service("o", slow, well); var client = gateway.connect()) {
            for (var i = 0; i < 200; i++) {
                assertThat(client.send(request("GET", "/o/")).answer().status()).isEqualTo(200);
            }
            assertThat(slow.heads).hasSizeLessThan(40);
            assertThat(gateway.directory.view().getFirst().instances().getFirst().latencyMs()).isGreaterThan(40);
        }
    }

    @Test
    void whenNobodyElseIsLeftRequestsGoThereAndItIsTold() throws IOException {
        try (var gateway = TestGateway.with()) {
            gateway.service("o", ROUTE, TestGateway.nobody(), TestGateway.nobody());
            assertThat(gateway.get("/o/").status()).isEqualTo(502);
            assertThat(gateway.events).contains("service.panic o");
            assertThat(gateway.directory.view().getFirst().panic()).contains("all routable instances are left alone");
            gateway.get("/o/");
            assertThat(gateway.events).filteredOn("service.panic o"::equals).hasSize(1);
            gateway.service("o", well);
            assertThat(gateway.get("/o/").body()).isEqualTo("well");
            assertThat(gateway.events).contains("service.calm o");
            assertThat(gateway.directory.view().getFirst().panic()).isEmpty();
        }
    }
}
