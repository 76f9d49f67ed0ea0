package stoa.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stoa.tests.kit.OwnService;
import stoa.tests.kit.StoaProcess;
import stoa.tests.kit.Web;

/** A platform that listens beyond loopback: whoever reaches it may read and call, and change nothing. */
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
}
