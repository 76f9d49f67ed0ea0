package stoa.services.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static stoa.services.directory.FakeUsers.answer;
import static stoa.services.directory.FakeUsers.page;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import stoa.http.Json;
import stoa.http.Service.RouteClaim;
import stoa.http.client.Client;
import stoa.tests.serving.RoleUnderTest;

@Timeout(60)
class DirectoryTest {
    private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");
    private static final String BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

    private FakeUsers users;
    private Client client;
    private RoleUnderTest directory;

    @BeforeEach
    void start() throws Exception {
        users = new FakeUsers();
        client = new Client(service -> {
            if (!service.equals("users")) {
                throw new IOException("nothing is known of " + service);
            }
            return users.url();
        });
        directory = run(Duration.ofSeconds(20));
    }

    private RoleUnderTest run(Duration patience) throws Exception {
        return RoleUnderTest.start((_, shell) -> Directory.role(shell, new UsersClient(client, patience, () -> NOON)));
    }

    @AfterEach
    void stop() throws IOException {
        users.close();
        directory.close();
        client.close();
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    private void isAway(HttpResponse<String> answer, String reason) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
        assertThat(header(answer, "retry-after")).isEqualTo("2");
        assertThat(header(answer, "content-type")).isEqualTo("text/html; charset=utf-8");
        assertThat(header(answer, "cache-control")).isEqualTo("no-store");
        assertThat(answer.body()).contains("<html lang=\"pt-BR\">", "<h1>Usuários</h1>",
                "O serviço de usuários está indisponível:</strong> ele " + reason + ".");
    }

    @Test
    void itAsksForThePrefixDirectory() {
        assertThat(directory.announced().service()).isEqualTo("directory");
        assertThat(directory.announced().route()).contains(new RouteClaim("/directory/", true));
    }

    @Test
    void theUsersAreAPageForPeople() throws Exception {
        users.says("""
                [{"id": 2, "nome": "João <b>&\\"'", "ativo_desde": "2019-11-02"},
                 {"id": 3, "nome": "Пётр Семёнов", "ativo_desde": "2020-07-21"}]""");
        var answer = directory.get("/", "Accept", BROWSER);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(header(answer, "content-type")).isEqualTo("text/html; charset=utf-8");
        assertThat(header(answer, "vary")).isEqualTo("Accept");
        assertThat(answer.body())
                .contains("<html lang=\"pt-BR\">", "<h1>Usuários</h1>", "<label for=\"nome\">Nome</label>",
                        "<p role=\"status\">2 usuários.</p>", "<ul>\n<li>João &lt;b&gt;&amp;&quot;&#39;, ativo desde "
                                + "<time datetime=\"2019-11-02\">02/11/2019</time></li>\n<li>Пётр Семёнов, ")
                .doesNotContain("<script", "./", "Próxima");
        assertThat(directory.get("/").body()).isEqualTo(answer.body());
        var head = directory.send("HEAD", "/");
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(users.asked()).containsOnly("/users?sort=nome&limit=200");
    }

    @Test
    void whoAcceptsJsonGetsIt() throws Exception {
        users.says("[{\"id\": 2, \"nome\": \"João\", \"ativo_desde\": \"2019-11-02\"}]");
        var answer = directory.get("/", "Accept", "application/json");
        assertThat(answer.body()).isEqualTo("{\"users\":[{\"id\":2,\"nome\":\"João\",\"ativo_desde\":\"2019-11-02\"}],"
                + "\"next\":null,\"at\":\"2026-05-01T12:00:00Z\"}");
        assertThat(header(answer, "vary")).isEqualTo("Accept");
        assertThat(users.asked()).containsExactly("/users?sort=nome&limit=50");
        directory.get("/?limit=7&cursor=a%26b&nome=jo%C3%A3o+s", "Accept", "application/json");
        assertThat(users.asked()).endsWith("/users?sort=nome&limit=7&nome=jo%C3%A3o+s&cursor=a%26b");
    }

