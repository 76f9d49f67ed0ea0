package stoa.catalog.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import stoa.catalog.check.InstanceServer.Mood;
import stoa.discovery.Registration.CheckRecord;
import stoa.http.client.Trust;

/** Targets that do what they like: each try ends within its timeout, in words, and holds no more than it must. */
@Timeout(60)
class ProbeFaultsTest {
    private static final Duration TIMEOUT = Duration.ofMillis(400);

    private final Timing timing = Timing.real(Clock.systemUTC());
    private final CountDownLatch over = new CountDownLatch(1);
    private final InstanceServer instance = new InstanceServer();

    ProbeFaultsTest() throws IOException {}

    @AfterEach
    void close() {
        over.countDown();
        instance.close();
        timing.close();
    }

    private static CheckRecord plain() {
        return new CheckRecord("/", false, Duration.ofSeconds(2), TIMEOUT);
    }

    private static CheckRecord containing(String text) {
        return new CheckRecord("/", false, Duration.ofSeconds(2), TIMEOUT, "2xx", text, Map.of(), Map.of(), 1, 1);
    }

    private Finding at(URI url, CheckRecord check) throws InterruptedException {
        return Probe.real(timing, Trust.usual()).at(url, check);
    }

    private Finding found(CheckRecord check) throws InterruptedException {
        return at(instance.url(), check);
    }

    @Test
    void aTargetThatNeverClosesIsJudgedByWhatItSaid() throws InterruptedException {
        instance.mood(Mood.NEVER_CLOSES);
        assertThat(found(plain()).ok()).isTrue();
        assertThat(found(containing("half a word")).ok()).isTrue();
        assertThat(found(containing("a whole one"))).isEqualTo(Finding.failed("no whole answer within 400ms"));
    }

    @Test
    void ofAGigabyteNoMoreIsTakenThanTheFirst64KiB() throws InterruptedException {
        instance.mood(Mood.FLOOD);
        assertThat(found(plain()).ok()).isTrue();
        assertThat(found(containing("needle"))).isEqualTo(Finding.failed("answered 200 without \"needle\""));
        // what the two ends' socket buffers take is the system's
        assertThat(instance.flooded()).isLessThan(64L << 20);
    }

    @Test
    void anAnswerThatIsBrokenOffIsNotTakenForAWholeOne() throws InterruptedException {
        instance.mood(Mood.BROKEN_OFF);
        assertThat(found(containing("half")).ok()).isTrue();
        assertThat(found(containing("whole"))).isEqualTo(Finding.failed("the answer was broken off"));
    }

    @Test
    void aRedirectToItselfIsNotFollowed() throws InterruptedException {
        instance.mood(Mood.REDIRECT);
        assertThat(found(plain())).isEqualTo(Finding.failed("answered 302, a redirect is not followed"));
        assertThat(instance.requests()).isEqualTo(1);
    }

    @Test
    void aTlsHandshakeThatTricklesEndsInTime() throws Exception {
        try (var server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> trickleTls(server));
            var url = URI.create("https://127.0.0.1:" + server.getLocalPort());
            assertThat(at(url, plain())).isEqualTo(Finding.failed("no TLS connection within 400ms"));
        }
    }

    /** The head of a record that announces 16 KiB, then a byte of it at a time. */
    private void trickleTls(ServerSocket server) {
        try (var socket = server.accept()) {
            var out = socket.getOutputStream();
            out.write(new byte[]{22, 3, 3, 0x40, 0});
            do {
                out.write(2);
            } while (!over.await(10, java.util.concurrent.TimeUnit.MILLISECONDS));
        } catch (IOException | InterruptedException e) {
            // the try is over
        }
    }

    @Test
    void aTargetThatTakesNoConnectionEndsInTime() throws Exception {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var one = new Socket(server.getInetAddress(), server.getLocalPort());
                var two = new Socket(server.getInetAddress(), server.getLocalPort())) {
            assertThat(one.isConnected() && two.isConnected()).isTrue();
            var url = URI.create("http://127.0.0.1:" + server.getLocalPort());
            assertThat(at(url, plain())).isEqualTo(Finding.failed("no connection within 400ms"));
        }
    }

    @Test
    void aNameThatIsNotAnsweredForEndsInTimeAndIsAskedForOnce() throws Exception {
        var asked = new AtomicInteger();
        var names = new Names(host -> {
            if (!host.startsWith("hanging")) {
                return InetAddress.getLoopbackAddress();
            }
            asked.incrementAndGet();
            await(over);
            throw new UnknownHostException(host);
        });
        var probe = new Probe(timing, names, Trust.usual());
        for (var i = 0; i < 3; i++) {
            assertThat(probe.at(URI.create("http://hanging.invalid:1"), plain()))
                    .isEqualTo(Finding.failed("no address of hanging.invalid within 400ms"));
        }
        assertThat(asked).hasValue(1);
        assertThat(probe.at(URI.create("http://there.invalid:" + instance.url().getPort()), plain()).ok()).isTrue();
    }

    @Test
    void namesThatAreNotAnsweredForDoNotHoldUpTheOthersEvenWhereTheyFillTheirRoom() throws Exception {
        var hanging = new CountDownLatch(64);
        var names = new Names(host -> {
            if (host.startsWith("hanging")) {
                hanging.countDown();
                await(over);
            }
            return InetAddress.getLoopbackAddress();
        });
        var probe = new Probe(timing, names, Trust.usual());
        for (var i = 0; i < 64; i++) {
            var url = URI.create("http://hanging-" + i + ".invalid:1");
            Thread.ofVirtual().start(() -> look(probe, url));
        }
        hanging.await();
        assertThat(probe.at(URI.create("http://there.invalid:" + instance.url().getPort()), plain()).ok()).isTrue();
    }

    private static void look(Look probe, URI url) {
        try {
            probe.at(url, plain());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
