package stoa.main;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stoa.http.Json;
import stoa.main.platform.Launch;
import stoa.main.platform.Platform;
import stoa.main.platform.RoleTable;

/** Calls through a real gateway, as the catalog tells of them. */
class CallsTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    private static Path data = Path.of("");
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    @SuppressWarnings("NullAway.Init")
    private static Platform platform;
    @SuppressWarnings("NullAway.Init")
    private static HttpServer failing;

    @BeforeAll
    static void start() throws Exception {
        var arguments = new HashMap<>(RoleTable.anyPorts());
        arguments.put("data", data.toString());
        platform = Platform.start(new Launch(List.of(RoleTable.ALL), Map.of(), arguments, Map.of(), Optional.empty()),
                _ -> {});
        failing = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        failing.createContext("/", exchange -> {
            exchange.sendResponseHeaders(500, -1);
            exchange.close();
        });
        failing.start();
        var url = "http://127.0.0.1:" + failing.getAddress().getPort();
        send("PUT", "/services/failing/instances/failing-1",
                "{\"url\": \"" + url + "\", \"route\": {\"prefix\": \"/failing/\"}}", "");
        until("/failing/", answer -> answer.statusCode() == 500);
    }

    @AfterAll
    static void stop() {
        platform.close();
        failing.stop(0);
        CLIENT.close();
    }

    private static HttpResponse<String> send(String method, String path, String json, String trace)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(base() + path)).timeout(SOON).method(method,
                json.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(json));
        if (!json.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        if (!trace.isEmpty()) {
            request.header("traceparent", "00-" + trace + "-00f067aa0ba902b7-01");
        }
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }

    private static String base() {
        var text = platform.gateway().orElseThrow().toString();
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }

    private static HttpResponse<String> until(String path, Predicate<HttpResponse<String>> holds) throws Exception {
        var end = System.nanoTime() + SOON.toNanos();
        while (true) {
            var answer = send("GET", path, "", "");
            if (holds.test(answer)) {
                return answer;
            }
            assertThat(System.nanoTime()).as(path + ": " + answer.body()).isLessThan(end);
            Thread.sleep(50);
        }
    }

    private record Logged(String service, String instance, String method, String path, int status, double durationMs,
            String traceId, String why) {}

    private record Page(List<Logged> calls) {}

    private static Logged logged(String trace) throws Exception {
        var found = until("/services/logs?traceId=" + trace, answer -> answer.body().contains(trace));
        return Json.read(found.body(), Page.class).calls().getFirst();
    }

    @Test
    void aCallByNameIsInTheLog() throws Exception {
        var trace = "00000000000000000000000000000a01";
        assertThat(send("GET", "/services/call/1/names/3", "", trace).statusCode()).isEqualTo(200);
        var call = logged(trace);
        assertThat(call.service()).isEqualTo("names");
        assertThat(call.instance()).isEqualTo("names-1");
        assertThat(call.path()).isEqualTo("/services/call/1/names/3");
        assertThat(call.status()).isEqualTo(200);
        assertThat(call.durationMs()).isPositive();
        assertThat(call.why()).isEqualTo("call");
    }

    @Test
    void aFailureIsInTheLogWhicheverWayItCame() throws Exception {
        var byRoute = "00000000000000000000000000000b01";
        var byName = "00000000000000000000000000000b02";
        send("GET", "/failing/x", "", byRoute);
        send("POST", "/services/call/failing/y", "", byName);
        assertThat(logged(byRoute)).satisfies(call -> {
            assertThat(call.why()).isEqualTo("failure");
            assertThat(call.instance()).isEqualTo("failing-1");
            assertThat(call.status()).isEqualTo(500);
        });
        assertThat(logged(byName).why()).isEqualTo("failure");
    }

    @Test
    void anInstanceThatIsNotReachedIsAFailureToo() throws Exception {
        send("PUT", "/services/away/instances/away-1", "{\"url\": \"http://127.0.0.1:1\"}", "");
        until("/services/call/away/", answer -> answer.statusCode() == 502);
        var trace = "00000000000000000000000000000c01";
        send("GET", "/services/call/away/x", "", trace);
        var call = logged(trace);
        assertThat(call.service()).isEqualTo("away");
        assertThat(call.instance()).isEmpty();
        assertThat(call.status()).isGreaterThanOrEqualTo(502);
        assertThat(call.why()).isEqualTo("failure");
    }

    @Test
    void otherTrafficIsSampledAndAllOfItIsCounted() throws Exception {
        for (var n = 0; n < 40; n++) {
            send("GET", n % 2 == 0 ? "/docs/" : "/services/call/docs/", "", "");
        }
        until("/services/stats?service=docs",
                answer -> answer.body().contains("\"endpoint\":\"GET /\",\"calls\":40"));
        var samples = send("GET", "/services/logs?service=docs&why=sample", "", "").body();
        assertThat(samples).contains("\"path\":\"/docs/\"").contains("\"leftOut\":0");
        assertThat(Json.read(samples, Page.class).calls()).hasSizeBetween(1, 19);
        assertThat(send("GET", "/services/call/catalog/metrics", "", "").body())
                .containsPattern("service_catalog_proxy_calls_total [1-9]");
    }

    @Test
    void prometheusIsToldOfThePlatformsOwnInstances() throws Exception {
        var targets = send("GET", "/services/prometheus", "", "").body();
        assertThat(targets).contains("\"instance\":\"names-1\"", "\"instance\":\"gateway-1\"",
                "\"__metrics_path__\":\"/metrics\"");
    }
}
