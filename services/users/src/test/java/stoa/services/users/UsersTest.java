package stoa.services.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import stoa.http.Json;
import stoa.http.Service.RouteClaim;
import stoa.runtime.DataFolder;
import stoa.runtime.StartFailed;
import stoa.stores.relational.RelationalSettings;
import stoa.stores.relational.RelationalStores;
import stoa.tests.serving.RoleUnderTest;

@Timeout(60)
class UsersTest {
    private static final String ANA = "{\"id\":1,\"nome\":\"Ana Gonçalves\",\"ativo_desde\":\"2021-03-15\"}";

    @TempDir
    Path folder;

    private RoleUnderTest users;

    @BeforeEach
    void start() throws Exception {
        users = run();
    }

    private RoleUnderTest run() throws Exception {
        var stores = new RelationalStores(RelationalSettings.embedded(), DataFolder.open(folder));
        return RoleUnderTest.start((in, shell) -> Users.role(in, shell, stores));
    }

    @AfterEach
    void stop() {
        users.close();
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    private static String user(String nome, String since) {
        return "{\"nome\":" + Json.text(nome) + ",\"ativo_desde\":\"" + since + "\"}";
    }

    private HttpResponse<String> post(String json) throws IOException {
        return users.json("POST", "/users", json);
    }

    private void refuses(String json, String field, String detail) throws IOException {
        for (var answer : List.of(post(json), users.json("PUT", "/users/1", json))) {
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
            assertThat(header(answer, "content-type")).isEqualTo("application/problem+json");
            assertThat(answer.body()).contains("{\"field\":\"" + field + "\",\"detail\":\"" + detail);
        }
        assertThat(users.get("/users/1").body()).isEqualTo(ANA);
    }

    private List<User> list(String query) throws IOException {
        var answer = users.get("/users" + query);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return List.of(Json.read(answer.body(), User[].class));
    }

    @Test
    void itClaimsItsPathAndKeepsIt() {
        assertThat(users.announced().service()).isEqualTo("users");
        assertThat(users.announced().route()).contains(new RouteClaim("/users", false));
    }

    @Test
    void theListIsPlainJson() throws Exception {
        var answer = users.get("/users");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(header(answer, "content-type")).isEqualTo("application/json");
        assertThat(answer.body()).startsWith("[" + ANA + ",{\"id\":2,").endsWith("]");
        assertThat(header(answer, "link")).isEmpty();
    }

    @Test
    void aUserIsCreatedShownChangedAndRemoved() throws Exception {
        var made = post(user("Zoë Ångström", "2024-02-29"));
        assertThat(made.statusCode()).isEqualTo(201);
        assertThat(made.body()).isEqualTo("{\"id\":7,\"nome\":\"Zoë Ångström\",\"ativo_desde\":\"2024-02-29\"}");
        assertThat(header(made, "location")).isEqualTo("users/7");
        assertThat(header(made, "etag")).isEqualTo("\"1\"");
        var path = made.uri().resolve(header(made, "location")).getPath();
        var shown = users.get(path);
        assertThat(shown.statusCode()).isEqualTo(200);
        assertThat(shown.body()).isEqualTo(made.body());
        assertThat(header(shown, "etag")).isEqualTo("\"1\"");
        assertThat(header(shown, "cache-control")).isEqualTo("no-cache");

        var changed = users.json("PUT", path, user("Zoe", "2024-03-01"), "If-Match", "\"1\"");
        assertThat(changed.statusCode()).isEqualTo(200);
        assertThat(changed.body()).isEqualTo("{\"id\":7,\"nome\":\"Zoe\",\"ativo_desde\":\"2024-03-01\"}");
        assertThat(header(changed, "etag")).isEqualTo("\"2\"");

        assertThat(users.send("DELETE", path).statusCode()).isEqualTo(204);
        for (var method : List.of("GET", "DELETE")) {
            var gone = users.send(method, path);
            assertThat(gone.statusCode()).isEqualTo(404);
            assertThat(gone.body()).contains("there is no user 7");
        }
        assertThat(users.json("PUT", path, user("Zoe", "2024-03-01")).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"If-Match | \"1\" | 200", "If-Match | * | 200",
            "If-Match | \"0\", \"1\" | 200",
            "If-Match | \"0\" | 412", "If-Match | W/\"1\" | 412", "If-Match | 1 | 412", "If-None-Match | * | 412",
            "If-None-Match | \"1\" | 412", "If-None-Match | \"2\" | 200"})
    void aChangeHoldsToItsCondition(String header, String value, int status) throws Exception {
        var answer = users.json("PUT", "/users/1", user("Ana", "2021-03-15"), header, value);
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(header(answer, "etag")).isEqualTo(status == 200 ? "\"2\"" : "\"1\"");
        assertThat(users.get("/users/1").body().contains("Gonçalves")).isEqualTo(status == 412);
        var removed = users.send("DELETE", "/users/2", header, value);
        assertThat(removed.statusCode()).isEqualTo(status == 200 ? 204 : 412);
    }

    @Test
    void tagsMayComeInSeveralLines() throws Exception {
        var answer = users.json("PUT", "/users/1", user("Ana", "2021-03-15"), "If-Match", "\"7\"", "If-Match", "\"1\"");
        assertThat(answer.statusCode()).isEqualTo(200);
    }

    @Test
    void aClientIsToldThatItHasTheUserAlready() throws Exception {
        var known = users.get("/users/1", "If-None-Match", "\"9\", W/\"1\"");
        assertThat(known.statusCode()).isEqualTo(304);
        assertThat(known.body()).isEmpty();
        assertThat(header(known, "etag")).isEqualTo("\"1\"");
        assertThat(users.get("/users/1", "If-None-Match", "\"2\"").statusCode()).isEqualTo(200);
        assertThat(users.get("/users/1", "If-Match", "\"2\"").statusCode()).isEqualTo(412);
        var head = users.send("HEAD", "/users/1");
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(header(head, "etag")).isEqualTo("\"1\"");
        assertThat(head.body()).isEmpty();
    }

    @Test
    void ofManyWhoChangeAtOnceNobodyOverwritesAnother() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Integer>> writers = new ArrayList<>();
            IntStream.range(0, 20).forEach(n -> writers.add(() -> users
                    .json("PUT", "/users/1", user("Ana " + n, "2021-03-15"), "If-Match", "\"1\"").statusCode()));
            var statuses = new ArrayList<Integer>();
            for (var answer : threads.invokeAll(writers)) {
                statuses.add(answer.get());
            }
            assertThat(statuses).containsOnly(200, 412).containsOnlyOnce(200);
        }
        assertThat(header(users.get("/users/1"), "etag")).isEqualTo("\"2\"");
    }

    @Test
    void pagesAreLinkedOneToTheNext() throws Exception {
        var seen = new ArrayList<User>();
        var at = URI.create("/users?limit=2&sort=-nome&nome=o+%C3%A3O");
        for (var n = 0; n < 3; n++) {
            post(user("João " + n, "2024-01-01"));
        }
        while (true) {
            var page = users.get(at.toString());
            var some = List.of(Json.read(page.body(), User[].class));
            seen.addAll(some);
            var link = header(page, "link");
            if (link.isEmpty()) {
                break;
            }
            assertThat(link).startsWith("<users?limit=2&").endsWith(">; rel=\"next\"");
            assertThat(some).hasSize(2);
            at = at.resolve(link.substring(1, link.indexOf('>')));
            assertThat(at.getPath()).isEqualTo("/users");
        }
        assertThat(seen).extracting(User::nome).containsExactly("João da Conceição", "João 2", "João 1", "João 0");
    }

    @Test
    void theLongestNamesStillHaveALinkThatAUrlTakes() throws Exception {
        for (var n = 0; n < 2; n++) {
            assertThat(post(user("\ufdfa".repeat(200), "2024-01-01")).statusCode()).isEqualTo(201);
        }
        var first = users.get("/users?limit=7&sort=nome");
        var link = header(first, "link");
        assertThat(list(link.substring("<users".length(), link.indexOf('>')))).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"limit=0, limit", "limit=201, limit", "limit=many, limit", "sort=name, sort", "sort=, sort",
            "sort=--id, sort", "cursor=xyz, cursor", "cursor=, cursor", "cursor=%00, cursor"})
    void aQueryThatMeansNothingIs422(String query, String field) throws Exception {
        var answer = users.get("/users?" + query);
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body()).contains("\"field\":\"" + field + "\"");
    }

    @Test
    void aCursorHoldsForItsOrderAlone() throws Exception {
        var link = header(users.get("/users?limit=1&sort=nome"), "link");
        var cursor = link.substring(link.indexOf("cursor=") + 7, link.indexOf('>'));
        assertThat(users.get("/users?sort=nome&cursor=" + cursor).statusCode()).isEqualTo(200);
        assertThat(users.get("/users?sort=-nome&cursor=" + cursor).statusCode()).isEqualTo(422);
        assertThat(users.get("/users?nome=" + "a".repeat(201)).body()).contains("\"field\":\"nome\"");
        assertThat(users.get("/users?nome=" + "%F0%9F%91%A9".repeat(200)).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "99", "-1", "01", "abc", "1.0", "99999999999999999999", "%D9%A1"})
    void anUnknownUserIs404(String id) throws Exception {
        assertThat(users.get("/users/" + id).statusCode()).isEqualTo(404);
        assertThat(users.send("DELETE", "/users/" + id).statusCode()).isEqualTo(404);
        assertThat(users.json("PUT", "/users/" + id, user("A", "2024-01-01")).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2024-02-30", "2023-02-29", "2024-1-1", "01/02/2024", "2024-01-01T00:00:00Z", "yesterday",
            "+12024-01-01", "0000-01-01", "-001-01-01", " 2024-01-01"})
    void aDateThatIsNoneIsRefused(String date) throws Exception {
        refuses(user("Ana", date), "ativo_desde", "must be a date such as 2026-01-31");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\\u0000b", "a\\nb", "a\\u0085b", "a\\u2028b", "a\\u202eb", "a\\ud800b"})
    void aNameWithWhatIsNoCharacterOfANameIsRefused(String nome) throws Exception {
        refuses("{\"nome\":\"" + nome + "\",\"ativo_desde\":\"2024-01-01\"}", "nome",
                "must not have control characters");
    }

    @Test
    void aNameHasOneTo200CharactersThatCanBeSeen() throws Exception {
        refuses(user(" \\t ".translateEscapes(), "2024-01-01"), "nome", "must be there and not blank");
        refuses(user("\u200b\u00a0", "2024-01-01"), "nome", "must have a character that can be seen");
        refuses(user("a".repeat(201), "2024-01-01"), "nome", "must be at most 200 characters");
        assertThat(post(user("👩".repeat(200), "2024-01-01")).statusCode()).isEqualTo(201);
        assertThat(post(user("  Ana  ", "2024-01-01")).body()).contains("\"nome\":\"Ana\"");
    }

    @Test
    void everyBadFieldIsNamedAndWhatCannotBeReadIs400() throws Exception {
        var both = post("{\"nome\": 7}");
        assertThat(both.statusCode()).isEqualTo(422);
        assertThat(both.body()).contains("{\"field\":\"nome\",\"detail\":\"must be text\"}",
                "{\"field\":\"ativo_desde\",\"detail\":\"must be there and not blank\"}");
        assertThat(post("{").statusCode()).isEqualTo(400);
        assertThat(post("[]").statusCode()).isEqualTo(400);
        assertThat(users.send("POST", "/users").statusCode()).isEqualTo(400);
        assertThat(users.send("PATCH", "/users/1").statusCode()).isEqualTo(405);
        assertThat(post("{\"nome\":\"" + "a".repeat(1 << 20) + "\"}").statusCode()).isEqualTo(413);
    }

    @Test
    void whatWasAcknowledgedIsThereAfterAStop() throws Exception {
        post(user("Fica", "2024-01-01"));
        users.json("PUT", "/users/1", user("Mudou", "2024-01-01"));
        users.send("DELETE", "/users/2");
        users.close();
        users = run();
        assertThat(list("")).extracting(User::id).containsExactly(1L, 3L, 4L, 5L, 6L, 7L);
        assertThat(header(users.get("/users/1"), "etag")).isEqualTo("\"2\"");
        assertThat(users.get("/users/7").body()).contains("Fica");
    }

    @Test
    void aFileThatIsHeldOrReadOnlyRefusesTheStartInWords() throws Exception {
        assertThatThrownBy(this::run).isInstanceOf(StartFailed.class).hasMessageContaining("held by");
        users.close();
        Files.setPosixFilePermissions(folder.resolve("users.db"), PosixFilePermissions.fromString("r--r--r--"));
        assertThatThrownBy(this::run).isInstanceOf(StartFailed.class).hasMessageContaining("users.db is read-only");
    }

    @Test
    void itsStoreShowsInItsStatusAndItsShapesInItsOpenApi() throws Exception {
        assertThat(users.get("/status").body()).contains("relational/users", "sqlite");
        assertThat(users.get("/openapi.json").body()).contains("\"/users/{id}\"", "\"ativo_desde\"", "If-Match");
    }
}
