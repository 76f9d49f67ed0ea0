package stoa.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static stoa.gateway.RawInstance.answering;
import static stoa.gateway.RawInstance.doing;
import static stoa.gateway.RawInstance.ok;
import static stoa.gateway.TestGateway.instance;
import static stoa.gateway.TestGateway.request;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import stoa.discovery.RouteRecord;
import stoa.gateway.RawInstance.Peer;

/** Requests that wait for a connection to one instance, and what becomes of them. */
class QueueTest {
    private static final List<RouteRecord> ROUTES = List.of(new RouteRecord("/o/", true));

    private final CountDownLatch go = new CountDownLatch(1);
    private final RawInstance busy = doing(peer -> {
        while (peer.head() != null) {
            go.await();
            peer.send(ok("busy"));
        }
    });
    private final RawInstance free = answering(ok("free"));

    @AfterEach
    void close() throws IOException {
        go.countDown();
        busy.close();
        free.close();
    }

    private TestGateway gateway(String pendingTimeout) {
        return TestGateway.with("gateway-threads", "1", "upstream-pool-size", "1", "upstream-pending-timeout",
                pendingTimeout).service("o", busy);
    }

    private static int inFlight(TestGateway gateway) {
        return gateway.directory.view().getFirst().instances().getFirst().inFlight();
    }

    @Test
    void whatWaitedTooLongAtOneInstanceRunsAtAnotherAlone() throws Exception {
        var later = new CountDownLatch(1);
        try (var slow = doing(peer -> {
            peer.head();
            later.await();
            peer.send(ok("slow"));
        });
                var gateway = gateway("300ms");
                var first = gateway.connect();
                var second = gateway.connect()) {
            first.send(request("GET", "/o/1"));
            await().until(() -> busy.heads.size() == 1);
            second.send(request("POST", "/o/2"));
            await().until(() -> inFlight(gateway) == 2);
            gateway.service("o", busy, slow);
            await().until(() -> slow.heads.size() == 1);
            go.countDown();
            assertThat(first.answer().body()).isEqualTo("busy");
            gateway.service("o", busy);
            assertThat(first.send(request("GET", "/o/3")).answer().body()).isEqualTo("busy");
            later.countDown();
            assertThat(second.answer().body()).isEqualTo("slow");
            assertThat(busy.heads).noneMatch(h -> h.startsWith("POST")).hasSize(2);
            assertThat(slow.heads).hasSize(1);
            await().until(() -> inFlight(gateway) == 0);
        }
    }

    @Test
    void whatWaitsForAnInstanceThatLeavesRunsAtAnother() throws Exception {
        try (var gateway = gateway("60s"); var first = gateway.connect(); var second = gateway.connect()) {
            first.send(request("GET", "/o/1"));
            await().until(() -> busy.heads.size() == 1);
            second.send(request("POST", "/o/2"));
            await().until(() -> inFlight(gateway) == 2);
            gateway.service("o", ROUTES, List.of(instance("o-1", busy.uri(), false, "draining"),
                    instance("o-2", free.uri(), true, "")));
            assertThat(second.answer().body()).isEqualTo("free");
            go.countDown();
            assertThat(first.answer().body()).isEqualTo("busy");
            await().until(() -> busy.open() == 0);
            assertThat(busy.heads).hasSize(1);
        }
    }

    @Test
    void whatWaitsForTheOnlyInstanceAndItLeavesFailsAtOnce() throws Exception {
        try (var gateway = gateway("60s"); var first = gateway.connect(); var second = gateway.connect()) {
            first.send(request("GET", "/o/1"));
            await().until(() -> busy.heads.size() == 1);
            second.send(request("GET", "/o/2"));
            await().until(() -> inFlight(gateway) == 2);
            gateway.service("o", ROUTES, List.of(instance("o-1", busy.uri(), false, "draining")));
            var answer = second.answer();
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.header("retry-after")).isEqualTo("1");
            assertThat(answer.body()).contains("nothing new goes to o-1");
            go.countDown();
            assertThat(first.answer().body()).isEqualTo("busy");
            await().until(() -> busy.open() == 0);
            assertThat(busy.heads).hasSize(1);
        }
    }

    @Test
    void aClientThatLeavesTheQueueIsNotServed() throws Exception {
        try (var gateway = gateway("60s"); var first = gateway.connect()) {
            first.send(request("GET", "/o/1"));
            await().until(() -> busy.heads.size() == 1);
            try (var second = gateway.connect()) {
                second.send(request("POST", "/o/2"));
                await().until(() -> inFlight(gateway) == 2);
            }
            await().until(() -> inFlight(gateway) == 1);
            go.countDown();
            assertThat(first.answer().body()).isEqualTo("busy");
            assertThat(first.send(request("GET", "/o/3")).answer().body()).isEqualTo("busy");
            assertThat(busy.heads).noneMatch(h -> h.startsWith("POST"));
        }
    }

    /** Each of them is asked; neither what is said nor the stack grows with their number. */
    @Test
    void hundredsOfFullInstancesAreAskedOneAfterAnother() throws Exception {
        var many = 200;
        var depth = new AtomicLong();
        var full = IntStream.rangeClosed(1, many).mapToObj(i -> instance("o-" + i, busy.uri(), true, "")).toList();
        var clients = new ArrayList<Peer>();
        try (var gateway = TestGateway.with("gateway-threads", "1", "upstream-pool-size", "1", "upstream-pending",
                "0", "upstream-connect-timeout", "20s")) {
            gateway.service("o", ROUTES, full);
            for (var i = 0; i < many; i++) {
                clients.add(gateway.connect().send(request("GET", "/o/" + i)));
            }
            await().atMost(Duration.ofSeconds(20)).until(() -> busy.heads.size() == many);
            gateway.whenAnswered(() -> depth.set(StackWalker.getInstance().walk(Stream::count)));
            var answer = gateway.get("/o/more");
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.header("retry-after")).isEqualTo("1");
            assertThat(answer.body()).contains("too many requests wait for o-").contains("; and 184 more");
            assertThat(depth.get()).isBetween(1L, 100L);
            assertThat(gateway.log.getLast().note()).contains("; and 184 more");
            go.countDown();
            for (var client : clients) {
                assertThat(client.answer().body()).isEqualTo("busy");
            }
        } finally {
            for (var client : clients) {
                client.close();
            }
        }
    }
}
