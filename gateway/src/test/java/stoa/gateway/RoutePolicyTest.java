package stoa.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static stoa.gateway.RawInstance.answering;
import static stoa.gateway.RawInstance.doing;
import static stoa.gateway.RawInstance.ok;
import static stoa.gateway.TestGateway.request;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import stoa.discovery.RouteRecord;
import stoa.gateway.RawInstance.Answer;
import stoa.gateway.RawInstance.Peer;

/** What a route says of how its requests are tried and limited. */
class RoutePolicyTest {
    private static final String TIMEOUT = "x-request-timeout-ms";

    private final TestGateway gateway = TestGateway.with("gateway-threads", "1", "ejection-failures", "0", "routes",
            """
                    [{prefix: /plain/, service: o, strip: true},
                     {prefix: /once/, service: o, strip: true, retries: false, try-timeout: 200ms},
                     {prefix: /try/, service: o, strip: true, try-timeout: 200ms},
                     {prefix: /whole/, service: o, strip: true, timeout: 400ms},
                     {prefix: /both/, service: o, strip: true, try-timeout: 10s, timeout: 400ms},
                     {prefix: /small/, service: o, strip: true, max-body: 1KiB}]""");
    private final RawInstance mute = doing(peer -> {
        peer.head();
        peer.ends();
    });
    private final RawInstance dying = doing(Peer::head);
    private final RawInstance well = answering(ok("well"));

    @AfterEach
    void close() throws IOException {
        gateway.close();
        mute.close();
        dying.close();
        well.close();
    }

    private void instances(RawInstance... some) {
        gateway.service("o", List.of(), List.of(some).stream()
                .map(i -> TestGateway.instance("o-" + i.port(), i.uri(), true, "")).toList());
    }

    @Test
    void whoDoesNotAnswerInTheTimeOfATryIsPassedBy() throws IOException {
        instances(mute, well);
        while (mute.heads.isEmpty()) {
            assertThat(gateway.get("/try/").body()).isEqualTo("well");
        }
        assertThat(mute.heads).allSatisfy(
                h -> assertThat(Integer.parseInt(new Answer(h, "").header(TIMEOUT))).isBetween(1, 200));
    }

    @Test
    void whatMayHaveBegunIsAskedElsewhereOnlyWhereThatDoesNoHarm() throws IOException {
        instances(mute);
        assertThat(gateway.ask(request("POST", "/try/")).status()).isEqualTo(504);
        instances(mute, well);
        while (mute.heads.size() == 1) {
            assertThat(gateway.ask(request("POST", "/try/")).status()).isEqualTo(mute.heads.size() == 1 ? 200 : 504);
        }
    }

    @ParameterizedTest
    @CsvSource({"/once/, 502", "/plain/, 200"})
    void aRouteMaySayThatNothingIsAskedTwice(String path, int status) throws IOException {
        instances(dying, well);
        while (dying.heads.isEmpty()) {
            var answer = gateway.get(path);
            assertThat(answer.status()).isEqualTo(dying.heads.isEmpty() ? 200 : status);
        }
    }

    @Test
    void whatReachedNobodyGoesOnAllTheSame() throws IOException {
        gateway.service("o", new RouteRecord("/unused/", true), TestGateway.nobody(), well.uri());
        for (var n = 0; n < 10; n++) {
            assertThat(gateway.get("/once/").body()).isEqualTo("well");
        }
    }

    @ParameterizedTest
    @CsvSource({"/whole/", "/both/"})
    void aRoutesTimeHoldsForTheWholeAnswer(String path) throws IOException {
        instances(mute);
        var answer = gateway.get(path);
        assertThat(answer.status()).isEqualTo(504);
        assertThat(answer.body()).contains("no whole answer within the 400 ms that its route allows");
        try (var endless = doing(peer -> {
            peer.head();
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf").ends();
        })) {
            instances(endless);
            try (var client = gateway.connect()) {
                assertThat(client.send(request("GET", path)).rest()).endsWith("half");
            }
            await().until(() -> gateway.log.size() == 2);
            assertThat(gateway.log.getLast().note()).contains("400 ms that its route allows");
        }
    }

    @Test
    void theShorterOfTwoTimesCounts() throws IOException {
        instances(mute);
        assertThat(gateway.get("/whole/", "X-Request-Timeout-Ms: 100").body())
                .contains("within the 100 ms that its client allows");
        assertThat(gateway.get("/whole/", "X-Request-Timeout-Ms: 9000").body())
                .contains("within the 400 ms that its route allows");
    }

    @Test
    void aBodyThatIsTooLargeDoesNotReachTheInstance() throws IOException {
        instances(well);
        var answer = gateway.ask(request("POST", "/small/", "Content-Length: 1025"));
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.body()).contains("larger than 1024 bytes");
        assertThat(well.heads).isEmpty();
    }

    @Test
    void aBodyThatIsTooLargeIsNotWholeAtTheInstanceThoughItCameAtOnce() throws IOException {
        var came = new java.util.concurrent.CopyOnWriteArrayList<String>();
        try (var reading = doing(peer -> {
            peer.head();
            came.add(peer.rest());
        })) {
            instances(reading);
            assertThat(gateway.ask(request("POST", "/small/", "Transfer-Encoding: chunked") + "800\r\n"
                    + "x".repeat(2048) + "\r\n0\r\n\r\n").status()).isEqualTo(413);
            await().until(() -> reading.open() == 0);
            assertThat(came).noneMatch(body -> body.contains("x\r\n0"));
        }
    }

    @Test
    void theFramingOfChunksDoesNotCount() throws IOException {
        try (var reading = doing(peer -> {
            peer.head();
            var body = new StringBuilder();
            while (!body.toString().endsWith("0\r\n\r\n")) {
                body.append(peer.read(1));
            }
            peer.send(ok("fine"));
        })) {
            instances(reading);
            assertThat(gateway.ask(request("POST", "/small/", "Transfer-Encoding: chunked")
                    + "1\r\nx\r\n".repeat(1000) + "0\r\n\r\n").body()).isEqualTo("fine");
        }
    }

    @Test
    void aBodyThatTurnsOutToBeTooLargeIsBrokenOff() throws IOException {
        try (var reading = doing(peer -> {
            peer.head();
            assertThat(peer.rest()).doesNotContain("0\r\n\r\n");
        })) {
            instances(reading);
            try (var client = gateway.connect()) {
                client.send(request("POST", "/small/", "Transfer-Encoding: chunked") + "200\r\n" + "x".repeat(512)
                        + "\r\n");
                await().until(() -> !reading.heads.isEmpty());
                client.send("300\r\n" + "y".repeat(768) + "\r\n");
                assertThat(client.answer().status()).isEqualTo(413);
            }
        }
    }
}
