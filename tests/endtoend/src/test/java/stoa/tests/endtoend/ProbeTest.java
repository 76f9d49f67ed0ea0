package stoa.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static stoa.tests.kit.StoaProcess.await;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stoa.tests.kit.StoaProcess;
import stoa.tests.kit.Web;
import tools.jackson.databind.JsonNode;

/** The greeter is probed by its name: what happens to it is told, and what happens to the platform is not held against it. */
class ProbeTest {
    @TempDir
    Path data;

    private final Web web = new Web();

    @AfterEach
    void close() {
        web.close();
    }

    private StoaProcess up() {
        return StoaProcess.start(data,
                Map.of("STOA_PROBE_TARGETS", "[{service: greeter, interval: 3s, timeout: 3s}]"), "up").awaitReady();
    }

    private JsonNode greeter(StoaProcess stoa) {
        return Json.of(web.text(stoa.gateway(), "/probe/targets/greeter"));
    }

    private void awaitState(StoaProcess stoa, String state) {
        await("the greeter is " + state, () -> greeter(stoa).at("/target/state").asString("").equals(state));
    }

    private List<String> events(StoaProcess stoa) {
        var kinds = new ArrayList<String>();
        HttpResponse<String> answer;
        try {
            answer = web.get(stoa.gateway(), "/events?kind=probe");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        var told = Json.of(answer.body());
        assertThat(told.has("events")).as(answer.body()).isTrue();
        told.path("events")
                .forEach(event -> kinds.add(event.get("kind").asString() + " " + event.get("subject").asString()));
        return kinds;
    }

    private void intend(StoaProcess stoa, String intent) throws IOException {
        var answer = web.put(stoa.gateway(), "/services/greeter/instances/greeter-1/intent",
                "{\"intent\": \"" + intent + "\"}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private static long probes(JsonNode greeter) {
        return greeter.at("/target/windows/2/probes").asLong(0);
    }

    @Test
    void aGreeterThatIsTakenOutIsToldOnceAndItsReturnOnce() throws IOException {
        try (var stoa = up()) {
            awaitState(stoa, "up");
            await("the greeting is logged",
                    () -> (stoa.out() + stoa.err()).contains("greeter: Olá do servidor Java no container!"));
            intend(stoa, "disabled");
            awaitState(stoa, "down");
            await("the reason is told", () -> greeter(stoa).path("results").findValuesAsString("detail")
                    .contains("answered 503, expected 200 to 299"));
            await("its failure is told", () -> events(stoa).equals(List.of("probe.failed greeter")));
            intend(stoa, "enabled");
            awaitState(stoa, "up");
            await("its return is told",
                    () -> events(stoa).equals(List.of("probe.recovered greeter", "probe.failed greeter")));
        }
    }

    @Test
    void stopsKillsAndStartsOfThePlatformAreNoFailuresAndLoseNoFigures() {
        long before;
        try (var stoa = up()) {
            awaitState(stoa, "up");
            stoa.terminate();
            assertThat(stoa.awaitExit()).isZero();
        }
        try (var stoa = up()) {
            before = probes(greeter(stoa));
            assertThat(before).isPositive();
            await("it is probed again", () -> probes(greeter(stoa)) > before);
            stoa.kill();
        }
        try (var stoa = up()) {
            await("it is probed again", () -> probes(greeter(stoa)) > before + 1);
            assertThat(greeter(stoa).at("/target/windows/2/failed").asLong(-1)).isZero();
            assertThat(events(stoa)).isEmpty();
        }
    }
}
