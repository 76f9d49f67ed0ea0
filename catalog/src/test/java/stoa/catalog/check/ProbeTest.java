package stoa.catalog.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import stoa.catalog.check.InstanceServer.Mood;
import stoa.discovery.Registration.CheckRecord;
import stoa.http.client.Trust;

class ProbeTest {
    private final Timing timing = Timing.real(Clock.systemUTC());
    private final Look probe = Probe.real(timing, Trust.usual());
    private final InstanceServer instance = new InstanceServer();

    ProbeTest() throws IOException {}

    @AfterEach
    void close() {
        instance.close();
        timing.close();
    }

    private static CheckRecord http(String path) {
        return new CheckRecord(path, false, Duration.ofSeconds(2), Duration.ofMillis(500));
    }

    private static CheckRecord tcp() {
        return new CheckRecord(null, true, Duration.ofSeconds(2), Duration.ofMillis(500));
    }

    @Test
    void anAnswerOf200IsWellAndSaysHowLongItTook() throws Exception {
        var finding = probe.at(instance.url(), http("/health?deep=1"));
        assertThat(finding.ok()).isTrue();
        assertThat(finding.detail()).matches("200 in \\d+ ms");
        assertThat(instance.lastRequest()).startsWith("GET /health?deep=1 HTTP/1.1\r\n")
                .contains("\r\nHost: " + instance.url().getAuthority() + "\r\n");
    }

    @ParameterizedTest
    @CsvSource({"ERROR, answered 500", "REDIRECT, 'answered 302, a redirect is not followed'",
            "HANG, no answer within 500ms", "TRICKLE, no whole answer within 500ms", "GARBAGE, the answer is not HTTP",
            "HANG_UP, closed without an answer", "RESET, connection reset", "OTHER, the answer is not HTTP",
            "ENDLESS_HEAD, 'the answer''s head is longer than 64 KiB'"})
    void everyOtherAnswerIsAFailureWithItsReason(Mood mood, String reason) throws Exception {
        instance.mood(mood);
        assertThat(probe.at(instance.url(), http("/"))).isEqualTo(Finding.failed(reason));
    }

    @Test
    void aClosedPortIsRefused() throws Exception {
        instance.stopListening();
        assertThat(probe.at(instance.url(), http("/"))).isEqualTo(Finding.failed("connection refused"));
        assertThat(probe.at(instance.url(), tcp())).isEqualTo(Finding.failed("connection refused"));
    }

    @Test
    void aTcpCheckAsksForNoMoreThanAConnection() throws Exception {
        instance.mood(Mood.HANG);
        var finding = probe.at(instance.url(), tcp());
        assertThat(finding.ok()).isTrue();
        assertThat(finding.detail()).matches("connected in \\d+ ms");
    }

    @Test
    void aHostsNameMayHoldAnUnderscore() throws Exception {
        var url = URI.create("http://instance_here:" + instance.url().getPort());
        assertThat(probe.at(url, tcp()).ok()).isTrue();
        assertThat(probe.at(url, http("/")).ok()).isTrue();
        assertThat(instance.lastRequest()).contains("\r\nHost: " + url.getRawAuthority() + "\r\n");
        var nowhere = URI.create("http://instance_nowhere.invalid");
        assertThat(probe.at(nowhere, tcp())).isEqualTo(Finding.failed("unknown host instance_nowhere.invalid"));
    }

    @Test
    void aServerWithoutTlsIsNoHttps() throws Exception {
        var url = URI.create("https://127.0.0.1:" + instance.url().getPort());
        instance.mood(Mood.GARBAGE);
        assertThat(probe.at(url, http("/")).ok()).isFalse();
    }

    @Test
    void twoFailuresAreTheSameOnlyForTheSameReason() {
        assertThat(Finding.well("200 in 3 ms").sameAs(Finding.well("204 in 9 ms"))).isTrue();
        assertThat(Finding.failed("answered 500").sameAs(Finding.failed("answered 500"))).isTrue();
        assertThat(Finding.failed("answered 500").sameAs(Finding.failed("answered 503"))).isFalse();
        assertThat(Finding.failed("answered 500").sameAs(Finding.well("200 in 3 ms"))).isFalse();
    }
}
