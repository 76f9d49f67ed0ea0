package stoa.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import stoa.discovery.CheckResult;
import stoa.discovery.FindingsReport;
import stoa.discovery.ServiceRecord;
import stoa.http.Problem;
import stoa.http.client.Client;

class FindingsApiTest {
    private static final String PATH = "services/health";

    @TempDir
    Path folder;
    private RunningCatalog catalog;

    @BeforeEach
    void start() throws Exception {
        catalog = new RunningCatalog(folder);
    }

    @AfterEach
    void stop() {
        catalog.close();
    }

    private record Errors(List<Problem.FieldError> errors) {}

    private static String finding(String url, String more) {
        return "{\"service\": \"orders\", \"instance\": \"orders-1\", \"url\": \"" + url + "\"" + more + "}";
    }

    private Client.Answer tell(String findings) throws IOException {
        return catalog.send("POST", PATH, "{\"by\": \"gateway-1\", \"findings\": [" + findings + "]}");
    }

    @Test
    void aFindingIsShownWithWhoMadeItAndWhen() throws Exception {
        String url;
        try (var gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            url = "http://127.0.0.1:" + gone.getLocalPort();
        }
        catalog.register("orders", "orders-1", "{\"url\": \"" + url + "\"}");
        var answer = tell(finding(url, ", \"detail\": \"connection refused\", \"at\": \"2026-01-01T10:00:00.123Z\"}, {"
                + "\"service\": \"nobody\", \"instance\": \"n-1\", \"url\": \"" + url + "\", \"detail\": \"away\""));
        assertThat(answer.status()).as(answer.text()).isEqualTo(204);
        await().until(() -> !catalog.service("orders").instances().getFirst().checks().isEmpty());
        var service = catalog.service("orders");
        assertThat(service.state()).isEqualTo(ServiceRecord.State.DOWN);
        var instance = service.instances().getFirst();
        assertThat(instance.reason()).isEqualTo("connection refused, found by gateway-1");
        assertThat(instance.checks()).singleElement().satisfies(check -> {
            assertThat(check.kind()).isEqualTo(CheckResult.Kind.PASSIVE);
            assertThat(check.by()).isEqualTo("gateway-1");
            assertThat(check.at()).isEqualTo("2026-01-01T10:00:00.123Z");
        });
        assertThat(catalog.send("GET", PATH).text()).contains("found by gateway-1");
    }

    @Test
    void aClockThatIsAheadMakesNoFindingOfTheFuture() throws IOException {
        catalog.register("orders", "orders-1", "{\"url\": \"http://127.0.0.1:9\"}");
        tell(finding("http://127.0.0.1:9", ", \"detail\": \"x\", \"at\": \"2999-01-01T00:00:00Z\""));
        await().until(() -> !catalog.service("orders").instances().getFirst().checks().isEmpty());
        assertThat(catalog.service("orders").instances().getFirst().checks().getFirst().at())
                .isBefore("2999-01-01T00:00:00Z");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"service|{}", "instance|{\"service\": \"orders\"}",
            "url|{\"url\": \"nowhere\"}", "detail|{\"detail\": \"\"}", "detail|{\"detail\": \"a\\nb\"}",
            "ok|{\"ok\": \"no\"}", "at|{\"at\": \"yesterday\"}"})
    void theBadFieldOfAFindingIsNamed(String field, String finding) throws IOException {
        var answer = tell(finding);
        assertThat(answer.status()).as(answer.text()).isEqualTo(422);
        assertThat(answer.json(Errors.class).errors()).extracting(Problem.FieldError::field)
                .contains("findings[0]." + field);
    }

    @Test
    void whoFoundItMustBeSaidAndNotTooMuchAtOnce() throws IOException {
        assertThat(catalog.send("POST", PATH, "{\"findings\": []}").text()).contains("\"field\":\"by\"");
        var one = finding("http://127.0.0.1:9", ", \"detail\": \"x\"");
        var most = IntStream.range(0, FindingsReport.MOST).mapToObj(_ -> one).toList();
        assertThat(tell(String.join(",", most)).status()).isEqualTo(204);
        assertThat(tell(String.join(",", most) + "," + one).status()).isEqualTo(422);
    }
}
