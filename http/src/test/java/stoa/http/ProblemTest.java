package stoa.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProblemTest {
    private static final String SECRET = "jdbc:postgresql://user:password@db/";

    /** Stands for a store's exception, of a room above. */
    private static class StoreLost extends RuntimeException {
        StoreLost() {
            super(SECRET);
        }
    }

    private static final class DiskLost extends StoreLost {}

    private TestShell shell;

    @BeforeEach
    void start() throws Exception {
        var service = Service.named("items").maps(StoreLost.class,
                e -> new Problem(503, "the store is away").with("Retry-After", "1"));
        shell = TestShell.of(service.routes(at -> {
            at.get("/items", request -> Reply.json(request.limit()));
            at.post("/items", request -> {
                var fields = request.fields();
                var name = fields.text("name");
                var weight = fields.integer("weight", 1, 0, 10);
                fields.verify();
                return Reply.json(201, name + weight);
            });
            at.get("/lost", _ -> {
                throw new DiskLost();
            });
            at.get("/fails", _ -> {
                throw new IllegalStateException(SECRET);
            });
            at.get("/overflows", _ -> {
                throw new StackOverflowError(SECRET);
            });
            at.get("/splits", request -> Reply.text("x").with("X-Echo", request.query("echo").orElse("")));
            at.get("/gone", _ -> {
                throw new Problem(410, "<script>alert('gone')</script>");
            });
        }));
    }

    @AfterEach
    void stop() {
        shell.close();
    }

    private static void assertProblem(HttpResponse<String> answer, int status, String detail) {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(TestShell.header(answer, "Content-Type")).contains("application/problem+json");
        var problem = TestShell.json(answer);
        assertThat(problem.get("type").asString()).isEqualTo("about:blank");
        assertThat(problem.get("title").asString()).isEqualTo(Status.reason(status));
        assertThat(problem.get("status").asInt()).isEqualTo(status);
        assertThat(problem.get("detail").asString()).isEqualTo(detail);
        assertThat(problem.get("traceId").asString()).matches("[0-9a-f]{32}");
        assertThat(TestShell.header(answer, "X-Request-Id")).contains(problem.get("requestId").asString());
    }

    @Test
    void anUnknownPathIs404() throws Exception {
        assertProblem(shell.get("/nothing"), 404, "nothing is at this path");
        assertProblem(shell.get("/items/"), 404, "nothing is at this path");
    }

    @Test
    void anotherMethodIs405AndHearsTheAllowedOnes() throws Exception {
        var answer = shell.send(shell.at("/items").DELETE());
        assertProblem(answer, 405, "DELETE is not answered here, only GET, HEAD, OPTIONS, POST");
        assertThat(TestShell.header(answer, "Allow")).contains("GET, HEAD, OPTIONS, POST");
    }

    @Test
    void aBadEncodingIs400() throws Exception {
        assertThat(shell.raw("GET /items/%zz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ").contains("the URL is not percent-encoded UTF-8");
        assertThat(shell.raw("GET /items?limit=%ff HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {"text/plain | {\"name\": \"a\"}",
            "application/xml | <a/>",
            "application/jsonp | {}", "application/x-www-form-urlencoded | name=a", "text/json | {}"})
    void anotherTypeIs415AndHearsTheExpectedOne(String type, String body) throws Exception {
        var answer = shell.post("/items", type, body);
        assertProblem(answer, 415, "the body's Content-Type must be application/json");
        assertThat(TestShell.header(answer, "Accept")).contains("application/json");
    }

    @Test
    void aBodyWithoutATypeIs415() throws Exception {
        var answer = shell.send(shell.at("/items").POST(HttpRequest.BodyPublishers.ofString("{}")));
        assertProblem(answer, 415, "the body's Content-Type must be application/json");
    }

    @Test
    void noBodyIs400() throws Exception {
        assertProblem(shell.send(shell.at("/items").POST(HttpRequest.BodyPublishers.noBody())), 400,
                "a JSON object is expected in the body");
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "Application/JSON; charset=utf-8", "application/merge-patch+json"})
    void jsonUnderAnyOfItsNamesIsRead(String type) throws Exception {
        assertThat(shell.post("/items", type, "{\"name\": \"a\"}").statusCode()).isEqualTo(201);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "{\"name\": secret} | the body is not JSON (line 1, column 10)",
            "{\"name\": | the body is not JSON (line 1, column 9)",
            "{} {} | the body is not JSON (line 1, column 4)", "[1] | the body is not a JSON object",
            "null | the body is not a JSON object"})
    void whatIsNotAJsonObjectIs400WithThePlaceAndWithoutTheText(String body, String detail) throws Exception {
        assertProblem(shell.post("/items", "application/json", body), 400, detail);
    }

    @Test
    void badFieldsAre422AndAllNamed() throws Exception {
        var answer = shell.post("/items", "application/json", "{\"name\": 7, \"weight\": 11}");
        assertProblem(answer, 422, "name must be text; weight must be a whole number from 0 to 10");
        assertThat(TestShell.json(answer).get("errors"))
                .hasToString("[{\"field\":\"name\",\"detail\":\"must be text\"},"
                        + "{\"field\":\"weight\",\"detail\":\"must be a whole number from 0 to 10\"}]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "201", "x", "", "1e2", "99999999999"})
    void aLimitOutOfRangeIs422(String limit) throws Exception {
        var answer = shell.get("/items?limit=" + limit);
        assertProblem(answer, 422, "limit must be a whole number from 1 to 200");
        assertThat(TestShell.json(answer).at("/errors/0/field").asString()).isEqualTo("limit");
    }

    @Test
    void aMappedExceptionIsAnsweredAsItsServiceSays() throws Exception {
        var answer = shell.get("/lost");
        assertProblem(answer, 503, "the store is away");
        assertThat(TestShell.header(answer, "Retry-After")).contains("1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/fails", "/overflows", "/splits?echo=a%0d%0aSet-Cookie:%20b"})
    void anUnexpectedExceptionIs500AndItsMessageStaysInside(String path) throws Exception {
        var answer = shell.get(path);
        assertProblem(answer, 500, "an unexpected error, logged under this trace id");
        assertThat(answer.body() + answer.headers()).doesNotContain("password").doesNotContain("Set-Cookie")
                .doesNotContain("Exception");
    }

    @Test
    void aBrowserGetsAPageThatSaysTheSame() throws Exception {
        var answer = shell.get("/gone", "Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
        assertThat(answer.statusCode()).isEqualTo(410);
        assertThat(TestShell.header(answer, "Content-Type")).contains("text/html; charset=utf-8");
        assertThat(answer.body()).contains("<html lang=\"en\">", "<title>410 Status 410</title>",
                "&lt;script&gt;alert(&#39;gone&#39;)&lt;/script&gt;").doesNotContain("<script>");
        assertThat(TestShell.header(answer, "X-Request-Id"))
                .hasValueSatisfying(id -> assertThat(answer.body()).contains(id));
    }

    @Test
    void problemsAreNotKeptByCaches() throws Exception {
        assertThat(TestShell.header(shell.get("/nothing"), "Cache-Control")).contains("no-store");
    }
}
