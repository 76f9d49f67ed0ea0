package stoa.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static stoa.gateway.RawInstance.answering;
import static stoa.gateway.RawInstance.doing;
import static stoa.gateway.RawInstance.ok;
import static stoa.gateway.TestGateway.instance;
import static stoa.gateway.TestGateway.request;

import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import stoa.discovery.CheckResult;
import stoa.discovery.RouteRecord;

class FailureTest {
    private static final RouteRecord ROUTE = new RouteRecord("/o/", true);

    private final TestGateway gateway = TestGateway.with("upstream-response-timeout", "300ms", "upstream-idle-timeout",
            "300ms", "upstream-pool-size", "2", "upstream-pending", "2", "upstream-pending-timeout", "300ms");
    private final RawInstance well = answering(ok("well"));

    @AfterEach
    void close() throws IOException {
        gateway.close();
        well.close();
    }

    @Test
    void aRefusedConnectionIsRetriedOnAnotherInstance() throws IOException {
        gateway.service("o", ROUTE, TestGateway.nobody(), well.uri(), TestGateway.nobody());
        for (var i = 0; i < 20; i++) {
            assertThat(gateway.get("/o/").body()).isEqualTo("well");
        }
        assertThat(gateway.events).filteredOn(e -> e.startsWith("instance.refused o/o-")).hasSizeBetween(1, 2);
        assertThat(gateway.findings).hasSizeBetween(1, 2).doesNotHaveDuplicates()
                .allMatch(f -> f.matches("o-[13] connection refused"));
        assertThat(gateway.directory.unroutable()).isNotEmpty()
                .allMatch(u -> u.reason().contains("connection refused by o-"));
    }

    @Test
    void aBodyThatWasNotYetReadGoesToTheOtherInstance() throws IOException {
        try (var echo = doing(peer -> {
            peer.head();
            peer.send(ok(peer.read(5)));
        })) {
            gateway.service("o", ROUTE, TestGateway.nobody(), echo.uri());
            for (var i = 0; i < 8; i++) {
                assertThat(gateway.ask(request("POST", "/o/", "Content-Length: 5") + "hello").body())
                        .isEqualTo("hello");
            }
        }
    }

    @Test
    void whenAllInstancesRefuseTheAnswerNamesThem() throws IOException {
        var one = TestGateway.nobody();
        gateway.service("o", ROUTE, one, TestGateway.nobody());
        var answer = gateway.get("/o/");
        assertThat(answer.status()).isEqualTo(502);
        assertThat(answer.body()).contains("connection refused by o-1 (127.0.0.1:" + one.getPort() + ")")
                .contains("connection refused by o-2");
    }

    @Test
    void anInstanceThatRefusedIsLeftAloneUntilACheckGoesWell() throws IOException {
        var nobody = TestGateway.nobody();
        gateway.service("o", ROUTE, nobody, well.uri());
        await().until(() -> {
            gateway.get("/o/");
            return leftAloneMs() > 0;
        });
        gateway.service("o", List.of(ROUTE), List.of(
                instance("o-1", nobody, true, "",
                        new CheckResult(CheckResult.Kind.ACTIVE, "catalog-1", true, Instant.now().plusSeconds(1),
                                "200")),
                instance("o-2", well.uri(), true, "")));
        assertThat(leftAloneMs()).isZero();
    }

    private long leftAloneMs() {
        return gateway.directory.view().getFirst().instances().getFirst().leftAloneMs();
    }

    @Test
    void anOnlyInstanceIsTriedThoughItRefusedBefore() throws Exception {
        var address = TestGateway.nobody();
        gateway.service("o", ROUTE, address);
        assertThat(gateway.get("/o/").status()).isEqualTo(502);
        try (var _ = listeningAt(address)) {
            assertThat(gateway.get("/o/").body()).isEqualTo("back");
        }
    }

