package stoa.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static stoa.tests.kit.StoaProcess.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stoa.tests.kit.StoaProcess;
import stoa.tests.kit.Web;

/**
 * Instances and gateways come and go under load, each a process of its own, and no request is lost or reaches somebody
 * else. {@code -Drestarts} says how often all of them are restarted.
 */
class RollingRestartTest {
    private static final int RESTARTS = Integer.getInteger("restarts", 1);
    private static final String PATH = "/api/";

    private final Web web = new Web();
    private final Path data;
    private final Map<String, StoaProcess> processes = new TreeMap<>();
    private StoaProcess catalog;

    RollingRestartTest(@TempDir Path folder) {
        data = folder;
        catalog = StoaProcess.start(data, Map.of(), "run", "events", "catalog", "gateway");
    }

    @BeforeEach
    void start() {
        catalog.awaitReady();
    }

    @AfterEach
    void stop() {
        processes.values().forEach(StoaProcess::close);
        catalog.close();
        web.close();
    }

    /** Starts a name service; the lowest number that is free is its own, so one that ended is it again. */
    private void names(String id, String port) {
        processes.put(id, StoaProcess.start(data, Map.of("PORT", port), "run", "names"));
    }

    private StoaProcess process(String id) {
        return java.util.Objects.requireNonNull(processes.get(id), id);
    }

    private void fourOfThem() {
        for (var id : List.of("names-1", "names-2", "names-3", "names-4")) {
            names(id, "0");
            process(id).awaitReady();
        }
        await("all are routable", () -> routable() == 4);
    }

    private long routable() {
        return Json.of(web.text(catalog.noted("catalog-1"), "/services/names")).path("instances").valueStream()
                .filter(i -> i.path("routable").asBoolean()).count();
    }

    private static boolean isFrom(String answer, String instance) {
        return answer.contains("\"" + instance + "\"");
    }

    private static int answered(Load load, String instance) {
        return load.answerers().stream().filter(a -> isFrom(a, instance)).mapToInt(load::answered).sum();
    }

    private static void awaitAnswers(Load load, String instance) {
        var before = answered(load, instance);
        await(instance + " answers", () -> answered(load, instance) > before + 20);
    }

    @Test
    void aRollingRestartOfFourInstancesLosesNothing() {
        fourOfThem();
        try (var load = new Load(500, 8, PATH, List.of(catalog.gateway()))) {
            load.awaitMore(100);
            for (var n = 0; n < RESTARTS; n++) {
                for (var id : List.copyOf(processes.keySet())) {
                    process(id).terminate();
                    assertThat(process(id).awaitExit()).isZero();
                    names(id, "0");
                    process(id).awaitReady();
                    awaitAnswers(load, id);
                }
            }
            print(RESTARTS + " rolling restarts of four instances", load);
            assertThat(load.failed()).isEmpty();
        }
    }

    @Test
    void fromFourInstancesToOneAndBackLosesNothing() throws IOException {
        try (var platform = StoaProcess.start(data.resolve("another"), Map.of(), "up", "--replicas", "names=4")
                .awaitReady(); var load = new Load(500, 8, PATH, List.of(platform.gateway()))) {
            for (var n = 0; n < 2 * RESTARTS; n++) {
                load.awaitMore(200);
                scale(platform, 1);
                load.awaitMore(200);
                scale(platform, 4);
                awaitAnswers(load, "names-4");
            }
            print(2 * RESTARTS + " times from four to one and back", load);
            assertThat(load.failed()).isEmpty();
        }
    }

    private void scale(StoaProcess platform, int replicas) throws IOException {
        var answer = web.put(platform.gateway(), "/services/names/scale", "{\"replicas\": " + replicas + "}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    @Test
    void anAddressThatAnotherServiceTakesOverGetsNothingOfTheOld() throws IOException {
        fourOfThem();
        var port = String.valueOf(freePort());
        names("names-5", port);
        process("names-5").awaitReady();
        try (var load = new Load(500, 8, PATH, List.of(catalog.gateway()))) {
            for (var n = 0; n < RESTARTS; n++) {
                awaitAnswers(load, "names-5");
                process("names-5").kill();
                try (var other = StoaProcess.start(data, Map.of("PORT", port), "run", "greeter").awaitReady()) {
                    load.awaitMore(500);
                    other.terminate();
                    other.awaitExit();
                }
                names("names-5", port);
                process("names-5").awaitReady();
            }
            print(RESTARTS + " addresses taken over", load);
            assertThat(load.failed()).isEmpty();
            assertThat(load.answerers()).allMatch(a -> isFrom(a, "names"));
        }
    }

    @Test
    void withTwoGatewaysARestartOfEitherLosesNothing() throws IOException {
        names("names-1", "0");
        var ports = List.of(freePort(), freePort());
        var ids = List.of("gateway-2", "gateway-3");
        for (var i = 0; i < ids.size(); i++) {
            gateway(ids.get(i), ports.get(i));
            process(ids.get(i)).awaitReady();
        }
        var all = new ArrayList<java.net.URI>();
        ids.forEach(id -> all.add(catalog.noted(id)));
        await("both know the service", () -> all.stream().allMatch(g -> web.status(g, PATH) == 200));
        try (var load = new Load(500, 8, PATH, all)) {
            for (var n = 0; n < RESTARTS; n++) {
                for (var i = 0; i < ids.size(); i++) {
                    load.awaitMore(200);
                    process(ids.get(i)).terminate();
                    assertThat(process(ids.get(i)).awaitExit()).isZero();
                    gateway(ids.get(i), ports.get(i));
                    process(ids.get(i)).awaitReady();
                    var back = all.get(i);
                    await("it knows the service", () -> web.status(back, PATH) == 200);
                }
            }
            print(RESTARTS + " restarts of each of two gateways", load);
            assertThat(load.failed()).isEmpty();
        }
    }

    private void gateway(String id, int port) {
        processes.put(id, StoaProcess.start(data, Map.of("PORT", String.valueOf(port)), "run", "gateway"));
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void print(String what, Load load) {
        System.out.println(what + ": " + load.answered() + " requests answered, " + Math.round(load.perSecond())
                + " a second, " + load.failed().size() + " failed");
    }
}
