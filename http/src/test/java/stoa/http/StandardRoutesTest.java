package stoa.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.core.metrics.Counter;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import stoa.runtime.Component;
import stoa.runtime.Health;

/** What every service tells about itself. */
class StandardRoutesTest {

    /** A store that is as the test says. */
    private static final class FakeStore implements Component {
        final AtomicInteger asked = new AtomicInteger();
        volatile boolean ok = true;
        final CountDownLatch hangs;

        FakeStore(int hangs) {
            this.hangs = new CountDownLatch(hangs);
        }

        @Override
        public String name() {
            return "relational/fake";
        }

        @Override
        public Condition check(Duration timeout) {
            asked.incrementAndGet();
            try {
                hangs.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return new Condition(ok, "fake", "1.2", "memory", Duration.ofNanos(1_234_000), ok ? "" : "it is away");
        }

        @Override
        public void close() {}
    }

    enum Colour {
        RED, DARK_BLUE
    }

    record Part(String name, @Nullable Part inner) {}

    record Shape(int n, long big, boolean flag, double ratio, Colour colour, Instant at, URI url, Duration ttl,
            List<Part> parts, Map<String, Integer> counts, @Nullable String note) {}

    private static Service service() {
        return Service.named("parts").says("Keeps parts").routes(at -> {
            at.get("/parts/{id}", _ -> Reply.text("part")).says("One part").answers(200, Shape.class)
                    .answers(404, "no such part").query("verbose", "says more").header("If-Match", "the part's tag");
            at.post("/parts", _ -> Reply.empty(201)).takes(Part.class).answers(201, String.class);
            at.get("/files/{path...}", _ -> Reply.text("file"));
        });
    }

    @Test
    void aServiceThatIsWellSaysSo() throws Exception {
        var store = new FakeStore(0);
        try (var shell = TestShell.of(service().uses(store).check(() -> Health.Check.ok("pump", "runs")))) {
            var health = shell.get("/health");
            assertThat(health.statusCode()).isEqualTo(200);
            assertThat(health.body()).isEqualTo("{\"service\":\"parts\",\"instance\":\"parts-1\",\"status\":\"ok\","
                    + "\"live\":true,\"ready\":true,\"checks\":[{\"name\":\"pump\",\"ok\":true,\"detail\":\"runs\"},"
                    + "{\"name\":\"relational/fake\",\"ok\":true,\"detail\":\"\"}]}");
            assertThat(shell.get("/health/live").statusCode()).isEqualTo(200);
            assertThat(shell.get("/health/ready").statusCode()).isEqualTo(200);
            assertThat(shell.role.health().status()).isEqualTo(Health.Status.OK);
        }
    }