    private static AutoCloseable listeningAt(URI address) throws IOException {
        var server = new java.net.ServerSocket(address.getPort(), 10, java.net.InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(() -> {
            try (var socket = server.accept();
                    var peer = new RawInstance.Peer(socket, new java.util.concurrent.CopyOnWriteArrayList<>())) {
                peer.head();
                peer.send(ok("back"));
            } catch (IOException e) {
                // seen by the client
            }
        });
        return server;
    }

    @Test
    void anAddressWithoutARealHostIsABadGateway() throws IOException {
        gateway.service("o", ROUTE, URI.create("http://nowhere.invalid:80"));
        var answer = gateway.get("/o/");
        assertThat(answer.status()).isEqualTo(502);
        assertThat(answer.body()).contains("no way to o-1");
    }

    @Test
    void anInstanceThatDoesNotAnswerIsAGatewayTimeout() throws IOException {
        try (var mute = doing(peer -> {
            peer.head();
            peer.ends();
        })) {
            gateway.service("o", mute);
            var answer = gateway.get("/o/");
            assertThat(answer.status()).isEqualTo(504);
            assertThat(answer.body()).contains("no answer in time from o-1 (127.0.0.1:" + mute.port());
            await().until(() -> mute.open() == 0);
        }
    }

    @Test
    void anInstanceThatResetsIsABadGateway() throws IOException {
        try (var rude = doing(peer -> {
            peer.head();
            peer.reset();
        })) {
            gateway.service("o", rude);
            var answer = gateway.get("/o/");
            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.body()).contains("connection closed without an answer by o-1");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"SSH-2.0-OpenSSH_9.2\r\n", "HTTP/1.1 abc\r\n\r\n", "HTTP/2.0 200 OK\r\n\r\n",
            "HTTP/1.1 200 OK\nContent-Length: 0\n\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n", "HTTP/1.1 200 OK\r\nBad Field: x\r\n\r\n",
            "HTTP/1.1 101 Switching Protocols\r\n\r\n", "HTTP/1.1 99 No\r\n\r\n", "HTTP/1.1 200 O\0K\r\n\r\n"})
    void garbageIsABadGateway(String garbage) throws IOException {
        try (var broken = doing(peer -> {
            peer.head();
            peer.send(garbage).ends();
        })) {
            gateway.service("o", broken);
            var answer = gateway.get("/o/");
            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.body()).contains("an answer that is not HTTP/1.1 from o-1");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 100\r\n\r\nhalf", "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
            "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nzz\r\n"})
    void anAnswerThatIsBrokenOffNeverLooksWhole(String begun) throws IOException {
        try (var dying = doing(peer -> {
            peer.head();
            peer.send("HTTP/1.1 200 OK\r\n" + begun);
        })) {
            gateway.service("o", dying);
            for (var version : List.of("1.1", "1.0")) {
                try (var client = gateway.connect()) {
                    client.send("GET /o/ HTTP/" + version + "\r\nHost: a\r\n\r\n");
                    assertThat(endsCleanly(client)).as(version).isFalse();
                }
            }
            await().untilAsserted(() -> assertThat(gateway.log).hasSize(2)
                    .allSatisfy(e -> assertThat(e.note()).startsWith("an answer broken off by")));
        }
    }

    /** Whether a client would take what it got for a whole answer. */
    private static boolean endsCleanly(RawInstance.Peer client) {
        var all = new java.io.ByteArrayOutputStream();
        try {
            client.in.transferTo(all);
        } catch (IOException e) {
            return false;
        }
        var text = all.toString(java.nio.charset.StandardCharsets.ISO_8859_1);
        var body = text.substring(text.indexOf("\r\n\r\n") + 4);
        return text.contains("Content-Length: ")
                ? body.length() == 100
                : !text.contains("Transfer-Encoding: ") || body.endsWith("0\r\n\r\n");
    }

    @Test
    void anAnswerThatStallsIsBrokenOff() throws IOException {
        try (var stalling = doing(peer -> {
            peer.head();
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf").ends();
        })) {
            gateway.service("o", stalling);
            try (var client = gateway.connect()) {
                assertThat(client.send(request("GET", "/o/")).rest()).endsWith("half");
            }
        }
    }

    @Test
    void requestsWaitForAConnectionInABoundedQueue() throws Exception {
        var release = new CountDownLatch(1);
        try (var busy = doing(peer -> {
            peer.head();
            release.await();
            peer.send(ok("done"));
        });
                var single = TestGateway
                        .with("gateway-threads", "1", "upstream-pool-size", "1", "upstream-pending", "1")
                        .service("o", busy);
                var first = single.connect();
                var second = single.connect()) {
            first.send(request("GET", "/o/1"));
            await().until(() -> busy.heads.size() == 1);
            second.send(request("GET", "/o/2"));
            await().until(() -> inFlight(single) == 2);
            var third = single.get("/o/3");
            assertThat(third.status()).isEqualTo(503);
            assertThat(third.header("retry-after")).isEqualTo("1");
            assertThat(third.body()).contains("too many requests wait for o-1");
            release.countDown();
            assertThat(first.answer().body()).isEqualTo("done");
            assertThat(second.answer().body()).isEqualTo("done");
        }
    }

    private static int inFlight(TestGateway gateway) {
        return gateway.directory.view().getFirst().instances().getFirst().inFlight();
    }
}
