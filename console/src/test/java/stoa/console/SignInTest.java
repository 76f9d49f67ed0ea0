package stoa.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import stoa.http.access.Keys;
import stoa.http.access.Sessions;
import stoa.runtime.DataFolder;
import stoa.runtime.Settings;
import stoa.tests.serving.RoleUnderTest;

class SignInTest {
    private static final String TOKEN = "the-token-of-these-tests";
    static final Sessions SESSIONS = new Sessions(
            Keys.read(Settings.of(Map.of("token", TOKEN, "secret", "a-secret-of-32-characters-or-more"), Map.of(),
                    Optional.empty()), DataFolder.at(Path.of("none"))),
            InstantSource.system());

    private RoleUnderTest console;

    @BeforeEach
    void start() throws Exception {
        console = RoleUnderTest.start((_, shell) -> Console.role(shell, SESSIONS));
    }

    @AfterEach
    void stop() {
        console.close();
    }

    private HttpResponse<String> signIn(String token, String... headers) throws Exception {
        return console.json("POST", "/session", "{\"token\": \"" + token + "\"}", headers);
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    @Test
    void theTokenIsChangedForASessionThatIsNotTheToken() throws Exception {
        var answer = signIn(TOKEN);
        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(header(answer, "cache-control")).isEqualTo("no-store");
        var cookie = header(answer, "set-cookie");
        assertThat(cookie).doesNotContain(TOKEN)
                .matches("stoa-session=[^;]+; Path=/; HttpOnly; SameSite=Strict");
        var session = cookie.substring(cookie.indexOf('=') + 1, cookie.indexOf(';'));
        assertThat(SESSIONS.end(session)).hasValueSatisfying(
                end -> assertThat(Duration.between(Instant.now(), end)).isBetween(Duration.ofHours(11),
                        Duration.ofHours(12)));
        var shown = console.get("/session", Sessions.HEADER, session);
        assertThat(shown.body()).contains("\"signedIn\":true", "\"until\":\"" + SESSIONS.end(session).orElseThrow());
        assertThat(header(shown, "cache-control")).isEqualTo("no-store");
    }

    @ParameterizedTest
    @ValueSource(strings = {"the-token-of-these-test", "the-token-of-these-tests2", "Bearer the-token-of-these-tests",
            "THE-TOKEN-OF-THESE-TESTS"})
    void anythingElseIsNot(String other) throws Exception {
        var answer = signIn(other);
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("not the platform's token").doesNotContain(other);
        assertThat(header(answer, "set-cookie")).isEmpty();
    }

    @Test
    void whoSendsNoTokenIsToldSo() throws Exception {
        assertThat(console.json("POST", "/session", "{}").statusCode()).isEqualTo(422);
        assertThat(console.send("POST", "/session", "Authorization", "Bearer " + TOKEN).statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({"Origin, https://shop.example, true", "Origin, http://shop.example, false",
            "X-Forwarded-Proto, https, true", "X-Forwarded-Proto, http, false"})
    void aCookieThatCameByTlsGoesByTlsAlone(String name, String value, boolean secure) throws Exception {
        assertThat(header(signIn(TOKEN, name, value), "set-cookie").endsWith("; Secure")).isEqualTo(secure);
        assertThat(header(console.send("DELETE", "/session", name, value), "set-cookie").endsWith("; Secure"))
                .isEqualTo(secure);
    }

    @Test
    void signingOutTakesTheCookieBack() throws Exception {
        var answer = console.send("DELETE", "/session");
        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(header(answer, "set-cookie"))
                .isEqualTo("stoa-session=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cross-site", "same-site"})
    void noOtherPageSignsInOrOut(String site) throws Exception {
        assertThat(signIn(TOKEN, "Sec-Fetch-Site", site).statusCode()).isEqualTo(403);
        assertThat(console.send("DELETE", "/session", "Sec-Fetch-Site", site).statusCode()).isEqualTo(403);
        assertThat(signIn(TOKEN, "Sec-Fetch-Site", "same-origin").statusCode()).isEqualTo(204);
    }

    @Test
    void whoHasNoSessionIsNotSignedIn() throws Exception {
        assertThat(console.get("/session").body()).contains("\"signedIn\":false");
        assertThat(console.get("/session", Sessions.HEADER, "99999999999.x").body()).contains("\"signedIn\":false");
    }
}