    @Test
    void aLostStoreDegradesAndLeavesReady() throws Exception {
        var store = new FakeStore(0);
        store.ok = false;
        try (var shell = TestShell.of(service().uses(store))) {
            var health = shell.get("/health");
            assertThat(health.statusCode()).isEqualTo(200);
            assertThat(health.body()).contains("\"status\":\"degraded\",\"live\":true,\"ready\":true",
                    "{\"name\":\"relational/fake\",\"ok\":false,\"detail\":\"it is away\"}");
            assertThat(shell.get("/health/ready").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aFailedCheckIsUnreadyOrDeadByItsWeight() throws Exception {
        var unready = new Health.Check("pump", false, "stuck", Health.Weight.READINESS);
        try (var shell = TestShell.of(service().check(() -> unready))) {
            assertThat(shell.get("/health").statusCode()).isEqualTo(503);
            assertThat(shell.get("/health").body()).contains("\"status\":\"down\",\"live\":true,\"ready\":false");
            assertThat(shell.get("/health/ready").statusCode()).isEqualTo(503);
            assertThat(shell.get("/health/live").statusCode()).isEqualTo(200);
        }
        var dead = new Health.Check("pump", false, "dead", Health.Weight.LIVENESS);
        try (var shell = TestShell.of(service().check(() -> dead))) {
            assertThat(shell.get("/health/live").statusCode()).isEqualTo(503);
        }
    }

    @Test
    void aCheckThatThrowsIsAFailedCheckWithoutItsMessage() throws Exception {
        try (var shell = TestShell.of(service().check(() -> {
            throw new IllegalStateException("secret");
        }))) {
            var health = shell.get("/health");
            assertThat(health.statusCode()).isEqualTo(503);
            assertThat(health.body()).contains("the check itself failed").doesNotContain("secret");
        }
    }

    @Test
    void whoAsksWhetherItIsReadyDoesNotWaitForAStoreThatHangs() throws Exception {
        var store = new FakeStore(1);
        try (var shell = TestShell.of(service().uses(store))) {
            assertThat(shell.get("/health/ready").statusCode()).isEqualTo(200);
            assertThat(store.asked).hasValue(0);
            store.hangs.countDown();
        }
    }

    @Test
    void aStoreThatHangsIsReportedAndAskedOnce() throws Exception {
        var store = new FakeStore(1);
        try (var shell = TestShell.of(service().uses(store))) {
            var asks = java.util.stream.IntStream.range(0, 20).mapToObj(
                    _ -> shell.client.sendAsync(shell.at("/health").build(), HttpResponse.BodyHandlers.ofString()))
                    .toList();
            for (var ask : asks) {
                assertThat(ask.get().statusCode()).isEqualTo(200);
                assertThat(ask.get().body()).contains("\"detail\":\"no answer within 1s\"");
            }
            assertThat(shell.get("/health/live").statusCode()).isEqualTo(200);
            assertThat(store.asked).hasValue(1);
            store.hangs.countDown();
        }
    }

    @Test
    void manyQuestionsAskTheStoreAtMostOnceASecond() throws Exception {
        var store = new FakeStore(0);
        try (var shell = TestShell.of(service().uses(store))) {
            var began = System.nanoTime();
            for (var n = 0; n < 200; n++) {
                shell.get("/health");
            }
            var seconds = (System.nanoTime() - began) / 1_000_000_000L;
            assertThat(store.asked.get()).isPositive().isLessThanOrEqualTo((int) seconds + 1);
        }
    }

    @Test
    void theStatusNamesInstanceVersionAndStores() throws Exception {
        try (var shell = TestShell.of(service().uses(new FakeStore(0)))) {
            var status = TestShell.json(shell.get("/status"));
            assertThat(status.get("name").asString()).isEqualTo("parts");
            assertThat(status.get("instance").asString()).isEqualTo("parts-1");
            assertThat(status.get("version").asString()).isEqualTo(Version.current());
            assertThat(Instant.parse(status.get("startedAt").asString())).isBefore(Instant.now());
            assertThat(status.get("uptimeSeconds").asLong()).isNotNegative();
            assertThat(status.get("pid").asLong()).isEqualTo(ProcessHandle.current().pid());
            assertThat(status.get("java").asString()).isNotEmpty();
            assertThat(status.get("stores")).hasToString("[{\"name\":\"relational/fake\",\"ok\":true,\"kind\":\"fake\","
                    + "\"version\":\"1.2\",\"address\":\"memory\",\"latencyMs\":1.234,\"detail\":\"\"}]");
        }
    }

    @Test
    void metricsCountByRouteAndStatusWhateverIsAsked() throws Exception {
        try (var shell = TestShell.of(
                service().metrics(registry -> Counter.builder().name("parts_made_total").register(registry).inc()))) {
            shell.get("/parts/1");
            shell.get("/parts/2");
            shell.get("/no/such/path");
            shell.get("/parts");
            shell.raw("BREW /pot HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            shell.raw("nonsense\r\n\r\n");
            var answer = shell.get("/metrics");
            assertThat(TestShell.header(answer, "Content-Type"))
                    .hasValueSatisfying(t -> assertThat(t).startsWith("text/plain; version=0.0.4"));
            assertThat(answer.body()).contains(
                    "http_server_requests_total{method=\"GET\",route=\"/parts/{id}\",status=\"200\"} 2.0",
                    "http_server_requests_total{method=\"GET\",route=\"unmatched\",status=\"404\"} 1.0",
                    "http_server_requests_total{method=\"GET\",route=\"unmatched\",status=\"405\"} 1.0",
                    "http_server_requests_total{method=\"other\",route=\"unmatched\",status=\"404\"} 1.0",
                    "http_server_requests_total{method=\"other\",route=\"unmatched\",status=\"400\"} 1.0",
                    "http_server_request_duration_seconds_count{method=\"GET\",route=\"/parts/{id}\"} 2",
                    "http_server_in_flight 1.0", "parts_made_total 1.0", "process_cpu_seconds_total",
                    "stoa_instance_info{instance=\"parts-1\",service=\"parts\",version=\"");
            assertThat(answer.body()).doesNotContain("/no/such/path", "BREW");
        }
    }

    @Test
    void openMetricsIsThereForThoseWhoPreferIt() throws Exception {
        try (var shell = TestShell.of(service())) {
            var answer = shell.get("/metrics", "Accept",
                    "application/openmetrics-text;version=1.0.0;q=0.6,text/plain;version=0.0.4;q=0.5,*/*;q=0.1");
            assertThat(TestShell.header(answer, "Content-Type"))
                    .hasValueSatisfying(t -> assertThat(t).startsWith("application/openmetrics-text"));
            assertThat(answer.body()).endsWith("# EOF\n");
        }
    }

    @Test
    void openApiDescribesEveryRoute() throws Exception {
        try (var shell = TestShell.of(service())) {
            var document = TestShell.json(shell.get("/openapi.json"));
            assertThat(document.get("openapi").asString()).startsWith("3.1");
            assertThat(document.at("/info/title").asString()).isEqualTo("parts");
            assertThat(document.get("paths").propertyNames()).containsExactly("/health", "/health/live",
                    "/health/ready", "/status", "/openapi.json", "/metrics", "/parts/{id}", "/parts", "/files/{path}");
            var get = document.at("/paths/~1parts~1{id}/get");
            assertThat(get.get("summary").asString()).isEqualTo("One part");
            assertThat(get.get("operationId").asString()).isEqualTo("getPartsId");
            assertThat(get.get("parameters").valueStream().map(p -> p.get("in").asString() + " "
                    + p.get("name").asString() + " " + p.get("required").asBoolean()))
                    .containsExactly("path id true", "query verbose false", "header If-Match false");
            assertThat(get.get("responses").propertyNames()).containsExactly("200", "404", "default");
            assertThat(get.at("/responses/200/content/application~1json/schema/$ref").asString())
                    .isEqualTo("#/components/schemas/Shape");
            assertThat(document.at("/paths/~1parts/post/requestBody/content/application~1json/schema/$ref").asString())
                    .isEqualTo("#/components/schemas/Part");
            assertThat(document.at("/paths/~1parts/post/responses/201/content").propertyNames())
                    .containsExactly("text/plain");
        }
    }

    @Test
    void openApiTellsRecordsAsTheyAreWritten() throws Exception {
        try (var shell = TestShell.of(service())) {
            var schemas = TestShell.json(shell.get("/openapi.json")).at("/components/schemas");
            var properties = schemas.at("/Shape/properties");
            assertThat(properties.at("/n/type").asString()).isEqualTo("integer");
            assertThat(properties.at("/big/format").asString()).isEqualTo("int64");
            assertThat(properties.at("/flag/type").asString()).isEqualTo("boolean");
            assertThat(properties.at("/ratio/type").asString()).isEqualTo("number");
            assertThat(properties.at("/colour/enum")).hasToString("[\"red\",\"dark_blue\"]");
            assertThat(properties.at("/at/format").asString()).isEqualTo("date-time");
            assertThat(properties.at("/url/format").asString()).isEqualTo("uri");
            assertThat(properties.at("/ttl/type").asString()).isEqualTo("string");
            assertThat(properties.at("/parts/items/$ref").asString()).isEqualTo("#/components/schemas/Part");
            assertThat(properties.at("/counts/additionalProperties/type").asString()).isEqualTo("integer");
            assertThat(properties.at("/note/anyOf/1/type").asString()).isEqualTo("null");
            assertThat(schemas.at("/Part/required")).hasToString("[\"name\"]");
            assertThat(schemas.at("/Part/properties/inner/anyOf/0/$ref").asString())
                    .isEqualTo("#/components/schemas/Part");
        }
    }
}
