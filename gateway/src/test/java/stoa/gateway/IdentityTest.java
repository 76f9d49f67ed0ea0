package stoa.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static stoa.gateway.RawInstance.doing;
import static stoa.gateway.TestGateway.request;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import stoa.discovery.RouteRecord;
import stoa.gateway.RawInstance.Peer;

/** An address may be taken over by somebody else, and no request of one service may reach another. */
class IdentityTest {
    private static final RouteRecord ROUTE = new RouteRecord("/o/", true);
    private static final String LIVE = "GET /health/live ";

    private final TestGateway gateway = TestGateway.with("gateway-threads", "1");
    /** Who answers at the address now; null says nothing of it. */
    private final AtomicReference<String> who = new AtomicReference<>("o/o-1");
    private final AtomicReference<String> extra = new AtomicReference<>("");
    private final RawInstance instance = doing(this::serve);

    private void serve(Peer peer) throws IOException {
        String head;
        while ((head = peer.head()) != null) {
            var name = who.get();
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n"
                    + (name.isEmpty() ? "" : "X-Stoa-Identity: " + name + "\r\n")
                    + (head.startsWith(LIVE) ? extra.get() : "Connection: close\r\n") + "\r\nhi");
            if (!head.startsWith(LIVE) || !extra.get().isEmpty()) {
                return;
            }
        }
    }

    @AfterEach
    void close() throws IOException {
        gateway.close();
        instance.close();
    }

    private long introductions() {
        return instance.heads.stream().filter(h -> h.startsWith(LIVE)).count();
    }

    @Test
    void whoHasSaidWhoItIsIsAskedOnEachNewConnection() throws IOException {
        gateway.service("o", instance);
        var answer = gateway.get("/o/");
        assertThat(answer.header("x-stoa-identity")).as("is between the gateway and the instance").isEmpty();
        assertThat(introductions()).isZero();
        for (var n = 1; n <= 3; n++) {
            assertThat(gateway.ask(request("POST", "/o/")).body()).isEqualTo("hi");
            assertThat(introductions()).isEqualTo(n);
        }
    }

    @Test
    void whoNeverSaysWhoItIsIsNotAsked() throws IOException {
        who.set("");
        gateway.service("o", instance);
        for (var n = 0; n < 3; n++) {
            assertThat(gateway.get("/o/").body()).isEqualTo("hi");
        }
        who.set("another/another-1");
        assertThat(gateway.get("/o/").body()).isEqualTo("hi");
        assertThat(introductions()).isZero();
    }

    @Test
    void aRequestDoesNotReachWhoHasTakenOverTheAddress() throws IOException {
        gateway.service("o", instance);
        assertThat(gateway.get("/o/").status()).isEqualTo(200);
        for (var other : new String[]{"p/p-1", "o/o-2", "", "o/o-11"}) {
            who.set(other);
            var before = instance.heads.size();
            var answer = gateway.ask(request("POST", "/o/"));
            assertThat(answer.status()).as(other).isEqualTo(502);
            assertThat(answer.body()).contains("somebody else answers at the address of o-1");
            assertThat(instance.heads.subList(before, instance.heads.size())).isNotEmpty()
                    .allMatch(h -> h.startsWith(LIVE));
        }
        assertThat(gateway.findings).contains("o-1 somebody else answers at its address");
        who.set("o/o-1");
        assertThat(gateway.get("/o/").body()).as("it is back").isEqualTo("hi");
    }

    @Test
    void itGoesToAnotherInstanceInstead() throws IOException {
        try (var well = RawInstance.answering(RawInstance.ok("well"))) {
            gateway.service("o", instance);
            assertThat(gateway.get("/o/").status()).isEqualTo(200);
            gateway.service("o", ROUTE, instance.uri(), well.uri());
            who.set("p/p-1");
            for (var n = 0; n < 10; n++) {
                assertThat(gateway.ask(request("POST", "/o/")).body()).isEqualTo("well");
            }
        }
    }

    @Test
    void whoEndsEachConnectionAfterItsAnswerIsAskedOnOneAndUsedOnAnother() throws IOException {
        gateway.service("o", instance);
        assertThat(gateway.get("/o/").status()).isEqualTo(200);
        extra.set("Connection: close\r\n");
        for (var n = 1; n <= 3; n++) {
            assertThat(gateway.ask(request("POST", "/o/")).body()).isEqualTo("hi");
            assertThat(introductions()).isEqualTo(n);
            assertThat(instance.connections).hasValue(1 + 2 * n);
        }
    }

    @Test
    void whoDoesNotSayWhoItIsInTimeGetsNoRequest() throws IOException {
        var mute = new AtomicReference<>(false);
        try (var slow = doing(peer -> {
            if (mute.get()) {
                peer.head();
                peer.ends();
            }
            serve(peer);
        }); var hasty = TestGateway.with("gateway-threads", "1", "upstream-response-timeout", "200ms")) {
            hasty.service("o", slow);
            assertThat(hasty.get("/o/").status()).isEqualTo(200);
            mute.set(true);
            var answer = hasty.ask(request("POST", "/o/"));
            assertThat(answer.status()).isEqualTo(504);
            assertThat(answer.body()).contains("no connection in time to o-1");
            assertThat(slow.heads).noneMatch(h -> h.startsWith("POST"));
            assertThat(hasty.findings).as("it is slow, and not gone").isEmpty();
        }
    }
}
