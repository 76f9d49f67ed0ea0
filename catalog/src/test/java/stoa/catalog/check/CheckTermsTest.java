package stoa.catalog.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import stoa.catalog.check.InstanceServer.Mood;
import stoa.discovery.Registration.CheckRecord;
import stoa.http.client.Trust;

/** What a check may ask of an answer. */
class CheckTermsTest {
    private final Timing timing = Timing.real(Clock.systemUTC());
    private final Look probe = Probe.real(timing, Trust.usual());
    private final InstanceServer instance = new InstanceServer();

    CheckTermsTest() throws IOException {}

    @AfterEach
    void close() {
        instance.close();
        timing.close();
    }

    private static CheckRecord check(String status, @Nullable String contains, Map<String, String> headers,
            Map<String, String> expect) {
        return new CheckRecord("/", false, Duration.ofSeconds(2), Duration.ofSeconds(5), status, contains, headers,
                expect, 1, 1);
    }

    private Finding found(CheckRecord check) throws InterruptedException {
        return probe.at(instance.url(), check);
    }

    private Finding containing(String text) throws InterruptedException {
        return found(check("2xx", text, Map.of(), Map.of()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"2xx|204|404", "200|200|204", "200, 404,5xx|503|302", "3xx|302|200"})
    void theStatusesThatAreAskedForAreWell(String said, int well, int ill) throws InterruptedException {
        var check = check(Statuses.parse(said).toString(), null, Map.of(), Map.of());
        instance.says("HTTP/1.1 " + well + " As Said\r\nContent-Length: 0\r\n\r\n");
        assertThat(found(check).ok()).isTrue();
        instance.says("HTTP/1.1 " + ill + " Not Said\r\nContent-Length: 0\r\n\r\n");
        assertThat(found(check).detail()).startsWith("answered " + ill);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2", "2x", "1xx", "6xx", "99", "600", "200,", "200;201", "ok", "2XX"})
    void otherStatusesAreNoStatuses(String text) {
        assertThatThrownBy(() -> Statuses.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anAnswerUnderWayIsNotTheAnswer() throws InterruptedException {
        instance.says("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        assertThat(found(check("200", null, Map.of(), Map.of())).ok()).isTrue();
    }

    @Test
    void aTextIsFoundInABodyOfAnyFraming() throws InterruptedException {
        instance.says("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nall ready");
        assertThat(containing("ready").ok()).isTrue();
        assertThat(containing("steady")).isEqualTo(Finding.failed("answered 200 without \"steady\""));
        instance.says("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n6;x=1\r\nall re\r\n3\r\nady\r\n0\r\n\r\n");
        assertThat(containing("ready").ok()).isTrue();
        assertThat(containing("re\r\n3").ok()).isFalse();
        instance.says("HTTP/1.0 200 OK\r\n\r\nall ready");
        assertThat(containing("ready").ok()).isTrue();
        assertThat(containing("steady").ok()).isFalse();
    }

    @Test
    void aTextIsLookedForInTheFirst64KiBAlone() throws InterruptedException {
        var nearly = "x".repeat(Answer.MOST_BODY - 5);
        instance.says("HTTP/1.1 200 OK\r\n\r\n" + nearly + "ready" + "x".repeat(100));
        assertThat(containing("ready").ok()).isTrue();
        instance.says("HTTP/1.1 200 OK\r\n\r\n" + nearly + "xready");
        assertThat(containing("ready").ok()).isFalse();
    }

    @Test
    void headersAreSentAndTakeThePlaceOfOurs() throws InterruptedException {
        assertThat(found(check("2xx", null, Map.of("X-Probe", "yes", "user-agent", "me"), Map.of())).ok()).isTrue();
        assertThat(instance.lastRequest()).contains("\r\nX-Probe: yes\r\n", "\r\nuser-agent: me\r\n")
                .doesNotContain("stoa-catalog-check");
    }

    @Test
    void headersOfTheAnswerAreHeldToWhatIsExpected() throws InterruptedException {
        instance.says(String.join("\r\n", "HTTP/1.1 200 OK", "Content-Type: application/json;charset=utf-8",
                "X-Role:  leader ", "X-Role: voter", "Content-Length: 0", "", ""));
        assertThat(found(check("2xx", null, Map.of(), Map.of("content-type", "application/json*"))).ok()).isTrue();
        assertThat(found(check("2xx", null, Map.of(), Map.of("X-Role", "voter"))).ok()).isTrue();
        assertThat(found(check("2xx", null, Map.of(), Map.of("X-Role", "*"))).ok()).isTrue();
        assertThat(found(check("2xx", null, Map.of(), Map.of("X-Role", "follower"))))
                .isEqualTo(Finding.failed("answered 200 without X-Role: follower"));
        assertThat(found(check("2xx", null, Map.of(), Map.of("X-None", "*"))).ok()).isFalse();
    }

    @Test
    void aVerdictChangesAfterSoManyTriesInARow() {
        var check = new CheckRecord("/", false, Duration.ofSeconds(2), Duration.ofSeconds(1), "2xx", null, Map.of(),
                Map.of(), 3, 2);
        var settling = new Settling(check, null);
        var well = Finding.well("200 in 1 ms");
        var ill = Finding.failed("connection refused");
        assertThat(settling.settle(well)).isEqualTo(well);
        assertThat(settling.settle(ill)).isEqualTo(Finding.well("connection refused, 1 of 3"));
        assertThat(settling.settle(ill)).isEqualTo(Finding.well("connection refused, 2 of 3"));
        assertThat(settling.settle(well)).isEqualTo(well);
        IntStream.range(0, 2).forEach(_ -> assertThat(settling.settle(ill).ok()).isTrue());
        assertThat(settling.settle(ill)).isEqualTo(ill);
        assertThat(settling.settle(well)).isEqualTo(Finding.failed("passes again, 1 of 2"));
        assertThat(settling.settle(ill)).isEqualTo(ill);
        assertThat(settling.settle(well).ok()).isFalse();
        assertThat(settling.settle(well)).isEqualTo(well);
    }

    @Test
    void theFirstFindingIsTakenAsItIsAndAnEarlierOneCounts() {
        var check = new CheckRecord("/", false, Duration.ofSeconds(2), Duration.ofSeconds(1), "2xx", null, Map.of(),
                Map.of(), 3, 3);
        var ill = Finding.failed("connection refused");
        assertThat(new Settling(check, null).settle(ill)).isEqualTo(ill);
        assertThat(new Settling(check, Finding.well("200 in 1 ms")).settle(ill).ok()).isTrue();
    }

    @Test
    void progressTowardsAThresholdIsNoNews() {
        var one = Finding.failed("passes again, 1 of 9");
        assertThat(one.sameAs(Finding.failed("passes again, 2 of 9"))).isTrue();
        assertThat(one.sameAs(Finding.failed("connection refused"))).isFalse();
        instance.mood(Mood.OK);
    }
}