    @Test
    void pagesAreFollowedUpToAThousandPeopleAndLinkedFromThere() throws Exception {
        users.says(target -> target.contains("cursor=p4")
                ? page("Fim", 200, "p5")
                : page("Ana", 200, "p" + users.asked().size()));
        var answer = directory.get("/?nome=a+%26b");
        assertThat(users.asked()).hasSize(5).endsWith("/users?sort=nome&limit=200&nome=a+%26b&cursor=p4");
        assertThat(answer.body().split("<li>")).hasSize(1001);
        assertThat(answer.body()).contains("Ana 200,", "Fim 200,", "1000 usuários nesta página.",
                "<a rel=\"next\" href=\"?nome=a+%26b&amp;cursor=p5\">Próxima página</a>", "value=\"a &amp;b\"",
                "<a href=\"./\">Todos os usuários</a>");
    }

    @Test
    void theLinkToTheNextPageKeepsTheLimitThatWasGiven() throws Exception {
        users.says(_ -> FakeUsers.page("p", 2, "c2"));
        assertThat(directory.get("/?limit=2").body())
                .contains("<a rel=\"next\" href=\"?nome=&amp;limit=2&amp;cursor=c2\">Próxima página</a>");
    }

    @Test
    void aSearchThatFindsNobodySaysSo() throws Exception {
        users.says("[]");
        var answer = directory.get("/?nome=zzz");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("Nenhum usuário encontrado.").doesNotContain("<ul>");
    }

