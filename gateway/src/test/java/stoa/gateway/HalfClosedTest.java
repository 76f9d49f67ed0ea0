package stoa.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static stoa.gateway.RawInstance.answering;
import static stoa.gateway.RawInstance.doing;
import static stoa.gateway.RawInstance.ok;
import static stoa.gateway.TestGateway.request;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that send their last byte and say so, whether they wait for the answer or are gone. */
class HalfClosedTest {
    @ParameterizedTest
    @MethodSource("stoa.gateway.TransportTest#possible")
    void aClientThatSendsNothingMoreGetsItsAnswers(String transport) throws Exception {
        try (var instance = answering(ok("hi"));
                var gateway = TestGateway.with("gateway-transport", transport).service("o", instance);
                var client = gateway.connect()) {
            client.send(request("GET", "/o/1") + request("GET", "/o/2") + request("GET", "/o/3"));
            client.socket.shutdownOutput();
            for (var n = 0; n < 3; n++) {
                assertThat(client.answer().body()).isEqualTo("hi");
            }
            assertThat(client.in.read()).as("the end, and no reset").isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @MethodSource("stoa.gateway.TransportTest#possible")
    void itGetsAnAnswerThatTakesItsTime(String transport) throws Exception {
        var go = new CountDownLatch(1);
        try (var slow = doing(peer -> {
            peer.head();
            go.await();
            peer.send(ok("late"));
        });
                var gateway = TestGateway.with("gateway-transport", transport).service("o", slow);
                var client = gateway.connect()) {
            client.send(request("GET", "/o/"));
            client.socket.shutdownOutput();
            assertThat(client.head()).as("asks whether the client is there").isEqualTo("HTTP/1.1 100 Continue");
            go.countDown();
            var answer = client.answer();
            while (answer.status() == 100) {
                answer = client.answer();
            }
            assertThat(answer.body()).isEqualTo("late");
            assertThat(client.in.read()).isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /o/ HTTP/1.1\r\nHo", "\r", ""})
    void whatIsNoWholeRequestIsNotAnswered(String begun) throws Exception {
        try (var gateway = TestGateway.with(); var client = gateway.connect()) {
            client.send(begun).socket.shutdownOutput();
            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void halfABodyEndsTheInstancesWork() throws Exception {
        try (var reading = new WorkingInstance("");
                var gateway = TestGateway.with().service("o", reading.instance);
                var client = gateway.connect()) {
            client.send(request("POST", "/o/", "Content-Length: 5") + "he");
            reading.awaitBegin();
            client.socket.shutdownOutput();
            reading.awaitEnd();
            assertThat(client.rest()).isEmpty();
            await().untilAsserted(() -> assertThat(gateway.log).singleElement()
                    .satisfies(e -> assertThat(e.status()).isEqualTo(499)));
        }
    }

    @ParameterizedTest
    @CsvSource({"nio, false", "nio, true", "epoll, false", "epoll, true"})
    void aClientThatIsGoneEndsTheInstancesWork(String transport, boolean answering) throws Exception {
        var said = answering ? "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n" : "";
        try (var working = new WorkingInstance(said);
                var gateway = TestGateway.with("gateway-transport", transport).service("o", working.instance)) {
            try (var client = gateway.connect()) {
                client.send(request("GET", "/o/"));
                working.awaitBegin();
                if (answering) {
                    client.head();
                }
            }
            working.awaitEnd();
            await().untilAsserted(() -> assertThat(gateway.log).singleElement().satisfies(e -> {
                assertThat(e.status()).isEqualTo(answering ? 200 : 499);
                assertThat(e.note()).isEqualTo("the client went away");
            }));
            assertThat(gateway.directory.view().getFirst().instances().getFirst().inFlight()).isZero();
        }
    }

    @Test
    void aClientThatResetsEndsTheInstancesWorkAtOnce() throws Exception {
        try (var working = new WorkingInstance("");
                var gateway = TestGateway.with().service("o", working.instance);
                var client = gateway.connect()) {
            client.send(request("GET", "/o/"));
            working.awaitBegin();
            client.reset();
            working.awaitEnd();
        }
    }
}
