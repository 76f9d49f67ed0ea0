package stoa.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import stoa.discovery.Intent;
import stoa.http.access.Verdicts;
import stoa.http.client.Client;

/** What holds for the platform's own services alone. */
class OwnServicesTest {
    private static final String PLAIN = "{\"url\": \"http://127.0.0.1:9001\"}";
    private static final String GREETER = "services/greeter/instances/greeter-1";

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

    private Client.Answer withToken(String path, String json) throws IOException {
        return catalog.put(path, json, "Authorization", "Bearer " + RunningCatalog.TOKEN);
    }

    private Client.Answer withVerdict(String path, String verdict) throws IOException {
        return catalog.put(path, PLAIN, Verdicts.HEADER, verdict);
    }

    @Test
    void nobodyTakesAnOwnNameForComingFromThisMachine() throws IOException {
        var refused = catalog.send("PUT", GREETER, PLAIN);
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.detail()).contains("greeter is a service of the platform's own", "token");
        assertThat(withVerdict(GREETER, RunningCatalog.VERDICTS.local("catalog")).status()).isEqualTo(403);
        assertThat(catalog.send("GET", "services/greeter").status()).isEqualTo(404);
        assertThat(catalog.register("orders", "orders-1", PLAIN).status()).isEqualTo(201);
    }

    @Test
    void whoeverShowsTheTokenMay() throws IOException {
        assertThat(withToken(GREETER, PLAIN).status()).isEqualTo(201);
        assertThat(catalog.send("PUT", GREETER, "{\"url\": \"http://127.0.0.1:9002\"}").status()).isEqualTo(403);
        assertThat(catalog.send("PUT", GREETER + "/heartbeat").status()).isEqualTo(204);
        assertThat(catalog.send("DELETE", GREETER).status()).isEqualTo(204);
    }

    @Test
    void thePlatformsOwnProcessesMay() throws IOException {
        assertThat(withVerdict(GREETER, RunningCatalog.VERDICTS.operator("catalog")).status()).isEqualTo(201);
        assertThat(withVerdict(GREETER, RunningCatalog.VERDICTS.operator("greeter")).status())
                .as("a verdict for another service").isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"draining", "disabled"})
    void theOnlyCatalogAtWorkStaysEnabled(String intent) throws IOException {
        var one = "services/catalog/instances/catalog-1";
        var two = "services/catalog/instances/catalog-2";
        var out = "{\"intent\": \"" + intent + "\"}";
        withToken(one, PLAIN);
        var refused = catalog.send("PUT", one + "/intent", out);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.detail()).contains("catalog-1 is the only catalog that gets requests");
        assertThat(catalog.service("catalog").instances()).singleElement()
                .satisfies(i -> assertThat(i.intent()).isEqualTo(Intent.ENABLED));

        withToken(two, PLAIN);
        assertThat(catalog.send("PUT", one + "/intent", out).status()).isEqualTo(200);
        assertThat(catalog.send("PUT", two + "/intent", out).status()).isEqualTo(409);
        assertThat(catalog.send("PUT", one + "/intent", "{\"intent\": \"enabled\"}").status()).isEqualTo(200);
        assertThat(catalog.send("PUT", two + "/intent", out).status()).isEqualTo(200);
    }

    @Test
    void anyOtherServiceMayBeShutOutWhole() throws IOException {
        catalog.register("orders", "orders-1", PLAIN);
        assertThat(catalog.send("PUT", "services/orders/instances/orders-1/intent", "{\"intent\": \"disabled\"}")
                .status()).isEqualTo(200);
    }
}
