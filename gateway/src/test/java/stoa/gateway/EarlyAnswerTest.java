package stoa.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static stoa.gateway.RawInstance.doing;
import static stoa.gateway.RawInstance.ok;
import static stoa.gateway.TestGateway.request;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import stoa.gateway.RawInstance.Answer;

/** Instances that answer, or go, before they have the whole request. */
class EarlyAnswerTest {
    private static final int LENGTH = 2_000_000;
    private static final String TOO_LARGE = "HTTP/1.1 413 Content Too Large\r\nContent-Length: 3\r\n\r\nbig";

    /** The rest of the body comes when the instance has gone already, so that writing it on is the first to fail. */
    private static Answer answerOf(String transport, String said) throws Exception {
        var begun = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        try (var hasty = doing(peer -> {
            peer.head();
            peer.read(10);
            begun.countDown();
            go.await();
            peer.send(said);
            // closing with bytes that were not read resets the connection
        }); var gateway = TestGateway.with("gateway-transport", transport, "gateway-threads", "1")) {
            gateway.service("o", hasty);
            try (var client = gateway.connect(); var other = gateway.connect()) {
                client.send(request("POST", "/o/", "Content-Length: " + LENGTH) + "x".repeat(1000));
                begun.await();
                gateway.whileBusy(other, () -> {
                    client.send("x".repeat(10_000));
                    go.countDown();
                    await().until(() -> hasty.open() == 0);
                });
                for (var sent = 11_000; sent < LENGTH; sent += 1000) {
                    client.send("x".repeat(1000));
                }
                var answer = client.answer();
                assertThat(client.ends()).isTrue();
                return answer;
            }
        }
    }

    @ParameterizedTest
    @MethodSource("stoa.gateway.TransportTest#possible")
    void theAnswerIsHeardThoughNoMoreOfTheRequestIsTaken(String transport) throws Exception {
        var answer = answerOf(transport, TOO_LARGE);
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.body()).isEqualTo("big");
        assertThat(answer.header("connection")).isEqualTo("close");
    }

    @ParameterizedTest
    @MethodSource("stoa.gateway.TransportTest#possible")
    void withoutAnAnswerItIsABadGateway(String transport) throws Exception {
        var answer = answerOf(transport, "");
        assertThat(answer.status()).isEqualTo(502);
        assertThat(answer.body()).contains("connection closed without an answer by o-1");
    }

    @Test
    void aClientThatAsksFirstIsNotBlamedForTheInstancesSilence() throws Exception {
        try (var silent = doing(peer -> {
            peer.head();
            peer.ends();
        }); var gateway = TestGateway.with("client-idle-timeout", "100ms", "upstream-response-timeout", "400ms")) {
            gateway.service("o", silent);
            var answer = gateway.ask(request("POST", "/o/", "Expect: 100-continue", "Content-Length: 2"));
            assertThat(answer.status()).isEqualTo(504);
            assertThat(answer.body()).contains("no answer in time from o-1");
        }
    }

    @Test
    void aClientThatDoesNotWaitToBeToldIsNotTakenForASlowOne() throws Exception {
        try (var reading = doing(peer -> {
            while (peer.head() != null) {
                peer.send(ok(peer.read(2)));
            }
        }); var gateway = TestGateway.with("gateway-threads", "1").service("o", reading)) {
            // from here on there is a connection to the instance, which is used again
            assertThat(gateway.ask(request("POST", "/o/", "Content-Length: 2") + "ab").body()).isEqualTo("ab");
            try (var client = gateway.connect()) {
                client.send(request("POST", "/o/", "Expect: 100-continue", "Content-Length: 2"));
                await().until(() -> reading.heads.size() == 2);
                assertThat(client.send("cd").answer().body()).isEqualTo("cd");
            }
        }
    }

    @Test
    void aClientThatSendsSomeOfABodyItWantedToBeAskedForAndNoMoreIsBlamed() throws Exception {
        try (var reading = doing(peer -> {
            peer.head();
            peer.rest();
        }); var gateway = TestGateway.with("client-idle-timeout", "200ms").service("o", reading)) {
            assertThat(gateway.ask(request("POST", "/o/", "Expect: 100-continue", "Content-Length: 2") + "a").status())
                    .isEqualTo(408);
        }
    }

    @Test
    void aClientThatWasToldToContinueAndDoesNotIsBlamed() throws Exception {
        try (var asking = doing(peer -> {
            peer.head();
            peer.send("HTTP/1.1 100 Continue\r\n\r\n").ends();
        }); var gateway = TestGateway.with("client-idle-timeout", "300ms", "upstream-response-timeout", "100ms")) {
            gateway.service("o", asking);
            try (var client = gateway.connect()) {
                client.send(request("POST", "/o/", "Expect: 100-continue", "Content-Length: 2"));
                assertThat(client.head()).isEqualTo("HTTP/1.1 100 Continue");
                assertThat(client.answer().status()).isEqualTo(408);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "X-Nothing: expected"})
    void aClientThatSendsWithoutBeingToldToHasTheTimeItNeeds(String header) throws Exception {
        try (var patient = doing(peer -> {
            peer.head();
            peer.send(ok(peer.read(4)));
        }); var silent = doing(peer -> {
            peer.head();
            peer.ends();
        });
                var gateway = TestGateway.with("gateway-threads", "1", "upstream-response-timeout", "200ms")) {
            gateway.service("o", patient).service("silent", silent);
            try (var client = gateway.connect()) {
                var expect = header.isEmpty() ? "Expect: 100-continue" : header;
                client.send(request("POST", "/o/", expect, "Content-Length: 4") + "ab");
                await().until(() -> !patient.heads.isEmpty());
                assertThat(gateway.get("/silent/").status()).as("by now the time for an answer is over").isEqualTo(504);
                assertThat(client.send("cd").answer().body()).isEqualTo("abcd");
            }
        }
    }
}
