package stoa.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import stoa.http.access.Access;
import stoa.runtime.RoleContext;
import stoa.runtime.StartFailed;
import stoa.telemetry.AccessLog;

/** How an instance comes and goes. */
class DrainTest {
    private final CountDownLatch began = new CountDownLatch(1);
    private final CountDownLatch finish = new CountDownLatch(1);
    private final List<String> closed = new ArrayList<>();

    private Service service() {
        return Service.named("slow").at("/slow/").owns(() -> closed.add("first")).owns(() -> {
            throw new IllegalStateException("does not close");
        }).owns(() -> closed.add("last")).routes(at -> {
            at.get("/", _ -> Reply.text("quick"));
            at.get("/slow", _ -> {
                began.countDown();
                finish.await();
                return Reply.text("finished");
            });
        });
    }

    private static ShellSettings settings(int port, Duration drainDelay) {
        return new ShellSettings("127.0.0.1", port, Duration.ofSeconds(30), 1 << 20, drainDelay);
    }

    @Test
    void whatIsInFlightIsFinished() throws Exception {
        try (var shell = TestShell.of(service())) {
            var answer = shell.client.sendAsync(shell.at("/slow").build(), HttpResponse.BodyHandlers.ofString());
            began.await();
            var drained = CompletableFuture.runAsync(() -> shell.role.drain(TestShell.PATIENCE));
            await().until(() -> shell.get("/health/ready").statusCode() == 503);
            assertThat(drained).isNotDone();
            finish.countDown();
            assertThat(answer.get().body()).isEqualTo("finished");
            drained.get();
        }
    }

    @Test
    void aDrainingInstanceSaysSoAnswersAndSendsItsClientsAway() throws Exception {
        try (var shell = TestShell.of(service())) {
            shell.role.drain(TestShell.PATIENCE);
            var ready = shell.get("/health/ready");
            assertThat(ready.statusCode()).isEqualTo(503);
            assertThat(ready.body()).contains("\"ready\":false", "{\"name\":\"draining\",\"ok\":false");
            assertThat(shell.get("/health/live").statusCode()).isEqualTo(200);
            assertThat(shell.role.health().ready()).isFalse();
            assertThat(shell.raw("GET / HTTP/1.1\r\nHost: a\r\n\r\n")).startsWith("HTTP/1.1 200 ")
                    .containsIgnoringCase("connection: close").endsWith("quick");
        }
    }

    @Test
    void theGraceEndsTheWaiting() throws Exception {
        try (var shell = TestShell.of(service())) {
            var answer = shell.client.sendAsync(shell.at("/slow").build(), HttpResponse.BodyHandlers.ofString());
            began.await();
            shell.role.drain(Duration.ofMillis(20));
            assertThat(answer).isNotDone();
            finish.countDown();
            assertThat(answer.get().body()).isEqualTo("finished");
        }
    }

    @Test
    void aServiceServesOnAsBeforeUntilTheDelayHasPassed() throws Exception {
        try (var shell = TestShell.of(settings(0, Duration.ofHours(1)), service(), AccessLog.none())) {
            var draining = Thread.ofVirtual().start(() -> shell.role.drain(Duration.ofHours(2)));
            await().until(() -> draining.getState() == Thread.State.TIMED_WAITING);
            assertThat(shell.get("/health/ready").statusCode()).isEqualTo(200);
            draining.interrupt();
            draining.join();
        }
    }

    @Test
    void closingEndsTheServerAndClosesWhatTheServiceOwnsTheLastFirst() throws Exception {
        var shell = TestShell.of(service());
        shell.close();
        assertThat(closed).containsExactly("last", "first");
        assertThatThrownBy(shell::connect).isInstanceOf(ConnectException.class);
    }

    @Test
    void anInstanceIsAnnouncedAndWithdrawnByItsAddress() throws Exception {
        try (var shell = TestShell.of(service())) {
            shell.role.announce();
            shell.role.withdraw();
            var url = "http://127.0.0.1:" + shell.uri().getPort();
            assertThat(shell.uri()).hasToString(url + "/");
            var endpoint = "Endpoint[service=slow, instance=slow-1, url=" + url + ", version=" + Version.current()
                    + ", route=Optional[RouteClaim[prefix=/slow/, strip=true]]]";
            assertThat(shell.presence).containsExactly("announced " + endpoint, "withdrew " + endpoint);
        }
    }

    @Test
    void aTakenAddressIsAReasonNotToStart() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> TestShell.of(settings(taken.getLocalPort(), Duration.ZERO), service(),
                    AccessLog.none())).isInstanceOf(StartFailed.class).hasMessageContaining(
                            "slow-1 cannot listen on 127.0.0.1:" + taken.getLocalPort());
        }
    }

    @Test
    void aGivenPortIsBoundWhateverTheInstancesNumber() throws Exception {
        int port;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        var shell = new Shell(settings(port, Duration.ZERO), new NoPresence(), AccessLog.none(),
                Access.ofThisMachine());
        try (var second = shell.serve(new RoleContext("slow", 2, _ -> {}), service())) {
            assertThat(second.addresses().getFirst().uri().getPort()).isEqualTo(port);
        }
    }

    private static final class NoPresence implements Presence {
        @Override
        public void announce(Endpoint endpoint) {}

        @Override
        public void withdraw(Endpoint endpoint) {}
    }
}
