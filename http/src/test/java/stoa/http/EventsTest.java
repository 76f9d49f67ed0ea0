package stoa.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventsTest {
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private final CompletableFuture<Throwable> gone = new CompletableFuture<>();
    private final CountDownLatch produced = new CountDownLatch(1);
    private TestShell shell;

    @BeforeEach
    void start() throws Exception {
        shell = TestShell.of(Service.named("news").routes(at -> {
            at.get("/one", _ -> Reply.events(stream -> {
                stream.send("7", "service", "{\"name\":\"ж\"}");
                stream.send("", "", "a\nb\r\nc\rd\n");
                stream.send("8\nx", "e\r\ny", "");
                stream.comment("still\nhere");
            }));
            at.get("/live", _ -> Reply.events(this::produce));
            at.get("/fails", _ -> Reply.events(stream -> {
                stream.send("1", "e", "d");
                throw new IllegalStateException("secret");
            }));
        }));
    }

    @AfterEach
    void stop() {
        shell.close();
    }

    private void produce(EventStream stream) throws InterruptedException, IOException {
        try {
            while (!stream.closing()) {
                var event = events.poll(10, TimeUnit.MILLISECONDS);
                if (event == null) {
                    stream.comment("");
                } else {
                    stream.send("1", "e", event);
                }
            }
        } catch (IOException e) {
            gone.complete(e);
            throw e;
        } finally {
            produced.countDown();
        }
    }

    private HttpResponse<java.io.InputStream> open(String path) throws Exception {
        return shell.client.send(shell.at(path).header("Accept", "text/event-stream").build(),
                HttpResponse.BodyHandlers.ofInputStream());
    }

    private static String untilData(BufferedReader reader) throws IOException {
        for (var line = reader.readLine(); line != null; line = reader.readLine()) {
            if (line.startsWith("data:")) {
                return line;
            }
        }
        return "<end>";
    }

    private static BufferedReader reader(HttpResponse<java.io.InputStream> answer) {
        return new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
    }

    @Test
    void eventsAreWrittenAsTheSpecificationSays() throws Exception {
        var answer = shell.get("/one");
        assertThat(TestShell.header(answer, "Content-Type")).contains("text/event-stream");
        assertThat(TestShell.header(answer, "Cache-Control")).contains("no-store");
        assertThat(answer.body().lines()).containsExactly(": open", "", "id: 7", "event: service",
                "data: {\"name\":\"ж\"}", "", "data: a", "data: b", "data: c", "data: d", "data: ", "", "id: 8 x",
                "event: e  y", "data: ", "", ": still here", "");
    }

    @Test
    void anEventIsThereAsSoonAsItIsSent() throws Exception {
        var answer = open("/live");
        assertThat(answer.statusCode()).isEqualTo(200);
        try (var reader = reader(answer)) {
            for (var n = 0; n < 3; n++) {
                events.add("event " + n);
                assertThat(untilData(reader)).isEqualTo("data: event " + n);
            }
        }
    }

    @Test
    void theProducerNoticesThatTheClientIsGone() throws Exception {
        try (var reader = reader(open("/live"))) {
            events.add("event");
            untilData(reader);
        }
        assertThat(gone.get(10, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
    }

    @Test
    void aStreamEndsWhenTheServiceDrains() throws Exception {
        try (var reader = reader(open("/live"))) {
            events.add("event");
            untilData(reader);
            shell.role.drain(TestShell.PATIENCE);
            assertThat(produced.getCount()).isZero();
            assertThat(untilData(reader)).isEqualTo("<end>");
        }
    }

    @Test
    void aStreamThatFailsIsCutOffSoThatItsClientKnows() throws Exception {
        var answer = shell.raw("GET /fails HTTP/1.1\r\nHost: a\r\n\r\n");
        assertThat(answer).contains("data: d\n").doesNotContain("secret").doesNotEndWith("0\r\n\r\n");
    }

    @Test
    void headOpensNoStream() throws Exception {
        var answer = shell.send(shell.at("/live").method("HEAD", HttpRequest.BodyPublishers.noBody())
                .timeout(Duration.ofSeconds(10)));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(TestShell.header(answer, "Content-Type")).contains("text/event-stream");
        assertThat(produced.getCount()).isEqualTo(1);
    }

    @Test
    void streamsAreCountedButNotTimed() throws Exception {
        shell.get("/one");
        var metrics = shell.get("/metrics").body();
        assertThat(metrics).contains("http_server_requests_total{method=\"GET\",route=\"/one\",status=\"200\"} 1.0")
                .doesNotContain("http_server_request_duration_seconds_count{method=\"GET\",route=\"/one\"}");
    }
}
