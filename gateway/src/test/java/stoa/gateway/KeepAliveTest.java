package stoa.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static stoa.gateway.RawInstance.answering;
import static stoa.gateway.RawInstance.doing;
import static stoa.gateway.RawInstance.ok;
import static stoa.gateway.TestGateway.instance;
import static stoa.gateway.TestGateway.request;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import stoa.discovery.RouteRecord;

class KeepAliveTest {
    private final TestGateway gateway = TestGateway.with("gateway-threads", "1");

    @AfterEach
    void close() throws IOException {
        gateway.close();
    }

    @Test
    void aConnectionToAnInstanceServesManyRequestsOfManyClients() throws IOException {
        try (var instance = answering(ok("hi"))) {
            gateway.service("o", instance);
            for (var i = 0; i < 10; i++) {
                try (var client = gateway.connect()) {
                    for (var n = 0; n < 10; n++) {
                        assertThat(client.send(request("GET", "/o/")).answer().body()).isEqualTo("hi");
                    }
                }
            }
            assertThat(instance.heads).hasSize(100);
            assertThat(instance.connections).hasValue(1);
        }
    }

    @Test
    void aConnectionThatItsInstanceClosesIsNotUsedAgain() throws IOException {
        try (var closing = answering("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nhi");
                var old = answering("HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nhi")) {
            gateway.service("closing", closing).service("old", old);
            for (var n = 1; n <= 3; n++) {
                assertThat(gateway.get("/closing/").body()).isEqualTo("hi");
                assertThat(closing.connections).hasValue(n);
                assertThat(gateway.get("/old/").body()).isEqualTo("hi");
                assertThat(old.connections).hasValue(n);
            }
        }
    }

    @Test
    void aRequestThatMeetsTheClosingOfItsConnectionIsSentAgain() throws IOException {
        var requests = new AtomicInteger();
        try (var fickle = doing(peer -> {
            peer.head();
            peer.send(ok("first"));
            // takes the second request and goes, as if it had closed just before it came
            if (peer.head() != null) {
                requests.incrementAndGet();
                peer.reset();
            }
        })) {
            gateway.service("o", fickle);
            try (var client = gateway.connect()) {
                assertThat(client.send(request("GET", "/o/1")).answer().body()).isEqualTo("first");
                assertThat(client.send(request("GET", "/o/2")).answer().body()).isEqualTo("first");
                assertThat(requests).hasValue(1);
                assertThat(ids(fickle, 1)).isEqualTo(ids(fickle, 2));
                assertThat(client.send(request("POST", "/o/3")).answer().status()).isEqualTo(502);
            }
            assertThat(fickle.heads).hasSize(4);
        }
    }

    private static String ids(RawInstance instance, int head) {
        return new RawInstance.Answer(instance.heads.get(head), "").header("x-request-id");
    }

    @Test
    void whatAnInstanceSaysUnaskedIsNobodysAnswer() throws IOException {
        try (var eager = doing(peer -> {
            while (peer.head() != null) {
                peer.send(ok("mine") + ok("smuggled"));
            }
        })) {
            gateway.service("o", eager);
            try (var client = gateway.connect()) {
                for (var n = 0; n < 5; n++) {
                    assertThat(client.send(request("GET", "/o/")).answer().body()).isEqualTo("mine");
                }
            }
            assertThat(eager.connections).hasValue(5);
        }
    }

    @Test
    void anInstanceThatLeavesFinishesWhatItHasAndIsThenDisconnected() throws Exception {
        var go = new CountDownLatch(1);
        try (var leaving = doing(peer -> {
            String head;
            while ((head = peer.head()) != null) {
                if (head.startsWith("GET /slow")) {
                    go.await();
                }
                peer.send(ok("leaving"));
            }
        }); var staying = answering(ok("staying"))) {
            gateway.service("o", leaving);
            try (var slow = gateway.connect(); var quick = gateway.connect()) {
                slow.send(request("GET", "/o/slow"));
                await().until(() -> leaving.heads.size() == 1);
                assertThat(quick.send(request("GET", "/o/")).answer().body()).isEqualTo("leaving");
                gateway.service("o", List.of(new RouteRecord("/o/", true)),
                        List.of(instance("o-1", leaving.uri(), false, "draining"),
                                instance("o-2", staying.uri(), true, "")));
                await().until(() -> leaving.open() == 1);
                assertThat(quick.send(request("GET", "/o/")).answer().body()).isEqualTo("staying");
                go.countDown();
                assertThat(slow.answer().body()).isEqualTo("leaving");
                await().until(() -> leaving.open() == 0);
            }
        }
    }

    @Test
    void loadIsSharedByWhatIsInFlight() throws Exception {
        var go = new CountDownLatch(1);
        try (var stuck = doing(peer -> {
            peer.head();
            go.await();
            peer.send(ok("late"));
        }); var free = answering(ok("free"))) {
            gateway.service("o", stuck);
            try (var first = gateway.connect()) {
                first.send(request("GET", "/o/"));
                await().until(() -> stuck.heads.size() == 1);
                gateway.service("o", stuck, free);
                for (var n = 0; n < 30; n++) {
                    assertThat(gateway.get("/o/").body()).isEqualTo("free");
                }
                go.countDown();
                assertThat(first.answer().body()).isEqualTo("late");
            }
        }
    }
}
