package stoa.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static stoa.tests.kit.StoaProcess.await;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stoa.tests.kit.OwnService;
import stoa.tests.kit.StoaProcess;
import stoa.tests.kit.Web;

/** The main job: start it, register a service of one's own with one call, reach it through the gateway. */
class ProgramTest {
    @TempDir
    Path data;

    private final Web web = new Web();

    private StoaProcess up() {
        return StoaProcess.start(data, Map.of(), "up").awaitReady();
    }

    private String command(String... arguments) {
        try (var command = StoaProcess.start(data, Map.of(), arguments)) {
            assertThat(command.awaitExit()).as(command.out() + command.err()).isZero();
            return command.out();
        }
    }

    @Test
    void theTourIsGreen() {
        try (var stoa = up()) {
            assertThat(stoa.out()).contains("names-1", "catalog-1", "greeter-1", "events-1", "gateway-1");
            assertThat(command("tour")).contains("as the contract says").doesNotContain("✗");
        }
    }

    @Test
    void aServiceOfOnesOwnIsReachedAfterOneCall() throws Exception {
        try (var stoa = up(); var own = new OwnService("mine")) {
            var answer = web.put(stoa.gateway(), "/services/mine/instances/mine-1",
                    "{\"url\": \"" + own.url() + "\", \"route\": {\"prefix\": \"/mine/\"}}");
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
            await("the route leads to it", () -> web.text(stoa.gateway(), "/mine/").equals("mine"));
            assertThat(web.text(stoa.gateway(), "/services/call/mine/anything")).isEqualTo("mine");
        }
    }

    @Test
    void twoInstancesShareTheTrafficAndADrainedOneGetsNone() throws Exception {
        try (var stoa = up(); var a = new OwnService("a"); var b = new OwnService("b")) {
            command("register", "pair", a.url().toString(), "--instance", "a", "--route", "/pair/");
            command("register", "pair", b.url().toString(), "--instance", "b");
            await("both are routable", () -> answers(stoa, 20).equals(Set.of("a", "b")));
            command("drain", "pair", "a");
            await("only one answers", () -> answers(stoa, 20).equals(Set.of("b")));
            assertThat(command("services", "pair")).contains("draining");
            command("enable", "pair", "a");
            await("both answer again", () -> answers(stoa, 20).size() == 2);
        }
    }

    private Set<String> answers(StoaProcess stoa, int requests) {
        var seen = new TreeSet<String>();
        for (var i = 0; i < requests; i++) {
            seen.add(web.text(stoa.gateway(), "/pair/"));
        }
        return seen;
    }

    @Test
    void rolesInProcessesOfTheirOwnFindEachOtherByTheFolder() {
        var processes = new ArrayList<StoaProcess>();
        try {
            for (var role : new String[]{"events", "catalog", "gateway", "names", "greeter"}) {
                processes.add(StoaProcess.start(data, Map.of(), "run", role));
            }
            processes.forEach(StoaProcess::awaitReady);
            var gateway = processes.get(2).gateway();
            await("the greeter is reached", () -> web.status(gateway, "/hello/") == 200);
            await("names are reached", () -> web.status(gateway, "/services/call/1/name") == 200);
            await("events are reached", () -> web.text(gateway, "/events").contains("instance.registered"));
            assertThat(command("services")).contains("names", "greeter", "events");
        } finally {
            processes.forEach(StoaProcess::close);
        }
    }

    @Test
    void aSecondInstanceOfARoleJoinsTheFirstAndOneKilledIsNotMissed() {
        try (var stoa = up(); var second = StoaProcess.start(data, Map.of(), "run", "greeter").awaitReady()) {
            await("both instances are routable", () -> {
                var health = web.text(stoa.gateway(), "/services/greeter");
                return health.contains("greeter-1") && health.contains("greeter-2")
                        && !health.contains("\"routable\":false");
            });
            second.kill();
            for (var i = 0; i < 50; i++) {
                assertThat(web.status(stoa.gateway(), "/hello/")).isEqualTo(200);
            }
            await("the reason is visible", () -> web.text(stoa.gateway(), "/services/greeter").contains("refused"));
        }
    }

    @Test
    void stoppingFinishesWhatIsInFlight() throws Exception {
        try (var stoa = up();
                var own = new OwnService("slow");
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            command("register", "slow", own.url().toString(), "--instance", "slow-1", "--route", "/slow/");
            await("it is reached", () -> web.status(stoa.gateway(), "/slow/") == 200);
            var answer = threads.submit(() -> web.get(stoa.gateway(), "/slow/slow"));
            own.awaitSlowRequest();
            stoa.terminate();
            await("it drains", () -> stoa.out().contains("Draining"));
            own.goOn();
            assertThat(answer.get().body()).isEqualTo("slow");
            stoa.awaitExit();
            assertThat(stoa.out()).contains("Stopped in");
        }
    }

    @Test
    void replicasRunSideBySide() {
        try (var stoa = StoaProcess.start(data, Map.of(), "up", "--replicas", "greeter=3").awaitReady()) {
            assertThat(web.text(stoa.gateway(), "/services/greeter")).contains("greeter-1", "greeter-2", "greeter-3");
        }
    }
}