    @Test
    void aQuestionThatIsNotValidIsToldAsSuch() throws Exception {
        users.says(_ -> answer("422 Unprocessable Content", "Content-Type: application/problem+json", """
                {"status": 422, "detail": "nome must be short", "errors": [{"field": "nome", "detail": "must be short"}]}
                """));
        var answer = directory.get("/?nome=x", "Accept", "application/json");
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body()).contains("{\"field\":\"nome\",\"detail\":\"must be short\"}");
        assertThat(directory.get("/?limit=0").statusCode()).isEqualTo(422);
        assertThat(directory.get("/users").statusCode()).isEqualTo(404);
        assertThat(directory.send("POST", "/").statusCode()).isEqualTo(405);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{\"users\": []}", "null", "[null]", "[1]", "[[]]", "<html>", "[{}]",
            "[{\"id\": 1, \"nome\": \"A\"}]", "[{\"id\": 1, \"ativo_desde\": \"2024-01-01\"}]",
            "[{\"nome\": \"A\", \"ativo_desde\": \"2024-01-01\"}]",
            "[{\"id\": 1, \"nome\": \"A\", \"ativo_desde\": \"ontem\"}]",
            "[{\"id\": \"x\", \"nome\": \"A\", \"ativo_desde\": \"2024-01-01\"}]",
            "[{\"id\": 1, \"nome\": [], \"ativo_desde\": \"2024-01-01\"}]"})
    void aListOfAnotherShapeIsNoAnswer(String body) throws Exception {
        users.says(body);
        isAway(directory.get("/"), "respondeu de forma inesperada");
    }

    @ParameterizedTest
    @CsvSource({"500 Internal Server Error, respondeu com o erro 500",
            "503 Service Unavailable, respondeu com o erro 503",
            "404 Not Found, respondeu com o erro 404", "302 Found, respondeu com o erro 302",
            "422 Unprocessable Content, respondeu de forma inesperada"})
    void anErrorIsNoAnswer(String status, String reason) throws Exception {
        users.says(_ -> answer(status, "Content-Type: text/html\r\nLocation: /elsewhere", "<h1>Oops</h1>"));
        isAway(directory.get("/"), reason);
    }

    @Test
    void whatIsTooMuchOrNotHttpOrGoesRoundInACircleIsNoAnswer() throws Exception {
        users.says("[\"" + "x".repeat(2 << 20) + "\"]");
        isAway(directory.get("/"), "respondeu com dados demais");
        users.says(_ -> "220 smtp.example.org ready\r\n\r\n");
        isAway(directory.get("/"), "respondeu de forma inesperada");
        users.says(_ -> page("", 0, "again"));
        isAway(directory.get("/"), "respondeu de forma inesperada");
        users.says(_ -> page("A", 1, "again"));
        isAway(directory.get("/"), "respondeu de forma inesperada");
        assertThat(users.asked()).hasSize(2);
        users.says(_ -> page("A", 1, "%zz"));
        isAway(directory.get("/"), "respondeu de forma inesperada");
    }

    @Test
    void whoIsSlowIsAwaitedSoLongAndNoLonger() throws Exception {
        try (var hasty = run(Duration.ofMillis(200))) {
            users.says(_ -> "");
            isAway(hasty.get("/"), "não respondeu a tempo");
            // each page in time, all of them not
            users.says(target -> {
                try {
                    Thread.sleep(target.contains("cursor") ? 150 : 100);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return page("A", 1, "p" + users.asked().size());
            });
            isAway(hasty.get("/"), "não respondeu a tempo");
        }
    }

    @Test
    void whoeverIsKilledWhileThePageIsMadeIsAwayWithTheLastListShownAndIsBackByItself() throws Exception {
        users.says("[{\"id\": 2, \"nome\": \"João\", \"ativo_desde\": \"2019-11-02\"}]");
        assertThat(directory.get("/").statusCode()).isEqualTo(200);
        users.saysHalf();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var asking = threads.submit(() -> directory.get("/"));
            users.awaitHalf();
            users.kill();
            isAway(asking.get(), "interrompeu a resposta");
            assertThat(asking.get().body()).contains("<h2>Última resposta conhecida</h2>",
                    "<time datetime=\"2026-05-01T12:00:00Z\">01/05/2026, 12:00:00 UTC</time>", "<li>João, ");
        }
        isAway(directory.get("/"), "não aceita conexões");
        users = new FakeUsers();
        users.says("[]");
        var again = directory.get("/");
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.body()).contains("Nenhum usuário encontrado.");
    }

    @Test
    void whileNobodyAnswersASearchIsShownFromItsOwnLastAnswerOrFromTheListOfAll() throws Exception {
        users.says(target -> target.contains("nome=ana") ? page("Ana", 1, "") : page("Zoe", 3, ""));
        directory.get("/");
        directory.get("/?nome=ana");
        for (var n = 0; n < 15; n++) {
            directory.get("/?nome=" + n);
        }
        users.kill();
        assertThat(directory.get("/?nome=ana").body()).contains("Última resposta conhecida", "Ana 1", "value=\"ana\"")
                .doesNotContain("Zoe");
        assertThat(directory.get("/?nome=bia").body()).contains("Última lista conhecida de todos", "Zoe 3");
    }

    @Test
    void nothingIsShownWhereNothingIsKnown() throws Exception {
        users.kill();
        var answer = directory.get("/");
        isAway(answer, "não aceita conexões");
        assertThat(answer.body()).doesNotContain("<h2>", "<li>");
        assertThat(directory.send("HEAD", "/").statusCode()).isEqualTo(503);
        var json = directory.get("/", "Accept", "application/json");
        assertThat(json.statusCode()).isEqualTo(503);
        assertThat(header(json, "content-type")).isEqualTo("application/problem+json");
        assertThat(header(json, "retry-after")).isEqualTo("2");
        assertThat(Json.read(json.body(), Map.class).get("detail"))
                .isEqualTo("O serviço de usuários está indisponível: ele não aceita conexões.");
    }

    @Test
    void aServiceThatNobodyKnowsIsNotFound() throws Exception {
        client.close();
        client = new Client(_ -> {
            throw new IOException("nothing is known of users");
        });
        directory.close();
        directory = run(Duration.ofSeconds(20));
        isAway(directory.get("/"), "não foi encontrado");
    }
}
