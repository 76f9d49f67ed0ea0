package stoa.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stoa.tests.kit.OwnService;
import stoa.tests.kit.StoaProcess;
import stoa.tests.kit.Web;

/** Whoever reaches a platform may read and call; who may change it. Most listen beyond loopback here. */
class AccessTest {
    @TempDir
    Path data;

    private final Web web = new Web();

    @AfterEach
    void close() {
        web.close();
    }

    private StoaProcess up() {
        return StoaProcess.start(data, Map.of("STOA_HOST", "0.0.0.0"), "up").awaitReady();
    }

    private String token() throws IOException {
        return Files.readString(data.resolve("token")).strip();
    }

    @Test
    void withoutTheTokenNothingIsChangedAndEverythingIsRead() throws Exception {
        try (var stoa = up(); var own = new OwnService("mine")) {
            var registration = "{\"url\": \"" + own.url() + "\"}";
            var path = "/services/mine/instances/mine-1";
            var refused = web.put(stoa.gateway(), path, registration);
            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(401);
            assertThat(refused.body()).contains("token").doesNotContain(token());
            assertThat(web.put(stoa.gateway(), path, registration, "a-token-of-somebody-else").statusCode())
                    .isEqualTo(403);
            assertThat(web.status(stoa.gateway(), "/services/mine")).isEqualTo(404);
            assertThat(web.status(stoa.gateway(), "/services")).isEqualTo(200);
            assertThat(web.status(stoa.gateway(), "/services/call/1/name")).isEqualTo(200);
            assertThat(web.put(stoa.gateway(), path, registration, token()).statusCode()).isEqualTo(201);
        }
        assertThat(written()).doesNotContain(token());
    }

    /** All that the platform wrote into its folder, but for the token itself. */
    private String written() throws IOException {
        var text = new StringBuilder();
        try (var logs = Files.list(data.resolve("logs"))) {
            for (var log : logs.toList()) {
                text.append(Files.readString(log));
            }
        }
        return text.toString();
    }

    @Test
    void theCommandsOfTheSameFolderSendTheToken() {
        try (var stoa = up();
                var tour = StoaProcess.start(data, Map.of("STOA_HOST", "0.0.0.0"), "tour")) {
            assertThat(tour.awaitExit()).as(tour.out() + tour.err()).isZero();
            assertThat(tour.out() + stoa.out() + stoa.err()).doesNotContain("Bearer ");
        }
    }

    @Test
    void aSessionChangesThePlatformForTheConsolesOwnPageAlone() throws Exception {
        try (var stoa = up(); var own = new OwnService("mine"); var http = HttpClient.newHttpClient()) {
            var origin = "http://" + stoa.gateway().getAuthority();
            var signedIn = http.send(HttpRequest.newBuilder(stoa.gateway().resolve("/console/session"))
                    .header("Content-Type", "application/json").header("Origin", origin)
                    .POST(BodyPublishers.ofString("{\"token\": \"" + token() + "\"}")).build(),
                    BodyHandlers.ofString());
            assertThat(signedIn.statusCode()).as(signedIn.body()).isEqualTo(204);
            var cookie = signedIn.headers().firstValue("Set-Cookie").orElseThrow().replaceFirst(";.*", "");
            var change = HttpRequest.newBuilder(stoa.gateway().resolve("/services/mine/instances/mine-1"))
                    .header("Content-Type", "application/json").header("Cookie", cookie)
                    .PUT(BodyPublishers.ofString("{\"url\": \"" + own.url() + "\"}"));
            assertThat(status(http, change)).isEqualTo(403);
            assertThat(status(http, change.copy().header("Origin", "http://evil.example"))).isEqualTo(403);
            assertThat(status(http, change.copy().header("Origin", origin))).isEqualTo(201);
            var shown = http.send(HttpRequest.newBuilder(stoa.gateway().resolve("/console/session"))
                    .header("Cookie", cookie).build(), BodyHandlers.ofString());
            assertThat(shown.body()).contains("\"signedIn\":true");
        }
    }

    private static int status(HttpClient http, HttpRequest.Builder request) throws Exception {
        return http.send(request.build(), BodyHandlers.ofString()).statusCode();
    }

    @Test
    void theTokenIsWantedForAServiceOfThePlatformsOwnOnItsOwnMachineToo() throws Exception {
        try (var stoa = StoaProcess.start(data, Map.of(), "up").awaitReady(); var own = new OwnService("mine")) {
            var registration = "{\"url\": \"" + own.url() + "\"}";
            for (var name : List.of("console", "docs", "names", "gateway")) {
                var refused = web.put(stoa.gateway(), "/services/" + name + "/instances/mine-1", registration);
                assertThat(refused.statusCode()).as(refused.body()).isEqualTo(403);
            }
            assertThat(web.put(stoa.gateway(), "/services/mine/instances/mine-1", registration).statusCode())
                    .isEqualTo(201);
            assertThat(web.put(stoa.gateway(), "/services/docs/instances/mine-1", registration, token()).statusCode())
                    .isEqualTo(201);
            var out = web.put(stoa.gateway(), "/services/catalog/instances/catalog-1/intent",
                    "{\"intent\": \"draining\"}");
            assertThat(out.statusCode()).as(out.body()).isEqualTo(409);
        }
    }
}
