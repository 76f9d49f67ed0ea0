package stoa.services.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import stoa.http.client.Client;
import stoa.services.probe.Result.Outcome;

@Timeout(60)
class CallerTest {
    private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");

    private Peer peer;
    private Client client;

    @BeforeEach
    void open() throws Exception {
        peer = new Peer();
        client = new Client(service -> {
            if (service.equals("shop")) {
                return peer.url();
            }
            throw new IOException("nothing is noted in /secret/folder");
        });
    }

    @AfterEach
    void close() {
        client.close();
        peer.close();
    }

    private static Target target(Target.Address address, Duration timeout) {
        return new Target("shop", address, Duration.ofSeconds(3), timeout, 1, Optional.empty(), Optional.empty(),
                Optional.empty());
    }

    private Target shop() {
        return target(new Target.Address.OfService("shop", "/"), Duration.ofSeconds(20));
    }

    private Optional<Result> call(Target target) {
        return new Caller(client, InstantSource.fixed(NOW), System::nanoTime, "probe-1").call(target);
    }

    private void assertFails(Target target, Outcome outcome, String words) {
        assertThat(call(target)).hasValueSatisfying(result -> {
            assertThat(result.outcome()).isEqualTo(outcome);
            assertThat(result.detail()).isEqualTo(words);
            assertThat(result.at()).isEqualTo(NOW);
        });
    }

    @Test
    void aServiceIsAskedByItsNameAndAUrlByItself() {
        for (var address : List.of(shop().address(), new Target.Address.At(peer.url()))) {
            assertThat(call(target(address, Duration.ofSeconds(20)))).hasValueSatisfying(result -> {
                assertThat(result.good()).isTrue();
                assertThat(result.code()).contains(200);
                assertThat(result.answer()).isEqualTo("hello");
                assertThat(result.took()).isPositive();
            });
        }
        assertThat(peer.agent).isEqualTo("stoa-probe");
    }

    @Test
    void aRedirectIsNotFollowed() {
        peer.code = 302;
        assertFails(shop(), Outcome.STATUS, "answered 302, expected 200 to 299");
        assertThat(peer.asked.availablePermits()).isEqualTo(1);
    }

    @Test
    void aPeerThatSaysNothingTimesOut() {
        peer.silent = true;
        assertFails(target(shop().address(), Duration.ofMillis(100)), Outcome.TIMEOUT, "timed out after 100ms");
    }

    @Test
    void aPeerThatIsGoneIsUnreachable() {
        var gone = new Target.Address.At(peer.url());
        peer.close();
        assertFails(target(gone, Duration.ofSeconds(20)), Outcome.UNREACHABLE, "connection refused");
    }

    @Test
    void anAnswerWithoutEndIsNotReadToIt() {
        peer.text = "x".repeat((1 << 20) + 1);
        assertFails(shop(), Outcome.UNREACHABLE, "answer larger than 1048576 bytes");
    }

    @Test
    void aServiceThatCannotBeFoundIsUnreachableAndNamesNoFile() {
        assertFails(target(new Target.Address.OfService("nobody", "/"), Duration.ofSeconds(20)), Outcome.UNREACHABLE,
                "no gateway is known yet");
    }

    @Test
    void aProbeThatOurOwnStopCutsOffSaysNothing() throws Exception {
        peer.silent = true;
        var said = new CompletableFuture<Optional<Result>>();
        var thread = Thread.ofVirtual().start(() -> said.complete(call(shop())));
        assertThat(peer.asked.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
        thread.interrupt();
        assertThat(said.get(30, TimeUnit.SECONDS)).isEmpty();
    }

    @Test
    void aProbeDuringWhichTheMachineSleptSaysNothing() {
        Iterator<Instant> times = List.of(NOW, NOW.plus(Duration.ofHours(8))).iterator();
        assertThat(new Caller(client, times::next, System::nanoTime, "probe-1").call(shop())).isEmpty();
    }

    @Test
    void aProbeThatOnlyTookLongCounts() {
        var lasted = Duration.ofMinutes(1);
        Iterator<Instant> times = List.of(NOW, NOW.plus(lasted)).iterator();
        var nanos = new AtomicLong(-lasted.toNanos());
        LongSupplier time = () -> nanos.getAndSet(0);
        assertThat(new Caller(client, times::next, time, "probe-1").call(shop()))
                .hasValueSatisfying(result -> assertThat(result.took()).isEqualTo(lasted));
    }
}
