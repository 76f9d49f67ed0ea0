package stoa.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static stoa.gateway.RawInstance.answering;
import static stoa.gateway.RawInstance.doing;
import static stoa.gateway.RawInstance.ok;
import static stoa.gateway.TestGateway.request;

import java.io.IOException;
import java.util.ArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import stoa.discovery.RouteRecord;
import stoa.gateway.RawInstance.Behaviour;
import stoa.gateway.RawInstance.Peer;

/** What is sent once more, where to, and how much of it at a time. */
class RetryTest {
    private static final RouteRecord ROUTE = new RouteRecord("/o/", true);
    private static final String TIMEOUT = "x-request-timeout-ms";

    private final TestGateway gateway = TestGateway.with("gateway-threads", "1");

    @AfterEach
    void close() throws IOException {
        gateway.close();
    }

    /** Answers with the body that came. */
    private static RawInstance echo() {
        return doing(peer -> {
            String head;
            while ((head = peer.head()) != null) {
                peer.send(ok(body(peer, head)));
            }
        });
    }

    private static String body(Peer peer, String head) throws IOException {
        var said = new RawInstance.Answer(head, "");
        if (said.header("transfer-encoding").isEmpty()) {
            var length = said.header("content-length");
            return peer.read(length.isEmpty() ? 0 : Integer.parseInt(length));
        }
        var all = new StringBuilder();
        while (!all.toString().endsWith("0\r\n\r\n")) {
            all.append(peer.read(1));
        }
        return all.toString();
    }

    @ParameterizedTest
    @CsvSource({"PUT, 5, 200", "DELETE, 60000, 200", "PUT, 70000, 502", "POST, 5, 502"})
    void aSmallBodyIsSentOnceMoreWhereThatDoesNoHarm(String method, int length, int status) throws Exception {
        try (var dying = doing(peer -> body(peer, String.valueOf(peer.head()))); var echo = echo()) {
            gateway.service("o", ROUTE, dying.uri(), echo.uri());
            var body = "b".repeat(length);
            for (var n = 0; dying.heads.isEmpty(); n++) {
                var answer = gateway.ask(request(method, "/o/" + n, "Content-Length: " + length) + body);
                assertThat(answer.status()).isEqualTo(dying.heads.isEmpty() ? 200 : status);
                if (answer.status() == 200) {
                    assertThat(answer.body()).isEqualTo(body);
                }
            }
        }
    }

    @Test
    void aBodyInChunksIsSentOnceMoreAsItCame() throws Exception {
        try (var dying = doing(peer -> body(peer, String.valueOf(peer.head()))); var echo = echo()) {
            gateway.service("o", ROUTE, dying.uri(), echo.uri());
            for (var n = 0; dying.heads.isEmpty(); n++) {
                var answer = gateway.ask(request("PUT", "/o/" + n, "Transfer-Encoding: chunked")
                        + "3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n");
                assertThat(answer.body()).startsWith("3\r\nabc\r\n2").endsWith("de\r\n0\r\n\r\n");
            }
        }
    }

