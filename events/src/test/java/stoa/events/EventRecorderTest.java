package stoa.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import stoa.http.Json;
import stoa.http.client.Client;

@Timeout(60)
class EventRecorderTest {
    private static final InstantSource CLOCK = () -> Instant.parse("2026-05-01T12:00:00Z");

    private final List<Event> told = new CopyOnWriteArrayList<>();
    private final List<Integer> sizes = new CopyOnWriteArrayList<>();
    private volatile int status = 201;
    private volatile String poison = "none";
    private volatile boolean known = true;
    private HttpServer server;
    private Client client;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/events", exchange -> {
            var body = Json.read(exchange.getRequestBody().readAllBytes(), EventApi.Told.class);
            var answer = body.events().stream().anyMatch(e -> e.subject().equals(poison)) ? 422 : status;
            if (answer < 300) {
                sizes.add(body.events().size());
                told.addAll(body.events());
            }
            exchange.sendResponseHeaders(answer, -1);
            exchange.close();
        });
        server.start();
        client = new Client(service -> {
            if (!known) {
                throw new IOException("nothing is known of " + service);
            }
            return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        });
    }

    @AfterEach
    void stop() {
        client.close();
        server.stop(0);
    }

    private EventRecorder recorder(int most) {
        return new EventRecorder(client, "platform", most, CLOCK);
    }

    private List<String> subjects() {
        return told.stream().map(Event::subject).toList();
    }

    @Test
    void whatIsRecordedIsToldInOrderWithIdTimeAndSource() {
        try (var recorder = recorder(100)) {
            recorder.record("a.b", "one", "first", Map.of("k", "v"));
            recorder.from("catalog-1").record("a.c", "two", "second");
        }
        assertThat(subjects()).containsExactly("one", "two");
        assertThat(told).extracting(Event::source).containsExactly("platform", "catalog-1");
        assertThat(told.getFirst().data()).isEqualTo(Map.of("k", "v"));
        assertThat(told.getFirst().at()).isEqualTo(CLOCK.instant());
        assertThat(told).extracting(Event::id).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void eventsWaitWhileTheServiceIsAway() {
        known = false;
        try (var recorder = recorder(100)) {
            recorder.record("a.b", "one", "first");
            recorder.record("a.b", "two", "second");
            known = true;
            status = 503;
            recorder.record("a.b", "three", "third");
            status = 201;
            Awaitility.await().until(() -> told.size() == 3);
        }
        assertThat(subjects()).containsExactly("one", "two", "three");
    }

    @Test
    void tooManyAreDroppedTheOldestFirstAndTheLossIsTold() {
        known = false;
        try (var recorder = recorder(10)) {
            for (var n = 0; n < 25; n++) {
                recorder.record("a.b", "s" + n, "x");
            }
            known = true;
            Awaitility.await().until(() -> subjects().contains("s24"));
        }
        // the teller may have looked in between, so there may be more than one notice
        var lost = told.stream().filter(e -> e.kind().equals("events.lost")).map(e -> e.data().get("count"))
                .mapToInt(count -> Integer.parseInt(String.valueOf(count))).sum();
        assertThat(lost).isEqualTo(15);
        assertThat(subjects()).contains("s15", "s24").doesNotContain("s14");
    }

    @Test
    void anEventThatIsRefusedHoldsUpNoOther() {
        known = false;
        poison = "bad";
        try (var recorder = recorder(100)) {
            recorder.record("a.b", "one", "x");
            recorder.record("a.b", "bad", "x");
            recorder.record("a.b", "two", "x");
            known = true;
            Awaitility.await().until(() -> told.size() == 2);
        }
        assertThat(subjects()).containsExactly("one", "two");
    }

    @Test
    void aLargeBacklogGoesInBatches() {
        known = false;
        try (var recorder = recorder(1000)) {
            for (var n = 0; n < 1000; n++) {
                recorder.record("a.b", "s" + n, "x");
            }
            known = true;
            Awaitility.await().until(() -> told.size() == 1000);
        }
        assertThat(sizes).hasSizeLessThan(20).allMatch(size -> size <= 500);
    }

    @Test
    void whatIsTooLongIsCutToWhatTheServiceTakes() {
        try (var recorder = recorder(10)) {
            recorder.record("a.b", "s".repeat(5000), "x".repeat(5000), Map.of("k", "v".repeat(5000)));
        }
        assertThat(told).singleElement().satisfies(e -> {
            assertThat(e.subject()).hasSize(250).endsWith("…");
            assertThat(e.summary()).hasSize(1000);
            assertThat(e.data().get("k")).hasSize(1000);
        });
    }

    @Test
    void closingGivesUpOnAServiceThatIsAway() {
        known = false;
        var recorder = recorder(10);
        recorder.record("a.b", "one", "x");
        recorder.close();
        recorder.close();
        recorder.record("a.b", "two", "x");
        known = true;
        assertThat(told).isEmpty();
    }
}
