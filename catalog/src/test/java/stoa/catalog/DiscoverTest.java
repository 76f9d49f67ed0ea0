package stoa.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import stoa.catalog.provider.Report;
import stoa.catalog.provider.dns.FakeDns;
import stoa.catalog.provider.docker.FakeEngine;
import stoa.discovery.InstanceRecord;
import stoa.discovery.Registered.Source;

class DiscoverTest {
    private static final String STATIC = "[{service: orders, urls: ['http://127.0.0.1:9001', 'http://127.0.0.1:9002'],"
            + " check: none, route: {prefix: /orders/}}]";

    @TempDir
    private Path folder = Path.of("");
    @SuppressWarnings("NullAway.Init")
    private RunningCatalog catalog;

    @AfterEach
    void stop() {
        catalog.close();
    }

    private void start(Map<String, String> arguments) throws Exception {
        catalog = new RunningCatalog(folder, arguments);
    }

    private Report discover() throws IOException {
        return catalog.send("POST", "services/discover").json(Report.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST"})
    void theAnswerIsWrittenAsTheContractSays(String method) throws Exception {
        start(Map.of("static-services", "[{service: stock, url: 'http://127.0.0.1:9003', check: none}]"));
        await().untilAsserted(() -> assertThat(catalog.send("GET", "services/stock").status()).isEqualTo(200));
        var answer = catalog.send(method, "services/discover");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo("""
                {"found":[{"service":"stock","instance":"stock-127.0.0.1-9003","url":"http://127.0.0.1:9003",\
                "by":"static"}],"added":[],"lost":[],"conflicts":[],"failed":[]}""");
    }

    @Test
    void whatTheSettingsNameIsThereSoonAfterTheStartAndGoesWithTheSetting() throws Exception {
        start(Map.of("static-services", STATIC, "service-api-url", "http://127.0.0.1:5000"));
        await().untilAsserted(() -> assertThat(catalog.service("orders").instances()).hasSize(2)
                .allSatisfy(i -> assertThat(i.registered().by()).isEqualTo(Source.STATIC)));
        assertThat(catalog.service("1").instances()).extracting(InstanceRecord::id)
                .containsExactly("names-127.0.0.1-5000");
        catalog.restart(Map.of("static-services", STATIC));
        await().untilAsserted(() -> assertThat(catalog.service("1").instances()).isEmpty());
        assertThat(catalog.service("orders").instances()).hasSize(2);
        catalog.restart();
        await().untilAsserted(() -> assertThat(catalog.send("GET", "services/orders").status()).isEqualTo(404));
    }

    @Test
    void aRequestCannotTakeOverAnInstanceOfTheSettings() throws Exception {
        start(Map.of("static-services", STATIC));
        discover();
        var refused = catalog.register("orders", "orders-127.0.0.1-9001", "{\"url\": \"http://127.0.0.1:6666\"}");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.detail()).contains("comes from the settings");
        assertThat(catalog.register("orders", "own-1", "{\"url\": \"http://127.0.0.1:9004\"}").status()).isEqualTo(201);
    }

    @Test
    void dnsAndDockerAreFoundSideBySideAndTheirRulesAreThoseOfRequests() throws Exception {
        try (var dns = new FakeDns(); var engine = FakeEngine.onPort()) {
            dns.addresses("bills.test", "127.0.0.1");
            engine.json("/containers/json", """
                    [{"Names": ["/good-1"], "Labels": {"stoa.service": "good", "stoa.port": "80"},
                      "NetworkSettings": {"Networks": {"bridge": {"IPAddress": "127.0.0.2"}}}},
                     {"Names": ["/bad-1"], "Labels": {"stoa.service": "discover", "stoa.port": "80"},
                      "NetworkSettings": {"Networks": {"bridge": {"IPAddress": "127.0.0.2"}}}},
                     {"Names": ["/bad-2"], "Labels": {"stoa.service": "bad", "stoa.port": "80", "stoa.route": "/api/x/"},
                      "NetworkSettings": {"Networks": {"bridge": {"IPAddress": "127.0.0.2"}}}}]""");
            start(Map.of("dns-services", "[{service: bills, name: bills.test, port: 80}]", "dns-server", dns.address(),
                    "docker-host", engine.address().toString()));
            var report = discover();
            assertThat(report.found()).extracting(Report.Item::service).containsExactly("bills", "good", "bad");
            assertThat(report.conflicts()).extracting(Report.Conflict::reason).satisfiesExactlyInAnyOrder(
                    r -> assertThat(r).startsWith("name is reserved"),
                    r -> assertThat(r).contains("/api/x/ overlaps with /api/"));
            assertThat(catalog.service("bills").instances()).extracting(i -> i.registered().by())
                    .containsExactly(Source.DNS);
            assertThat(catalog.service("good").instances()).extracting(i -> i.registered().by())
                    .containsExactly(Source.DOCKER);
            assertThat(catalog.send("GET", "health").text()).contains("\"status\":\"ok\"", "instances found: 3");
        }
    }

    @Test
    void aProviderThatFailsIsSeenInHealthAndLosesNothing() throws Exception {
        var engine = FakeEngine.onSocketFile(folder.resolve("docker.sock"));
        try (engine) {
            engine.json("/containers/json", """
                    [{"Names": ["/good-1"], "Labels": {"stoa.service": "good", "stoa.port": "80"},
                      "NetworkSettings": {"Networks": {"bridge": {"IPAddress": "127.0.0.2"}}}}]""");
            start(Map.of("docker-host", engine.address().toString()));
            discover();
        }
        var report = discover();
        assertThat(report.failed()).singleElement().satisfies(f -> {
            assertThat(f.provider()).isEqualTo(Source.DOCKER);
            assertThat(f.reason()).contains("refused");
        });
        assertThat(report.lost()).isEmpty();
        assertThat(catalog.service("good").instances()).hasSize(1);
        await().untilAsserted(() -> assertThat(catalog.send("GET", "health").text()).contains(
                "\"status\":\"degraded\",\"live\":true,\"ready\":true", "\"name\":\"discovery\",\"ok\":false",
                "refused"));
    }

    @Test
    void aProviderThatDoesNotAnswerDelaysNoStart() throws Exception {
        try (var engine = FakeEngine.onPort()) {
            engine.raw("/info", "");
            start(Map.of("docker-host", engine.address().toString(), "discover-timeout", "1m"));
            assertThat(catalog.send("GET", "health").text()).contains("looks for the first time");
            assertThat(catalog.send("GET", "services").status()).isEqualTo(200);
        }
        assertThat(discover().failed()).extracting(Report.Failure::provider).isEqualTo(List.of(Source.DOCKER));
    }
}
