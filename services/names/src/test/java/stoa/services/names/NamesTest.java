package stoa.services.names;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import stoa.http.Json;
import stoa.http.Problem;
import stoa.services.names.Names.SomeNames;
import stoa.tests.serving.RoleUnderTest;

class NamesTest {
    record Refusal(List<Problem.FieldError> errors) {}

    private RoleUnderTest service;

    @BeforeEach
    void start() throws Exception {
        service = new RoleUnderTest(Map.of(), Names::role, 2);
    }

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void itSaysWhoItIsAndWhatCanBeAsked() throws Exception {
        var who = Json.read(get("/").body(), Names.WhoAmI.class);

        assertThat(who.name()).isEqualTo("names");
        assertThat(who.version()).isNotBlank();
        assertThat(who.instance()).isEqualTo("names-2");
        assertThat(who.endpoints()).containsExactly("name", "names/{count}");
        assertThat(who.locales()).containsExactly("en", "ru", "pt-BR");
    }

    @Test
    void oneNameIsAnObjectWithAName() throws Exception {
        var answer = get("/name");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).contains("application/json");
        assertThat(answer.headers().firstValue("cache-control")).contains("no-store");
        assertThat(answer.body()).matches("\\{\"name\":\"[A-Z][a-z]+ [A-Z][A-Za-z]+\"}");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 99, 100})
    void asManyNamesComeAsAreAskedFor(int count) throws Exception {
        var some = Json.read(get("/names/" + count).body(), SomeNames.class);

        assertThat(some.count()).isEqualTo(count);
        assertThat(some.names()).hasSize(count).allMatch(name -> name.contains(" "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "101", "-1", "1000", "99999999999999999999", "three", "1.5", "%20", "0x10"})
    void anyOtherCountIsRefusedNamingTheLimit(String count) throws Exception {
        assertRefused(get("/names/" + count), "count", "must be a whole number from 1 to 100");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "-9223372036854775809", "autumn", "%D0%BE%D1%81%D0%B5%D0%BD%D1%8C", ""})
    void theSameSeedGivesTheSameNames(String seed) throws Exception {
        var first = get("/names/20?seed=" + seed).body();

        assertThat(get("/names/20?seed=" + seed).body()).isEqualTo(first);
        assertThat(get("/name?seed=" + seed).body())
                .isEqualTo(Json.text(Map.of("name", Json.read(first, SomeNames.class).names().getFirst())));
    }

    @Test
    void differentSeedsAndNoSeedGiveDifferentNames() throws Exception {
        var answers = new HashSet<String>();
        for (var query : List.of("?seed=1", "?seed=2", "?seed=a", "?seed=A", "", "?locale=en")) {
            answers.add(get("/names/20" + query).body());
        }

        assertThat(answers).hasSize(6);
    }

    @Test
    void aSeedIsAtMost100Characters() throws Exception {
        assertThat(get("/name?seed=" + "я".repeat(100)).statusCode()).isEqualTo(200);
        assertRefused(get("/name?seed=" + "7".repeat(101)), "seed", "must not be longer than 100 characters");
    }

    @Test
    void theLocaleChoosesTheLanguage() throws Exception {
        assertThat(names("?locale=ru")).allMatch(n -> n.matches("[А-ЯЁа-яё]+ [А-ЯЁа-яё]+"));
        assertThat(names("?locale=en")).allMatch(n -> n.matches("[A-Za-z]+ [A-Za-z]+"));
        assertThat(names("?locale=pt-BR&seed=1")).isNotEqualTo(names("?locale=en&seed=1"));
        assertThat(names("?seed=1")).isEqualTo(names("?locale=en&seed=1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"de", "EN", "", "pt"})
    void anotherLocaleIsRefusedNamingTheChoices(String locale) throws Exception {
        assertRefused(get("/name?locale=" + locale), "locale", "must be one of en, ru, pt-BR");
    }

    @Test
    void itsMetricsHaveTheContractsNames() throws Exception {
        get("/");
        get("/name");
        get("/names/1000");
        var metrics = get("/metrics").body();

        assertThat(metrics).containsPattern("(?m)^service_api_requests_total 3\\.0$")
                .containsPattern("(?m)^service_api_uptime_seconds \\d+\\.\\d+")
                .containsPattern("(?m)^service_api_memory_usage_bytes [1-9]")
                .containsPattern("(?m)^service_api_up 1\\.0$");
    }

    @Test
    void anotherPathIs404AndAnotherMethodIs405() throws Exception {
        assertThat(get("/names").statusCode()).isEqualTo(404);
        assertThat(get("/names/3/4").statusCode()).isEqualTo(404);
        var post = ask("POST", "/name");
        assertThat(post.statusCode()).isEqualTo(405);
        assertThat(post.headers().firstValue("allow").orElse("")).contains("GET", "HEAD");
    }

    private static void assertRefused(HttpResponse<String> answer, String field, String detail) {
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.headers().firstValue("content-type").orElse("")).startsWith("application/problem+json");
        assertThat(Json.read(answer.body(), Refusal.class).errors())
                .containsExactly(new Problem.FieldError(field, detail));
    }

    private List<String> names(String query) throws Exception {
        return Json.read(get("/names/50" + query).body(), SomeNames.class).names();
    }

    private HttpResponse<String> get(String path) throws Exception {
        return ask("GET", path);
    }

    private HttpResponse<String> ask(String method, String path) throws Exception {
        return service.send(method, path);
    }
}
