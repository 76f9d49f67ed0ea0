package stoa.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import stoa.telemetry.AccessLog;

/** What accompanies a request, and what is written down of it. */
class CallTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String SPAN = "00f067aa0ba902b7";

    @TempDir
    Path folder;

    private final AtomicInteger handled = new AtomicInteger();
    private AccessLog log = AccessLog.none();
    private TestShell shell;

    @BeforeEach
    void start() throws Exception {
        log = AccessLog.to(folder.resolve("access.log"), 1 << 20, 1);
        var settings = new ShellSettings("127.0.0.1", 0, Duration.ofSeconds(20), 1 << 20, Duration.ZERO);
        shell = TestShell.of(settings, Service.named("calls").routes(at -> {
            at.get("/{name}", request -> {
                handled.incrementAndGet();
                var call = Call.CURRENT.get();
                return Reply.text(String.join(" ", call.requestId(), call.trace().traceparent(), call.trace().state(),
                        Long.toString(call.remaining().toMillis()), Boolean.toString(call.equals(request.call()))));
            });
            at.post("/", request -> Reply.text(Integer.toString(request.body().length)));
        }), log);
    }

    @AfterEach
    void stop() {
        shell.close();
        log.close();
    }

    private String[] call(String... headers) throws Exception {
        return shell.get("/call", headers).body().split(" ", -1);
    }

    @Test
    void theGatewaysRequestIdIsKeptAndAnswered() throws Exception {
        var answer = shell.get("/call", "X-Request-Id", "from~the/gateway-1");
        assertThat(answer.body()).startsWith("from~the/gateway-1 ");
        assertThat(TestShell.header(answer, "X-Request-Id")).contains("from~the/gateway-1");
    }

    @Test
    void aRequestWithoutAUsableIdGetsOne() throws Exception {
        assertThat(call()[0]).matches("[0-9a-f]{32}").isNotEqualTo(call()[0]);
        assertThat(call("X-Request-Id", "x".repeat(128))[0]).hasSize(128).startsWith("xxx");
        assertThat(call("X-Request-Id", "x".repeat(129))[0]).matches("[0-9a-f]{32}");
        assertThat(call("X-Request-Id", "two words")[0]).matches("[0-9a-f]{32}");
    }

    @Test
    void theTraceIsContinuedWithASpanOfItsOwn() throws Exception {
        var call = call("traceparent", "00-" + TRACE + "-" + SPAN + "-00", "tracestate", "a=1");
        assertThat(call[1]).startsWith("00-" + TRACE + "-").endsWith("-00").doesNotContain(SPAN);
        assertThat(call[2]).isEqualTo("a=1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "ff-" + TRACE + "-" + SPAN + "-01"})
    void aTraceThatCannotBeReadBeginsAnew(String traceparent) throws Exception {
        assertThat(call("traceparent", traceparent)[1]).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01")
                .doesNotContain(TRACE);
    }

    @Test
    void aProblemCarriesTheTrace() throws Exception {
        var answer = shell.get("/a/b", "traceparent", "00-" + TRACE + "-" + SPAN + "-01", "X-Request-Id", "r1");
        assertThat(TestShell.json(answer).get("traceId").asString()).isEqualTo(TRACE);
        assertThat(TestShell.json(answer).get("requestId").asString()).isEqualTo("r1");
    }

    @Test
    void aRequestBringsItsDeadlineButNotALaterOneThanOurs() throws Exception {
        assertThat(Integer.parseInt(call()[3])).isBetween(10_000, 20_000);
        assertThat(Integer.parseInt(call("X-Request-Timeout-Ms", "9000")[3])).isBetween(1, 9_000);
        assertThat(Integer.parseInt(call("X-Request-Timeout-Ms", "9000000")[3])).isBetween(10_000, 20_000);
        assertThat(Integer.parseInt(call("X-Request-Timeout-Ms", "soon")[3])).isBetween(10_000, 20_000);
        assertThat(call()[4]).isEqualTo("true");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-5"})
    void aRequestWhoseDeadlineHasPassedIsNotHandled(String millis) throws Exception {
        var answer = shell.get("/call", "X-Request-Timeout-Ms", millis);
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(TestShell.json(answer).get("detail").asString()).isEqualTo("deadline passed");
        assertThat(handled).hasValue(0);
    }

    @Test
    void eachRequestIsWrittenToTheAccessLog() throws Exception {
        shell.get("/call?secret=1", "traceparent", "00-" + TRACE + "-" + SPAN + "-01", "X-Request-Id", "r1");
        shell.get("/a/b", "X-Request-Id", "r2");
        shell.post("/", "text/plain", "four");
        shell.raw("nonsense\r\n\r\n");
        shell.close();
        log.close();
        var lines = Files.readAllLines(folder.resolve("access.log"));
        assertThat(lines).hasSize(4);
        assertThat(lines.get(0)).contains("\"role\":\"calls\",\"service\":\"calls\",\"instance\":\"calls-1\"",
                "\"remote\":\"127.0.0.1\",\"method\":\"GET\",\"path\":\"/call\",\"status\":200,\"bytesIn\":0",
                "\"requestId\":\"r1\",\"traceId\":\"" + TRACE + "\"").doesNotContain("secret");
        assertThat(lines.get(1)).contains("\"path\":\"/a/b\",\"status\":404", "\"requestId\":\"r2\"");
        assertThat(lines.get(2))
                .contains("\"method\":\"POST\",\"path\":\"/\",\"status\":200,\"bytesIn\":4,\"bytesOut\":1");
        assertThat(lines.get(3)).contains("\"status\":400", "\"note\":\"refused\"");
    }
}
