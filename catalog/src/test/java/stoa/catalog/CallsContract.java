package stoa.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import stoa.discovery.CallReport;
import stoa.discovery.CallReport.Call;
import stoa.discovery.CallReport.Tally;
import stoa.discovery.CallReport.Why;
import stoa.http.Json;
import stoa.http.client.Client.Answer;

/** The log, the statistics and Prometheus's targets, as the running catalog answers them wherever calls are kept. */
abstract class CallsContract {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

    @TempDir
    Path folder;
    private RunningCatalog catalog;
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);

    abstract RunningCatalog start(Path folder) throws Exception;

    @BeforeEach
    void startCatalog() throws Exception {
        catalog = start(folder);
    }

    @AfterEach
    void stop() {
        catalog.close();
    }

    private record Logged(String at, String service, String path, int status, double durationMs, String why) {}

    private record Page(List<Logged> calls, @Nullable String next, long leftOut) {
        List<String> paths() {
            return calls.stream().map(Logged::path).toList();
        }
    }

    private record Line(String endpoint, long calls, long errors, double perSecond, double p50Ms, double p99Ms) {}

    private record ServiceLine(String service, long calls, long errors, double perSecond, double p50Ms, double p95Ms,
            double p99Ms, List<Line> endpoints) {}

    private record Stats(String window, String since, List<ServiceLine> services) {}

    private Call call(int second, String path, int status, Why why) {
        return new Call(now.minusSeconds(100 - second), "orders", "orders-1", "GET", path, status, 1500, TRACE, why);
    }

    private Tally tally(String service, String endpoint, int errors, long... micros) {
        var histogram = new Histogram(1, CallReport.HIGHEST_MICROS, CallReport.DIGITS);
        Arrays.stream(micros).forEach(histogram::recordValue);
        var buffer = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
        var length = histogram.encodeIntoByteBuffer(buffer);
        var text = Base64.getEncoder().encodeToString(Arrays.copyOf(buffer.array(), length));
        return new Tally(now, service, endpoint, micros.length, errors, text);
    }

    private CallReport report(int number, List<Call> calls, List<Tally> tallies) {
        return new CallReport("gateway-1", now.minusSeconds(1000), number, now, calls.size(), 0, calls, tallies);
    }

    private Answer send(CallReport report) throws IOException {
        return catalog.send("POST", "services/logs", Json.text(report));
    }

    private Page page(String query) throws IOException {
        return catalog.send("GET", "services/logs" + query).json(Page.class);
    }

    @Test
    void aReportIsAcknowledgedWhenItIsStoredAndOutlivesTheCatalog() throws Exception {
        var report = report(1, List.of(call(1, "/a", 200, Why.CALL)), List.of(tally("orders", "GET /a", 0, 1500)));
        assertThat(send(report).status()).isEqualTo(201);
        catalog.restart();
        assertThat(page("").paths()).containsExactly("/a");
        var again = send(report);
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.text()).isEqualTo("{\"stored\":false}");
        assertThat(page("").paths()).containsExactly("/a");
        assertThat(stats("").services().getFirst().calls()).isEqualTo(1);
    }

    @Test
    void theLogIsWrittenAsTheContractSays() throws IOException {
        send(report(1, List.of(call(1, "/a", 502, Why.FAILURE)), List.of()));
        assertThat(catalog.send("GET", "services/logs").text()).isEqualTo("{\"calls\":[{\"at\":\""
                + now.minusSeconds(99) + "\",\"service\":\"orders\",\"instance\":\"orders-1\",\"method\":\"GET\","
                + "\"path\":\"/a\",\"status\":502,\"durationMs\":1.5,\"traceId\":\"" + TRACE
                + "\",\"why\":\"failure\"}],\"next\":null,\"leftOut\":0}");
    }

    @Test
    void theLogIsFiltered() throws IOException {
        catalog.register("orders", "orders-1", RunningCatalog.FULL);
        send(report(1, List.of(call(1, "/a", 200, Why.CALL), call(2, "/b/c", 404, Why.SAMPLE),
                call(3, "/b/d", 503, Why.FAILURE)), List.of()));
        assertThat(page("").paths()).containsExactly("/b/d", "/b/c", "/a");
        assertThat(page("?service=orders").paths()).hasSize(3);
        assertThat(page("?service=2").paths()).as("by number").hasSize(3);
        assertThat(page("?service=names").paths()).isEmpty();
        assertThat(page("?instance=orders-2").paths()).isEmpty();
        assertThat(page("?method=GET&status=5xx").paths()).containsExactly("/b/d");
        assertThat(page("?status=404").paths()).containsExactly("/b/c");
        assertThat(page("?path=/b/").paths()).containsExactly("/b/d", "/b/c");
        assertThat(page("?minDuration=1ms").paths()).hasSize(3);
        assertThat(page("?minDuration=2ms").paths()).isEmpty();
        assertThat(page("?since=" + now.minusSeconds(98)).paths()).containsExactly("/b/d", "/b/c");
        assertThat(page("?until=" + now.minusSeconds(98)).paths()).containsExactly("/a");
        assertThat(page("?traceId=" + TRACE).paths()).hasSize(3);
        assertThat(page("?traceId=" + TRACE.replace('0', '1')).paths()).isEmpty();
        assertThat(page("?why=sample").paths()).containsExactly("/b/c");
    }

    @Test
    void pagesStayWhereTheyAreWhileCallsCome() throws IOException {
        send(report(1, IntStream.range(0, 7).mapToObj(n -> call(n, "/" + n, 200, Why.CALL)).toList(), List.of()));
        var seen = new ArrayList<String>();
        var page = page("?limit=3");
        for (var number = 2; page.next() != null; number++) {
            seen.addAll(page.paths());
            send(report(number, List.of(call(50 + number, "/new", 200, Why.CALL)), List.of()));
            page = page("?limit=3&cursor=" + page.next());
        }
        seen.addAll(page.paths());
        assertThat(seen).containsExactly("/6", "/5", "/4", "/3", "/2", "/1", "/0");
    }

    @Test
    void whatReportsLeftOutIsSaid() throws IOException {
        send(new CallReport("gateway-1", now, 1, now, 0, 12, List.of(), List.of()));
        send(new CallReport("gateway-2", now, 1, now, 0, 3, List.of(), List.of()));
        assertThat(page("").leftOut()).isEqualTo(15);
        assertThat(page("?until=" + now.minusSeconds(60)).leftOut()).isZero();
    }

    @Test
    void callsThroughTheCatalogsPathAreCountedOnce() throws IOException {
        var report = report(1, List.of(call(1, "/a", 200, Why.CALL), call(2, "/b", 200, Why.CALL)), List.of());
        send(report);
        send(report);
        assertThat(catalog.send("GET", "metrics").text()).contains("service_catalog_proxy_calls_total 2.0");
    }

    private Stats stats(String query) throws IOException {
        return catalog.send("GET", "services/stats" + query).json(Stats.class);
    }

    @Test
    void statisticsAddUpByServiceAndEndpoint() throws IOException {
        send(report(1, List.of(),
                List.of(tally("orders", "GET /", 1, 1000, 2000, 3000), tally("orders", "other", 0, 50),
                        tally("stock", "GET /{id}", 0, 10))));
        send(new CallReport("gateway-2", now, 1, now, 0, 0, List.of(),
                List.of(tally("orders", "GET /", 0, 100_000))));
        var stats = stats("");
        assertThat(stats.window()).isEqualTo("5m");
        assertThat(Instant.parse(stats.since())).isBetween(now.minusSeconds(315), now.minusSeconds(295));
        assertThat(stats.services()).extracting(ServiceLine::service).containsExactly("orders", "stock");
        var orders = stats.services().getFirst();
        assertThat(orders.calls()).isEqualTo(5);
        assertThat(orders.errors()).isEqualTo(1);
        assertThat(orders.perSecond()).isBetween(5 / 320.0, 5 / 290.0);
        assertThat(orders.p50Ms()).isBetween(1.98, 2.02);
        assertThat(orders.p99Ms()).isBetween(99.0, 101.0);
        assertThat(orders.endpoints()).extracting(Line::endpoint).containsExactly("GET /", "other");
        assertThat(orders.endpoints().getFirst().calls()).isEqualTo(4);
        assertThat(stats("?service=stock&window=10s")).satisfies(one -> {
            assertThat(one.window()).isEqualTo("10s");
            assertThat(one.services()).extracting(ServiceLine::service).containsExactly("stock");
        });
    }

    @Test
    void aServicesEndpointsAreBoundedInTheAnswer() throws IOException {
        for (var gateway = 1; gateway <= 2; gateway++) {
            var tallies = new ArrayList<Tally>();
            for (var n = 0; n < 75; n++) {
                tallies.add(tally("orders", "GET /" + gateway + "/" + n, 0, n == 0 ? new long[]{1, 1} : new long[]{1}));
            }
            send(new CallReport("gateway-" + gateway, now, 1, now, 0, 0, List.of(), tallies));
        }
        var endpoints = stats("").services().getFirst().endpoints();
        assertThat(endpoints).hasSize(101);
        assertThat(endpoints.getFirst().calls()).isEqualTo(2);
        assertThat(endpoints.getLast().endpoint()).isEqualTo("other");
        assertThat(endpoints.getLast().calls()).isEqualTo(50);
    }

    @ParameterizedTest
    @ValueSource(strings = {"logs?limit=0", "logs?limit=201", "logs?cursor=%21", "logs?cursor=AAAA", "logs?status=600",
            "logs?status=6xx", "logs?status=", "logs?service=Orders", "logs?service=logs", "logs?instance=%20",
            "logs?method=G%20T", "logs?path=orders", "logs?minDuration=fast", "logs?minDuration=999999999999d",
            "logs?since=yesterday", "logs?until=2026", "logs?traceId=12", "logs?why=because", "stats?window=9s",
            "stats?window=61m", "stats?window=5", "stats?service=-"})
    void aBadQueryIs422AndNamesTheField(String query) throws IOException {
        var answer = catalog.send("GET", "services/" + query);
        assertThat(answer.status()).as(answer.text()).isEqualTo(422);
        var field = query.substring(query.indexOf('?') + 1, query.indexOf('='));
        assertThat(answer.text()).contains("\"field\":\"" + field + "\"");
    }

    @Test
    void untilMustNotBeBeforeSince() throws IOException {
        var answer = catalog.send("GET", "services/logs?since=2026-01-02T00:00:00Z&until=2026-01-01T00:00:00Z");
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.text()).contains("\"field\":\"until\"");
    }

    @Test
    void aBadReportIs422NamesEveryBadFieldAndChangesNothing() throws IOException {
        var good = Map.<String, Object>of("at", now.toString(), "service", "orders", "instance", "orders-1", "method",
                "GET", "path", "/", "status", 200, "micros", 5, "traceId", TRACE, "why", "call");
        var changes = new LinkedHashMap<String, Object>();
        changes.put("at", now.plusSeconds(3600).toString());
        changes.put("service", "Orders");
        changes.put("instance", "-");
        changes.put("method", "G T");
        changes.put("path", "no slash");
        changes.put("status", 42);
        changes.put("micros", -1);
        changes.put("traceId", "xyz");
        changes.put("why", "because");
        var calls = new ArrayList<Object>();
        calls.add(good);
        changes.forEach((field, value) -> {
            var bad = new LinkedHashMap<>(good);
            bad.put(field, value);
            calls.add(bad);
        });
        var tally = Map.of("at", "now", "service", "", "endpoint", "/x", "calls", 0, "errors", -1, "micros", "AAAA");
        var report = Map.of("gateway", "*", "number", 0, "at", now.toString(), "relayed", -1, "leftOut", "no", "calls",
                calls, "tallies", List.of(tally));
        var answer = catalog.send("POST", "services/logs", Json.text(report));
        assertThat(answer.status()).isEqualTo(422);
        var number = 0;
        for (var field : changes.keySet()) {
            assertThat(answer.text()).contains("\"field\":\"calls[" + ++number + "]." + field + "\"");
        }
        assertThat(answer.text()).contains("\"gateway\"", "\"started\"", "\"number\"", "\"relayed\"", "\"leftOut\"",
                "tallies[0].at", "tallies[0].service", "tallies[0].endpoint", "tallies[0].calls", "tallies[0].errors",
                "tallies[0].micros").doesNotContain("calls[0].");
        assertThat(page("").paths()).isEmpty();
    }

    @Test
    void aReportThatIsTooLongIsRefused() throws IOException {
        var many = IntStream.rangeClosed(0, CallReport.MOST_CALLS).mapToObj(n -> call(1, "/", 200, Why.CALL)).toList();
        var answer = send(report(1, many, List.of()));
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.text()).contains("\"field\":\"calls\"");
        var wrongCount = new Tally(now, "orders", "GET /", 5, 0, tally("orders", "GET /", 0, 1).micros());
        assertThat(send(report(1, List.of(), List.of(wrongCount))).text()).contains("tallies[0].calls");
        var huge = catalog.send("POST", "services/logs", "{\"gateway\": \"" + "x".repeat(1_100_000) + "\"}");
        assertThat(huge.status()).isEqualTo(413);
    }

    private record Group(List<String> targets, Map<String, String> labels) {}

    @Test
    void prometheusFindsEveryInstance() throws IOException {
        catalog.register("orders", "orders-1", RunningCatalog.FULL);
        catalog.register("stock", "stock-1",
                "{\"url\": \"https://[::1]\", \"check\": {\"tcp\": true, \"interval\": \"10m\"}}");
        var answer = catalog.send("GET", "services/prometheus");
        assertThat(answer.headers()).containsEntry("content-type", "application/json");
        var groups = List.of(answer.json(Group[].class));
        assertThat(groups).containsExactly(
                new Group(List.of("127.0.0.1:9001"), Map.of("__metrics_path__", "/metrics", "service", "orders",
                        "instance", "orders-1", "version", "1.4.2", "routable", "true")),
                new Group(List.of("[::1]:443"), Map.of("__metrics_path__", "/metrics", "__scheme__", "https", "service",
                        "stock", "instance", "stock-1", "version", "", "routable", "false")));
    }
}
