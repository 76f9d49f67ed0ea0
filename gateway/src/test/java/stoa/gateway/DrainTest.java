package stoa.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static stoa.gateway.RawInstance.answering;
import static stoa.gateway.RawInstance.doing;
import static stoa.gateway.RawInstance.ok;
import static stoa.gateway.TestGateway.request;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DrainTest {
    @Test
    void whatIsInFlightIsFinishedAndSaysThatItIsTheLast() throws Exception {
        var go = new CountDownLatch(1);
        try (var slow = doing(peer -> {
            peer.head();
            go.await();
            peer.send(ok("done"));
        });
                var gateway = TestGateway.with().service("o", slow);
                var client = gateway.connect();
                var idle = gateway.connect()) {
            client.send(request("GET", "/o/"));
            await().until(() -> slow.heads.size() == 1);
            var drain = Thread.ofVirtual().start(() -> gateway.plane.drain(Duration.ofSeconds(20)));
            assertThat(idle.ends()).isTrue();
            assertThatThrownBy(gateway::connect).isInstanceOf(IOException.class);
            go.countDown();
            var answer = client.answer();
            assertThat(answer.body()).isEqualTo("done");
            assertThat(answer.header("connection")).isEqualTo("close");
            assertThat(client.ends()).isTrue();
            assertThat(drain.join(Duration.ofSeconds(20))).isTrue();
        }
    }

    @Test
    void aDrainEndsWithItsGraceThoughSomethingIsStillInFlight() throws Exception {
        try (var stuck = doing(peer -> {
            peer.head();
            peer.ends();
        }); var gateway = TestGateway.with().service("o", stuck); var client = gateway.connect()) {
            client.send(request("GET", "/o/"));
            await().until(() -> stuck.heads.size() == 1);
            gateway.plane.drain(Duration.ofMillis(50));
            gateway.plane.close();
            assertThat(client.ends()).isTrue();
        }
    }

    @Test
    void noRequestOfABusyClientIsLost() throws Exception {
        var answered = new AtomicInteger();
        // who has only asked for a connection when the listener closes is turned away by the kernel
        var served = new CountDownLatch(8);
        var lost = new CopyOnWriteArrayList<String>();
        try (var instance = answering(ok("hi")); var gateway = TestGateway.with().service("o", instance)) {
            try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
                for (var c = 0; c < 8; c++) {
                    clients.execute(() -> askUntilLast(gateway, answered, served, lost));
                }
                await().until(() -> answered.get() > 500 && served.getCount() == 0);
                gateway.plane.drain(Duration.ofSeconds(20));
            }
            assertThat(lost).isEmpty();
            assertThat(gateway.log).hasSize(answered.get()).allMatch(e -> e.status() == 200);
        }
    }

    /** Keeps asking on one connection until an answer says that it is the last. */
    private static void askUntilLast(TestGateway gateway, AtomicInteger answered, CountDownLatch served,
            List<String> lost) {
        try (var client = gateway.connect()) {
            var last = false;
            for (var n = 0; !last; n++) {
                var answer = client.send(request("GET", "/o/")).answer();
                answered.incrementAndGet();
                if (n == 0) {
                    served.countDown();
                }
                last = answer.header("connection").equals("close");
            }
        } catch (IOException e) {
            lost.add(e.toString());
        }
    }
}
