package stoa.services.points;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static stoa.services.points.PointsRole.header;
import static stoa.services.points.PointsRole.text;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import stoa.http.Service.RouteClaim;
import stoa.http.access.Access;
import stoa.http.access.Keys;
import stoa.http.access.Verdicts;
import stoa.runtime.DataFolder;
import stoa.runtime.InvalidSettings;
import stoa.runtime.Settings;

@Timeout(60)
class VisitsTest {
    private static final Keys KEYS = Keys.read(
            Settings.of(Map.of("secret", "a-secret-of-32-characters-or-more"), Map.of(), Optional.empty()),
            DataFolder.at(Path.of("none")));
    private static final Verdicts VERDICTS = new Verdicts(KEYS, InstantSource.system());
    private static final String ID = "0123456789abcdef0123456789abcdef";

    @TempDir
    Path folder;

    private PointsRole points;

    @BeforeEach
    void start() throws Exception {
        points = new PointsRole(folder, Map.of(), new Access(KEYS, VERDICTS, true));
    }

    @AfterEach
    void stop() {
        points.close();
    }

    private String total() throws IOException {
        return points.role.send("GET", "/", "Accept", "text/plain", "User-Agent", "kube-probe/1.30").body();
    }

    @ParameterizedTest
    @ValueSource(strings = {"*/*", "text/html", "text/*",
            "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8", "application/json, */*"})
    void whoTakesHtmlGetsThePage(String accept) throws IOException {
        var answer = points.get("/", "Accept", accept);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(header(answer, "content-type")).isEqualTo("text/html; charset=utf-8");
        assertThat(header(answer, "cache-control")).isEqualTo("no-store");
        assertThat(answer.body()).contains("<html lang=\"ru\">",
                "<h1 style=\"color:blue\">Бизнес-стенд \"Инновации\"</h1>",
                "<p>Начислено баллов: <strong>10</strong></p>", "посещение");
        assertThat(points.get("/").body()).contains("<strong>20</strong>");
    }

    @Test
    void textAndJsonAreForWhoAsksForThem() throws IOException {
        var text = points.get("/", "Accept", "text/plain");
        assertThat(text.body()).isEqualTo("Баллов начислено: 10");
        assertThat(header(text, "content-type")).isEqualTo("text/plain; charset=utf-8");
        assertThat(header(text, "cache-control")).isEqualTo("no-store");
        var json = points.get("/", "Accept", "application/json");
        assertThat(json.body()).startsWith("{\"points\":20,");
        assertThat(text(json, "account")).isEqualTo("hits");
        assertThat(text(json, "durability")).isEqualTo("disk");
        assertThat(points.get("/accounts/hits/entries/" + text(json, "entry")).statusCode()).isEqualTo(200);
        assertThat(header(json, "vary")).isEqualTo("Accept");
    }

    @ParameterizedTest
    @CsvSource({"User-Agent, stoa-catalog-check", "User-Agent, kube-probe/1.30", "User-Agent, Consul Health Check",
            "User-Agent, ELB-HealthChecker/2.0", "User-Agent, GoogleHC/1.0", "User-Agent, stoa-probe",
            "Sec-Purpose, prefetch;prerender", "Sec-Purpose, prefetch", "Purpose, prefetch", "X-Purpose, preview",
            "X-Moz, prefetch", "Sec-Purpose, 'prefetch;anonymous-client-ip'"})
    void checksAndThoseWhoOnlyMayComeDoNotCount(String name, String value) throws IOException {
        points.get("/");
        var answer = points.get("/", name, value);
        assertThat(answer.body()).contains("<p>Начислено баллов: <strong>10</strong></p>");
        assertThat(points.get("/", name, value, "Accept", "application/json").body())
                .isEqualTo("{\"points\":10,\"account\":\"hits\",\"entry\":null,\"durability\":null}");
        assertThat(total()).isEqualTo("Баллов начислено: 10");
    }

    @Test
    void headDoesNotCount() throws IOException {
        assertThat(points.role.send("HEAD", "/").statusCode()).isEqualTo(200);
        assertThat(total()).isEqualTo("Баллов начислено: 0");
        assertThat(points.get("/accounts/hits").statusCode()).isEqualTo(404);
    }

    @Test
    void whatAGatewayTriesAgainCountsOnce() throws IOException {
        for (var n = 0; n < 2; n++) {
            var answer = points.get("/", "X-Request-Id", ID, Verdicts.HEADER, VERDICTS.relayed("points"), "Accept",
                    "application/json");
            assertThat(text(answer, "points")).isEqualTo("10");
        }
        points.get("/", "X-Request-Id", "f" + ID.substring(1), Verdicts.HEADER, VERDICTS.relayed("points"));
        assertThat(total()).isEqualTo("Баллов начислено: 20");
    }

    @Test
    void aClientsOwnRequestIdKeepsNobodyFromCounting() throws IOException {
        for (var n = 0; n < 2; n++) {
            points.get("/", "X-Request-Id", ID);
            points.get("/", "X-Request-Id", ID, Verdicts.HEADER, "relayed;99999999999;forged");
            points.get("/", "X-Request-Id", ID, Verdicts.HEADER, VERDICTS.relayed("names"));
        }
        assertThat(total()).isEqualTo("Баллов начислено: 60");
    }

    @Test
    void nothingThatOthersWroteBecomesMarkup() throws IOException {
        points.post("/accounts/hits/entries", "{\"amount\":1,\"reason\":\"<script>alert('x')</script>\"}", "k");
        assertThat(points.get("/").body()).doesNotContain("<script>alert").contains("&lt;script&gt;alert(&#39;x");
    }

    @Test
    void theStepAndTheAccountAreSettings() throws Exception {
        points.close();
        points = new PointsRole(folder, Map.of("STOA_POINTS_STEP", "3", "STOA_POINTS_ACCOUNT", "stand-2"));
        assertThat(points.get("/", "Accept", "text/plain").body()).isEqualTo("Баллов начислено: 3");
        assertThat(points.balance("stand-2")).isEqualTo("3");
        assertThat(points.get("/accounts/hits").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({"STOA_POINTS_STEP, 0", "STOA_POINTS_STEP, ten", "STOA_POINTS_ACCOUNT, two words",
            "STOA_POINTS_VERIFY_EVERY, 0s", "STOA_POINTS_VERIFY_EVERY, often"})
    void aSettingThatCannotBeIsNamed(String variable, String value) {
        assertThatThrownBy(() -> new PointsRole(folder.resolve("other"), Map.of(variable, value)).close())
                .isInstanceOf(InvalidSettings.class);
    }

    @Test
    void aFullCounterSaysSo() throws IOException {
        points.add("hits", (1L << 53) - 1);
        var answer = points.get("/", "Accept", "application/json");
        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(header(answer, "content-type")).isEqualTo("application/problem+json");
        assertThat(points.balance("hits")).isEqualTo("9007199254740991");
    }

    @Test
    void itsPrefixIsStripped() {
        assertThat(points.role.announced().route()).contains(new RouteClaim("/points/", true));
    }
}
