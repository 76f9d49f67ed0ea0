package stoa.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import stoa.http.access.Access;
import stoa.http.access.Keys;
import stoa.http.access.Verdicts;
import stoa.runtime.DataFolder;
import stoa.runtime.Settings;
import stoa.telemetry.AccessLog;

class OperatorRoutesTest {
    private static final String TOKEN = "the-token-of-these-tests";
    private static final Keys KEYS = Keys.read(
            Settings.of(Map.of("token", TOKEN, "secret", "a-secret-of-32-characters-or-more"), Map.of(),
                    Optional.empty()),
            DataFolder.at(Path.of("none")));
    private static final Verdicts VERDICTS = new Verdicts(KEYS, InstantSource.system());
    private static final Service ITEMS = Service.named("items").routes(routes -> {
        routes.put("/items", _ -> Reply.empty(204)).forOperators();
        routes.get("/items", request -> Reply.empty(204).with("Relayed", Boolean.toString(request.isRelayed())));
    });

    private static TestShell shell(boolean trustLoopback) throws Exception {
        return TestShell.of(TestShell.SETTINGS, ITEMS, AccessLog.none(), new Access(KEYS, VERDICTS, trustLoopback));
    }

    private static java.net.http.HttpResponse<String> put(TestShell shell, String... headers) throws Exception {
        var request = shell.at("/items").PUT(BodyPublishers.noBody());
        return shell.send(headers.length == 0 ? request : request.headers(headers));
    }

    @Test
    void withoutAnythingItIs401AndSaysWhatIsNeeded() throws Exception {
        try (var shell = shell(false)) {
            var answer = put(shell);
            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer realm=\"stoa\"");
            assertThat(answer.body()).contains("Authorization: Bearer").doesNotContain(TOKEN);
        }
    }

    @Test
    void withTheTokenItIsDone() throws Exception {
        try (var shell = shell(false)) {
            assertThat(put(shell, "Authorization", "Bearer " + TOKEN).statusCode()).isEqualTo(204);
        }
    }

    @Test
    void withAnotherTokenItIs403() throws Exception {
        try (var shell = shell(true)) {
            assertThat(put(shell, "Authorization", "Bearer " + TOKEN + "x").statusCode()).isEqualTo(403);
        }
    }

    @Test
    void aGatewaysVerdictCountsWhateverElseIsSaid() throws Exception {
        try (var shell = shell(true)) {
            assertThat(put(shell, Verdicts.HEADER, VERDICTS.operator("items"), "X-Forwarded-For", "10.0.0.1")
                    .statusCode()).isEqualTo(204);
            assertThat(put(shell, Verdicts.HEADER, VERDICTS.operator("others")).statusCode()).isEqualTo(403);
            var nobody = Verdicts.nobody(new Access.Refusal(false, "the gateway's reason"));
            assertThat(put(shell, Verdicts.HEADER, nobody)).satisfies(answer -> {
                assertThat(answer.statusCode()).isEqualTo(401);
                assertThat(answer.body()).contains("the gateway's reason");
            });
        }
    }

    @Test
    void aClientOfThisMachineNeedsNoTokenWhereItIsTrusted() throws Exception {
        try (var shell = shell(true)) {
            assertThat(put(shell).statusCode()).isEqualTo(204);
            assertThat(put(shell, "X-Forwarded-For", "127.0.0.1").statusCode()).isEqualTo(401);
            assertThat(put(shell, "Origin", "http://evil.example").statusCode()).isEqualTo(403);
        }
    }

    @Test
    void readingIsOpen() throws Exception {
        try (var shell = shell(false)) {
            assertThat(shell.get("/items").statusCode()).isEqualTo(204);
        }
    }

    @Test
    void theDescriptionSaysWhichRequestsAreForOperators() throws Exception {
        try (var shell = shell(false)) {
            assertThat(shell.get("/openapi.json").body()).contains("\"security\":[{\"operator\":[]}]");
        }
    }

    private static boolean isRelayed(TestShell shell, String... headers) throws Exception {
        var request = shell.at("/items").GET();
        var answer = shell.send(headers.length == 0 ? request : request.headers(headers));
        return answer.headers().firstValue("Relayed").map(Boolean::parseBoolean).orElseThrow();
    }

    @Test
    void whatAGatewayHasRelayedIsToldFromWhatAClientSays() throws Exception {
        try (var shell = shell(true)) {
            assertThat(isRelayed(shell)).isFalse();
            assertThat(isRelayed(shell, "X-Request-Id", "0123456789abcdef0123456789abcdef")).isFalse();
            assertThat(isRelayed(shell, Verdicts.HEADER, "relayed;99999999999;forged")).isFalse();
            assertThat(isRelayed(shell, Verdicts.HEADER, VERDICTS.relayed("others"))).isFalse();
            assertThat(isRelayed(shell, Verdicts.HEADER, VERDICTS.relayed("items"))).isTrue();
            assertThat(isRelayed(shell, Verdicts.HEADER, VERDICTS.operator("items"))).isTrue();
        }
    }

    @Test
    void whatAGatewayHasRelayedHasNoRightFromThat() throws Exception {
        try (var shell = shell(true)) {
            assertThat(put(shell, Verdicts.HEADER, VERDICTS.relayed("items")).statusCode()).isEqualTo(403);
        }
    }
}
