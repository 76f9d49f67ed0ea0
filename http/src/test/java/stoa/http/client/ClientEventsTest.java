package stoa.http.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ClientEventsTest {
    private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n";
    private static final Duration LONG = Duration.ofMinutes(1);

    private final Client client = new Client(_ -> URI.create("http://unused.invalid"));
    private final List<String> events = new CopyOnWriteArrayList<>();
    private final CountDownLatch hungUp = new CountDownLatch(1);

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void eventsComeUntilTheStreamEnds() throws IOException {
        try (var peer = Peer.saying(HEAD + "id: 1\nevent: service\ndata: a\n\n: hush\n\nid: 2\ndata: b\ndata: c\n\n")) {
            follow(peer, Optional.of("41"), LONG);
            assertThat(events).containsExactly("1 service a", "2 message b\nc");
            assertThat(peer.requests.getFirst()).startsWith("GET / HTTP/1.1\n").contains("Accept: text/event-stream\n")
                    .contains("Last-Event-ID: 41\n");
        }
    }

    @Test
    void aFirstConnectionNamesNoLastEvent() throws IOException {
        try (var peer = Peer.saying(HEAD)) {
            follow(peer, Optional.empty(), LONG);
            assertThat(peer.requests.getFirst()).doesNotContain("Last-Event-ID");
        }
    }

    @Test
    void eachEventIsHandedOverAsItComesAndCommentsBreakTheSilence() throws Exception {
        try (var peer = new Peer(c -> {
            c.request();
            c.say(HEAD);
            for (var i = 1; i <= 10; i++) {
                c.say("data: " + i + "\n\n");
                var now = i;
                await().untilAsserted(() -> assertThat(events).hasSize(now));
                c.say(":\n");
            }
        })) {
            follow(peer, Optional.empty(), Duration.ofSeconds(5));
            assertThat(events).hasSize(10);
        }
    }

    @Test
    void silenceIsAnError() throws Exception {
        try (var peer = silent()) {
            assertThatThrownBy(() -> follow(peer, Optional.empty(), Duration.ofMillis(200)))
                    .isInstanceOf(Unreachable.class).hasMessage("silent for 200ms");
            assertThat(events).hasSize(1);
            assertThat(hungUp.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aStreamThatBreaksIsAnError() throws IOException {
        try (var peer = new Peer(c -> {
            c.request();
            c.say("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
            c.say("9\r\ndata: a\n\n\r\n");
        })) {
            assertThatThrownBy(() -> follow(peer, Optional.empty(), LONG)).isInstanceOf(Unreachable.class)
                    .hasMessage("connection closed before the whole answer came");
            assertThat(events).containsExactly(" message a");
        }
    }

    @Test
    void anotherStatusIsAnErrorWithTheProblemsDetail() throws IOException {
        var problem = "{\"title\": \"Service Unavailable\", \"status\": 503, \"detail\": \"the store is away\"}";
        try (var peer = Peer
                .saying("HTTP/1.1 503 Nope\r\nContent-Length: " + problem.length() + "\r\n\r\n" + problem)) {
            assertThatThrownBy(() -> follow(peer, Optional.empty(), LONG)).isInstanceOf(IOException.class)
                    .hasMessage("answered 503: the store is away");
        }
    }

    @Test
    void anAnswerThatIsNoStreamOfEventsIsAnError() throws IOException {
        try (var peer = Peer.saying("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\nhi")) {
            assertThatThrownBy(() -> follow(peer, Optional.empty(), LONG)).isInstanceOf(IOException.class)
                    .hasMessage("answered text/html instead of a stream of events");
        }
        try (var peer = Peer.saying("HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nhi")) {
            assertThatThrownBy(() -> follow(peer, Optional.empty(), LONG)).hasMessage("answered 404");
        }
    }

    @Test
    void theTimeoutHoldsForTheHead() throws IOException {
        try (var peer = new Peer(Peer.Connection::untilClosed)) {
            assertThatThrownBy(
                    () -> client.at("GET", peer.uri()).timeout(Duration.ofMillis(200)).events(Optional.empty(),
                            LONG, this::take))
                    .hasMessage("timed out after 200ms");
        }
    }

    @Test
    void aRefusedConnectionSaysSo() throws IOException {
        int free;
        try (var taken = new ServerSocket(0)) {
            free = taken.getLocalPort();
        }
        assertThatThrownBy(() -> client.at("GET", URI.create("http://127.0.0.1:" + free)).events(Optional.empty(), LONG,
                this::take)).hasMessage("connection refused");
    }

    @Test
    void aSinkThatThrowsLeavesTheStream() throws Exception {
        try (var peer = silent()) {
            assertThatThrownBy(() -> client.at("GET", peer.uri()).events(Optional.empty(), LONG, (_, _, _) -> {
                throw new IOException("enough");
            })).hasMessage("enough");
            assertThat(hungUp.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void anInterruptEndsIt() throws Exception {
        try (var peer = silent()) {
            var thrown = new CompletableFuture<Throwable>();
            var thread = Thread.ofVirtual()
                    .start(() -> thrown.complete(catchThrowable(() -> follow(peer, Optional.empty(), LONG))));
            await().untilAsserted(() -> assertThat(events).hasSize(1));
            thread.interrupt();
            assertThat(thrown.get(10, TimeUnit.SECONDS)).hasMessage("stopped");
            assertThat(hungUp.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void closingTheClientEndsIt() throws Exception {
        try (var peer = silent()) {
            var thrown = CompletableFuture
                    .supplyAsync(() -> catchThrowable(() -> follow(peer, Optional.empty(), LONG)));
            await().untilAsserted(() -> assertThat(events).hasSize(1));
            client.close();
            assertThat(thrown.get(10, TimeUnit.SECONDS)).hasMessage("stopped");
            assertThat(hungUp.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    /** One event, and then nothing more for ever. */
    private Peer silent() throws IOException {
        return new Peer(c -> {
            c.request();
            c.say(HEAD + "data: a\n\n");
            try {
                c.untilClosed();
            } finally {
                hungUp.countDown();
            }
        });
    }

    private void follow(Peer peer, Optional<String> lastEventId, Duration silence) throws IOException {
        client.at("GET", peer.uri()).events(lastEventId, silence, this::take);
    }

    private void take(String id, String event, String data) {
        events.add(id + " " + event + " " + data);
    }
}