    @Test
    void aBodyThatIsStillComingGoesOnAtTheOtherInstance() throws Exception {
        var begun = new Semaphore(0);
        try (var dying = doing(peer -> {
            peer.head();
            peer.read(3);
            begun.release();
        }); var echo = echo()) {
            gateway.service("o", ROUTE, dying.uri(), echo.uri());
            while (dying.heads.isEmpty()) {
                try (var client = gateway.connect()) {
                    client.send(request("PUT", "/o/", "Content-Length: 6") + "abc");
                    await().until(() -> begun.tryAcquire() || !echo.heads.isEmpty());
                    assertThat(client.send("def").answer().body()).isEqualTo("abcdef");
                    echo.heads.clear();
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"SSH-2.0-OpenSSH_9.2\r\n", "HTTP/1.1 200 OK\r\nContent-Le"})
    void whatIsNoAnswerIsAskedElsewhere(String garbage) throws Exception {
        try (var broken = doing(peer -> {
            peer.head();
            peer.send(garbage);
        }); var well = answering(ok("well"))) {
            gateway.service("o", ROUTE, broken.uri(), well.uri());
            while (broken.heads.isEmpty()) {
                assertThat(gateway.get("/o/").body()).isEqualTo("well");
            }
        }
    }

    @Test
    void anAnswerThatHasBegunIsNotAskedForAgain() throws Exception {
        try (var dying = doing(peer -> {
            peer.head();
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf");
        }); var well = answering(ok("well"))) {
            gateway.service("o", ROUTE, dying.uri(), well.uri());
            while (dying.heads.isEmpty()) {
                try (var client = gateway.connect()) {
                    assertThat(client.send(request("GET", "/o/", "Connection: close")).rest())
                            .endsWith(dying.heads.isEmpty() ? "well" : "half");
                }
            }
        }
    }

    @Test
    void eachTryCarriesTheSameIdAndNoMoreThanSoManyAreMade() throws Exception {
        Behaviour goes = Peer::head;
        try (var a = doing(goes); var b = doing(goes); var c = doing(goes); var d = doing(goes); var e = doing(goes)) {
            gateway.service("o", ROUTE, a.uri(), b.uri(), c.uri(), d.uri(), e.uri());
            var answer = gateway.get("/o/");
            assertThat(answer.status()).isEqualTo(502);
            var heads = new ArrayList<String>();
            for (var instance : new RawInstance[]{a, b, c, d, e}) {
                heads.addAll(instance.heads);
            }
            assertThat(heads).as("one and three more").hasSize(4);
            assertThat(heads.stream().map(h -> new RawInstance.Answer(h, "").header("x-request-id")).distinct())
                    .hasSize(1);
        }
    }

    /** With one event loop three of a few requests may be on their way again. */
    @Test
    void whatIsSentOnceMoreWaitsForItsTurn() throws Exception {
        var all = 10;
        var die = new Semaphore(0);
        var go = new Semaphore(0);
        var now = new AtomicInteger();
        var most = new AtomicInteger();
        try (var dying = doing(peer -> {
            peer.head();
            die.acquire();
        }); var slow = doing(peer -> {
            peer.head();
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            go.acquire();
            now.decrementAndGet();
            peer.send(ok("slow"));
        })) {
            gateway.service("o", ROUTE, dying.uri());
            var clients = new ArrayList<Peer>();
            for (var i = 0; i < all; i++) {
                clients.add(gateway.connect().send(request("GET", "/o/" + i)));
            }
            await().until(() -> dying.heads.size() == all);
            gateway.service("o", ROUTE, dying.uri(), slow.uri());
            die.release(all);
            await().until(() -> now.get() == 3);
            go.release(all);
            for (var client : clients) {
                assertThat(client.answer().body()).isEqualTo("slow");
                client.close();
            }
            assertThat(most).hasValue(3);
        }
    }

    @Test
    void whatWaitsForItsTurnAndWhoseClientLeavesIsNotSent() throws Exception {
        var die = new Semaphore(0);
        var go = new Semaphore(0);
        try (var dying = doing(peer -> {
            peer.head();
            die.acquire();
        }); var slow = doing(peer -> {
            peer.head();
            go.acquire();
            peer.send(ok("slow"));
        })) {
            gateway.service("o", ROUTE, dying.uri());
            var clients = new ArrayList<Peer>();
            for (var i = 0; i < 6; i++) {
                clients.add(gateway.connect().send(request("GET", "/o/" + i)));
            }
            await().until(() -> dying.heads.size() == 6);
            gateway.service("o", ROUTE, dying.uri(), slow.uri());
            die.release(100);
            await().until(() -> slow.heads.size() == 3);
            var sent = slow.heads.stream().map(h -> h.charAt("GET /".length()) - '0').toList();
            // those that wait go first: from the others a turn would pass to them
            for (var i = 0; i < 6; i++) {
                if (!sent.contains(i)) {
                    clients.get(i).reset();
                }
            }
            await().until(() -> gateway.log.size() == 3);
            for (var i : sent) {
                clients.get(i).reset();
            }
            await().until(() -> gateway.log.size() == 6);
            assertThat(slow.heads).hasSize(3);
            go.release(7);
            assertThat(gateway.get("/o/").body()).as("nobody holds a turn for good").isEqualTo("slow");
        }
    }

    @Test
    void aServiceThatHasTooMuchUnderWayGetsNoMore() throws Exception {
        var go = new Semaphore(0);
        try (var slow = doing(peer -> {
            peer.head();
            go.acquire();
            peer.send(ok("slow"));
        });
                var small = TestGateway.with("gateway-threads", "1", "service-requests", "2").service("o", slow);
                var one = small.connect().send(request("GET", "/o/1"));
                var two = small.connect().send(request("GET", "/o/2"))) {
            await().until(() -> slow.heads.size() == 2);
            var answer = small.get("/o/3");
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.header("retry-after")).isEqualTo("1");
            assertThat(answer.body()).contains("too many requests to o are under way");
            go.release(3);
            assertThat(one.answer().body() + two.answer().body()).isEqualTo("slowslow");
            assertThat(small.get("/o/4").body()).isEqualTo("slow");
        }
    }

    @Test
    void theTimeThatAClientAllowsHoldsForAllTriesAndIsPassedOn() throws Exception {
        try (var mute = doing(peer -> {
            peer.head();
            peer.ends();
        })) {
            gateway.service("o", mute);
            var answer = gateway.get("/o/", "X-Request-Timeout-Ms: 300");
            assertThat(answer.status()).isEqualTo(504);
            assertThat(answer.body()).contains("no whole answer within the 300 ms that its client allows");
            await().until(() -> mute.open() == 0);
            assertThat(mute.heads).singleElement().satisfies(
                    h -> assertThat(Integer.parseInt(new RawInstance.Answer(h, "").header(TIMEOUT))).isBetween(1, 300));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-5", "soon", "99999999999999999999", "0x10", "5s"})
    void aTimeThatCannotBeReadIsNotPassedOn(String time) throws Exception {
        try (var well = answering(ok("well"))) {
            gateway.service("o", well);
            assertThat(gateway.get("/o/", "X-Request-Timeout-Ms: " + time).status()).isEqualTo(200);
            assertThat(well.heads).noneMatch(h -> h.toLowerCase(java.util.Locale.ROOT).contains(TIMEOUT));
        }
    }

    @Test
    void anAnswerThatHasBegunMayTakeLongerThanItsClientAllowedForItsBegin() throws Exception {
        var go = new Semaphore(0);
        try (var slow = doing(peer -> {
            peer.head();
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nsl");
            go.acquire();
            peer.send("ow");
        }); var client = gateway.service("o", slow).connect()) {
            client.send(request("GET", "/o/", "X-Request-Timeout-Ms: 200"));
            client.head();
            var begun = System.nanoTime();
            await().until(() -> System.nanoTime() - begun > 400_000_000L);
            go.release();
            assertThat(client.read(4)).isEqualTo("slow");
        }
    }

    /** The connection was reset while the event loop looked away: whichever it hears of first, nothing is lost. */
    @ParameterizedTest
    @MethodSource("stoa.gateway.TransportTest#possible")
    void whatSurelyWasNotSentIsSentOnANewConnectionWhateverItIs(String transport) throws Exception {
        var idle = new Semaphore(0);
        var reset = new Semaphore(0);
        var done = new Semaphore(0);
        try (var fickle = doing(peer -> {
            while (peer.head() != null) {
                peer.send(ok("fine"));
                idle.release();
                reset.acquire();
                peer.reset();
                done.release();
                return;
            }
        });
                var single = TestGateway
                        .with("gateway-threads", "1", "gateway-transport", transport, "upstream-retries", "0")
                        .service("o", fickle);
                var client = single.connect();
                var other = single.connect()) {
            for (var n = 0; n < 10; n++) {
                assertThat(client.send(request("GET", "/o/")).answer().status()).isEqualTo(200);
                idle.acquire();
                single.whileBusy(other, () -> {
                    reset.release();
                    done.acquire();
                    client.send(request("POST", "/o/"));
                });
                assertThat(client.answer().status()).isEqualTo(200);
                idle.acquire();
                reset.release();
                done.acquire();
            }
        }
    }
}
