package stoa.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stoa.main.CommandLineTest.Outcome;
import stoa.main.platform.Launch;
import stoa.main.platform.Platform;
import stoa.main.platform.RoleTable;
import stoa.runtime.Instance;
import stoa.runtime.StartFailed;

/** The production wiring in this process, on ports of the system's choice, and the commands against it. */
class PlatformTest {
    @TempDir
    private static Path data = Path.of("");
    private static final List<String> READY = Collections.synchronizedList(new ArrayList<>());
    @SuppressWarnings("NullAway.Init")
    private static Platform platform;

    @BeforeAll
    static void start() throws Exception {
        platform = Platform.start(launch(data, Map.of("names", 2)), instance -> READY.add(instance.id()));
    }

    @AfterAll
    static void stop() {
        platform.close();
    }

    private static Launch launch(Path data, Map<String, Integer> replicas) {
        var arguments = new HashMap<>(RoleTable.anyPorts());
        arguments.put("data", data.toString());
        return new Launch(List.of(RoleTable.ALL), replicas, arguments, Map.of(), Optional.empty());
    }

    private static Outcome run(String... command) {
        var arguments = new ArrayList<>(Arrays.asList(command));
        arguments.addAll(List.of("--url", platform.gateway().orElseThrow().toString()));
        return CommandLineTest.run(arguments.toArray(String[]::new));
    }

    private static String succeeding(String... command) {
        var outcome = run(command);
        assertThat(outcome.code()).as(outcome.out() + outcome.err()).isZero();
        return outcome.out();
    }

    @Test
    void everyInstanceIsToldAsItBecomesReady() {
        assertThat(READY).contains("events-1", "catalog-1", "gateway-1", "names-1", "names-2",
                "greeter-1", "points-1", "users-1", "directory-1", "infra-1", "records-1", "probe-1", "console-1",
                "docs-1");
    }

    @Test
    void whenTheStartReturnsEveryInstanceIsRoutable() {
        // no waiting here: that is what the start has done
        assertThat(succeeding("services")).containsPattern("names +up +2 of 2").containsPattern("greeter +up +1 of 1");
    }

    @Test
    void theTopologyIsWhatRuns() {
        var services = succeeding("services");
        for (var row : RoleTable.usual().rows()) {
            var name = row.role().name();
            // the catalog's and the gateway's own paths are built in
            var path = List.of("catalog", "gateway").contains(name) ? "" : row.path();
            assertThat(services)
                    .containsPattern("(?m)^\\d+ +" + name + " +up +\\d of \\d *" + Pattern.quote(path) + " *$");
            assertThat(succeeding("call", name, "status").contains("\"relational/")).as(name + " keeps data")
                    .isEqualTo(row.stores().stream().anyMatch(s -> !s.equals("redis")));
        }
    }

    @Test
    void theTourIsGreenAndLeavesNothingBehind() {
        assertThat(succeeding("tour")).contains("as the contract says").doesNotContain("✗");
        assertThat(succeeding("services")).doesNotContain("tour-");
    }

    @Test
    void routesAreListedAndExplained() throws Exception {
        assertThat(succeeding("routes")).containsPattern("built-in +/metrics +gateway")
                .containsPattern("registered +names +/api/ +names +strip: true").contains("version 0; ", "not there");
        assertThat(succeeding("routes", "explain", "get", "/api/name?a=b")).contains("relayed to the service names",
                "path there: /name?a=b", "a longer prefix goes first", "one of names-1, names-2");
        assertThat(succeeding("routes", "versions")).startsWith("VERSION");
        assertThat(run("routes", "reload").err()).startsWith("409: there is no routes file");
        assertThat(run("routes", "rollback").err()).startsWith("409: no other version");
    }

    @Test
    void aRoutesFileIsCheckedAndComparedBeforeItCounts() throws Exception {
        var file = Files.writeString(data.resolve("some.yaml"), "routes: [{prefix: /old/, redirect: {to: /new/}}]");
        assertThat(succeeding("routes", "check", file.toString())).contains("is sound; routes: 1");
        assertThat(succeeding("routes", "diff", file.toString())).contains("to be applied: 1 added", "added /old/",
                "redirect: 308 /new/");
        Files.writeString(file, "routes: [{prefix: old/, redirect: {to: /new/}}, {prefix: /a/}]");
        var flawed = run("routes", "check", file.toString());
        assertThat(flawed.code()).isEqualTo(1);
        assertThat(flawed.err().lines()).hasSize(2).allMatch(l -> l.startsWith(file + ": route "));
        assertThat(run("routes", "diff", file.toString()).err()).startsWith("422: route 1: prefix");
    }

