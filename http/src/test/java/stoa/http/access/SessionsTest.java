package stoa.http.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import stoa.runtime.DataFolder;
import stoa.runtime.Settings;

class SessionsTest {
    private static final String TOKEN = "the-token-of-these-tests";
    private static final String SECRET = "the first secret, 32 characters at least";

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
    private final Sessions sessions = new Sessions(keys(TOKEN, SECRET), now::get);

    private static Keys keys(String token, String secret) {
        var in = Settings.of(Map.of("token", token, "secret", secret), Map.of(), Optional.empty());
        return Keys.read(in, DataFolder.at(Path.of("none")));
    }

    private void pass(Duration time) {
        now.updateAndGet(t -> t.plus(time));
    }

    @Test
    void aSessionHoldsForTwelveHoursWhateverIsDone() {
        var session = sessions.open(TOKEN).orElseThrow();
        assertThat(sessions.end(session)).contains(now.get().plus(Duration.ofHours(12)));
        pass(Sessions.LIFE.minusSeconds(1));
        assertThat(sessions.end(session)).isPresent();
        pass(Duration.ofSeconds(1));
        assertThat(sessions.end(session)).isEmpty();
    }

    @Test
    void onlyTheTokenOpensOne() {
        assertThat(sessions.open(TOKEN + "x")).isEmpty();
        assertThat(sessions.open("")).isEmpty();
        assertThat(sessions.open(sessions.open(TOKEN).orElseThrow())).isEmpty();
    }

    @Test
    void anotherTokenOrSecretMakesItWorthless() {
        var session = sessions.open(TOKEN).orElseThrow();
        assertThat(session).doesNotContain(TOKEN);
        assertThat(new Sessions(keys(TOKEN, SECRET), now::get).end(session)).isPresent();
        assertThat(new Sessions(keys(TOKEN + "-changed", SECRET), now::get).end(session)).isEmpty();
        assertThat(new Sessions(keys(TOKEN, SECRET + "!"), now::get).end(session)).isEmpty();
    }

    @Test
    void noPartOfItCanBeChanged() {
        var parts = sessions.open(TOKEN).orElseThrow().split("\\.");
        assertThat(sessions.end(Long.parseLong(parts[0]) + 1 + "." + parts[1])).isEmpty();
        assertThat(sessions.end(parts[0] + "." + parts[1] + "A")).isEmpty();
        assertThat(sessions.end(parts[0] + "." + "A".repeat(43))).isEmpty();
        assertThat(sessions.end(parts[0] + ".")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "x", "9999999999999.x", "-1.x"})
    void whatIsNoSessionIsNone(String text) {
        assertThat(sessions.end(text)).isEmpty();
    }

    @Test
    void oneForAFarFutureIsNotTaken() {
        pass(Duration.ofHours(1));
        var early = sessions.open(TOKEN).orElseThrow();
        pass(Duration.ofHours(-1));
        assertThat(sessions.end(early)).isEmpty();
    }

    @Test
    void aVerdictIsNoSessionNorTheOtherWayRound() {
        var keys = keys(TOKEN, SECRET);
        var verdicts = new Verdicts(keys, (InstantSource) now::get);
        var verdict = verdicts.operator("console").split(";");
        var session = sessions.open(TOKEN).orElseThrow().split("\\.");
        assertThat(sessions.end(verdict[1] + "." + verdict[2])).isEmpty();
        assertThat(verdicts.isOperator("operator;" + session[0] + ";" + session[1], "console")).isFalse();
        assertThat(verdicts.isOperator("session;" + session[0] + ";" + session[1], TOKEN)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
            "shop.example,      https://shop.example,      ,            true",
            "shop.example,      https://shop.example,      same-origin, true",
            "shop.example:443,  https://shop.example,      ,            true",
            "shop.example:80,   http://shop.example,       ,            true",
            "shop.example:8080, http://shop.example:8080,  same-origin, true",
            "SHOP.example,      http://shop.EXAMPLE,       ,            true",
            "[::1]:8080,        http://[::1]:8080,         ,            true",
            "shop.example,      ,                          same-origin, true",
            "shop.example,      ,                          ,            false",
            "shop.example,      ,                          none,        false",
            "shop.example,      ,                          cross-site,  false",
            "shop.example,      ,                          same-site,   false",
            "shop.example,      http://shop.example,       cross-site,  false",
            "shop.example,      http://evil.example,       ,            false",
            "shop.example,      http://evil.example,       same-origin, false",
            "shop.example,      http://shop.example:8080,  ,            false",
            "shop.example:80,   https://shop.example,      ,            false",
            "shop.example,      http://shop.example.evil,  ,            false",
            "shop.example,      http://x@shop.example,     ,            false",
            "shop.example,      http://shop.example/,      ,            false",
            "shop.example,      'http://shop.example, http://shop.example', , false",
            "shop.example,      null,                      ,            false",
            "shop.example,      ftp://shop.example,        ,            false",
            "'',                http://,                   ,            false",
            ",                  http://shop.example,       ,            false"})
    void aSessionCountsForItsOwnPageAlone(@Nullable String host, @Nullable String origin, @Nullable String site,
            boolean counts) {
        assertThat(Sessions.refusal(claim(host, origin, site)).isEmpty()).isEqualTo(counts);
    }

    private static Access.Claim claim(@Nullable String host, @Nullable String origin, @Nullable String site) {
        var headers = new HashMap<String, String>();
        put(headers, "Host", host);
        put(headers, "Origin", origin);
        put(headers, "Sec-Fetch-Site", site);
        return new Access.Claim() {
            @Override
            public Optional<String> header(String name) {
                return Optional.ofNullable(headers.get(name));
            }

            @Override
            public InetAddress client() {
                return InetAddress.getLoopbackAddress();
            }

            @Override
            public boolean isOld() {
                return false;
            }
        };
    }

    private static void put(Map<String, String> headers, String name, @Nullable String value) {
        if (value != null) {
            headers.put(name, value);
        }
    }
}