    @Test
    void commandsFindThePlatformByItsDataFolder() {
        var outcome = CommandLineTest.run("call", "1", "name", "--data", data.toString());
        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.out()).contains("\"name\"");
    }

    @Test
    void aCallPrintsTheAnswerAndFailsOnAnErrorsStatus() {
        assertThat(succeeding("call", "names", "/names/2")).contains("\"count\":2");
        var refused = run("call", "names", "names/500");
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.out()).contains("\"status\":422", "count");
        assertThat(refused.err()).isEqualTo("status 422\n");
    }

    @Test
    void servicesAreShownForPeopleAndForPrograms() {
        assertThat(succeeding("services", "names", "--health")).contains("names-1", "names-2", "enabled", "yes");
        assertThat(succeeding("services", "--json")).startsWith("{\"services\":[");
        assertThat(run("services", "nobody").err()).startsWith("404: ");
    }

    @Test
    void anInstanceIsRegisteredDrainedEnabledAndDeregistered() throws Exception {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            var body = "mine".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        try {
            var url = "http://127.0.0.1:" + server.getAddress().getPort();
            var id = "mine-" + server.getAddress().getPort();
            assertThat(succeeding("register", "mine", url, "--route", "/mine/", "--check", "/", "--tag", "blue"))
                    .contains("\"id\":\"" + id + "\"", "\"tags\":[\"blue\"]");
            assertThat(succeeding("drain", "mine")).startsWith("mine/" + id + " draining: not routable");
            assertThat(succeeding("enable", "mine", id)).startsWith("mine/" + id + " enabled");
            assertThat(succeeding("disable", "mine", id)).startsWith("mine/" + id + " disabled: not routable");
            assertThat(succeeding("deregister", "mine", id)).contains("deregistered mine/" + id);
            assertThat(run("deregister", "mine", id).code()).isEqualTo(1);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aRoleIsScaledUpAndDownUnderLoadWithoutAFailedRequest() throws Exception {
        var failed = new CopyOnWriteArrayList<String>();
        var served = ConcurrentHashMap.<String>newKeySet();
        var stop = new AtomicBoolean();
        var greeter = URI.create(platform.gateway().orElseThrow() + "hello/");
        var clients = new ArrayList<Thread>();
        for (var i = 0; i < 4; i++) {
            clients.add(Thread.ofVirtual().start(() -> {
                try (var client = HttpClient.newHttpClient()) {
                    while (!stop.get()) {
                        var answer = client.send(HttpRequest.newBuilder(greeter).build(), BodyHandlers.ofString());
                        if (answer.statusCode() != 200) {
                            failed.add(answer.statusCode() + " " + answer.body());
                        }
                        answer.headers().firstValue("x-stoa-instance").ifPresent(served::add);
                    }
                } catch (IOException e) {
                    failed.add(e.toString());
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }));
        }
        assertThat(succeeding("scale", "greeter=4"))
                .isEqualTo("greeter runs 4: greeter-1, greeter-2, greeter-3, greeter-4\n");
        await().until(() -> served.size() == 4);
        assertThat(succeeding("scale", "greeter=1")).isEqualTo("greeter runs 1: greeter-1\n");
        await().until(() -> succeeding("services").matches("(?s).*greeter +up +1 of 1.*"));
        served.clear();
        await().until(() -> served.size() == 1);
        stop.set(true);
        for (var client : clients) {
            client.join();
        }
        assertThat(failed).isEmpty();
        await().untilAsserted(() -> assertThat(platform.instances()).extracting(Instance::id).contains("greeter-1")
                .doesNotContain("greeter-2", "greeter-3", "greeter-4"));
    }

    @Test
    void whatCannotBeScaledIsRefusedWithTheReason() {
        assertThat(run("scale", "catalog=0").err()).contains("409", "catalog can have 1 to 100 instances");
        assertThat(run("scale", "events=2").err()).contains("409", "no more instances of events can run here");
        assertThat(run("scale", "nobody=2").err()).contains("409", "does not run nobody");
        assertThat(succeeding("services")).containsPattern("events +up +1 of 1");
    }

    @Test
    void aRefusedRegistrationNamesEveryBadField() {
        var refused = run("register", "Mine", "ftp://example", "--weight", "-1");
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err().lines()).singleElement().asString().contains("name", "url", "weight");
    }

    @Test
    void checkKnowsStoresThatARunningProcessUses() {
        var outcome = CommandLineTest.run("check", "--data", data.toString());
        assertThat(outcome.code()).as(outcome.out()).isZero();
        assertThat(outcome.out()).contains("in use by a running process");
    }

    @Test
    void aSecondPlatformInTheSameFolderIsRefusedAndLeavesTheFirstAlone() {
        assertThatThrownBy(() -> Platform.start(launch(data, Map.of()), _ -> {})).isInstanceOf(StartFailed.class)
                .hasMessageContaining("held by another process");
        assertThat(succeeding("call", "1", "name")).contains("name");
    }

    @Test
    void aTakenMainPortStopsTheStartAndFreesWhatItHeld(@TempDir Path other) throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var arguments = new HashMap<>(launch(other, Map.of()).arguments());
            arguments.put("port", String.valueOf(taken.getLocalPort()));
            var launch = new Launch(List.of(RoleTable.ALL), Map.of(), arguments, Map.of(), Optional.empty());
            assertThatThrownBy(() -> Platform.start(launch, _ -> {})).isInstanceOf(StartFailed.class)
                    .hasMessageContaining(String.valueOf(taken.getLocalPort())).hasMessageContaining("--port-offset");
        }
        try (var again = Platform.start(launch(other, Map.of()), _ -> {})) {
            assertThat(again.instances()).hasSameSizeAs(RoleTable.usual().rows());
        }
        try (var notes = Files.newDirectoryStream(other.resolve("run"), "*.url")) {
            assertThat(notes).isEmpty();
        }
    }
}
