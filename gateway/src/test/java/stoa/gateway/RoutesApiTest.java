package stoa.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static stoa.gateway.TestGateway.request;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stoa.discovery.AddressBook;
import stoa.discovery.DiscoverySettings;
import stoa.gateway.RawInstance.Answer;
import stoa.gateway.RawInstance.Peer;
import stoa.http.Presence;
import stoa.http.Shell;
import stoa.http.ShellSettings;
import stoa.http.access.Access;
import stoa.http.access.Verdicts;
import stoa.http.client.Client;
import stoa.runtime.DataFolder;
import stoa.runtime.RoleContext;
import stoa.runtime.RunningRole;
import stoa.runtime.Settings;
import stoa.runtime.StartFailed;
import stoa.telemetry.AccessLog;

/** A gateway with a routes file, asked through its own main listener, and started anew as after a crash. */
class RoutesApiTest {
    private static final String API = "/services/call/gateway/routes";
    private static final String ONE = "routes:\n  - {name: gone, prefix: /gone/, answer: {status: 410, body: one}}\n";
    private static final String TWO = "routes:\n  - {name: gone, prefix: /gone/, answer: {status: 410, body: two}}\n";
    private static final String BAD = "routes:\n  - {name: gone, prefix: gone/, answer: {status: 410}, colour: red}\n";
    private static final Presence NOWHERE = new Presence() {
        @Override
        public void announce(Endpoint endpoint) {
            // no catalog takes it
        }

        @Override
        public void withdraw(Endpoint endpoint) {
            // nor loses it
        }
    };

    @TempDir
    Path folder = Path.of("");
    private final List<String> events = new CopyOnWriteArrayList<>();
    private Path file = Path.of("");

    @BeforeEach
    void write() throws IOException {
        file = folder.resolve("edge.yaml");
        Files.writeString(file, ONE);
    }

    private RunningRole start() throws Exception {
        var verdicts = new Verdicts(Gatekeepers.KEYS, InstantSource.system());
        var shell = new Shell(new ShellSettings("127.0.0.1", 0, Duration.ofSeconds(5), 1 << 20, Duration.ZERO), NOWHERE,
                AccessLog.none(), new Access(Gatekeepers.KEYS, verdicts, true));
        var in = Settings.of(Map.of("routes-file", file.toString()), Map.of(), Optional.empty());
        var data = DataFolder.open(folder.resolve("data"));
        var nowhere = URI.create("http://127.0.0.1:1");
        var book = new AddressBook(data, new DiscoverySettings(Optional.of(nowhere), Optional.empty(),
                Duration.ofSeconds(15)));
        var role = Gateway.role(in, "127.0.0.1", 0, shell, data, book, new Client(_ -> nowhere),
                Gatekeepers.of("gateway"), AccessLog.none(),
                (kind, subject, summary, _) -> events.add(kind + " " + subject + " " + summary), List.of());
        return role.factory().start(new RoleContext("gateway", 1, _ -> {}));
    }

    private static Answer ask(RunningRole gateway, String request) throws IOException {
        var port = gateway.addresses().getFirst().uri().getPort();
        try (var client = new Peer(new Socket(InetAddress.getLoopbackAddress(), port), new CopyOnWriteArrayList<>())) {
            return client.send(request).answer();
        }
    }

    private static Answer get(RunningRole gateway, String target) throws IOException {
        return ask(gateway, request("GET", target));
    }

    private static Answer post(RunningRole gateway, String what, String type, String body) throws IOException {
        return ask(gateway, request("POST", API + what, "Authorization: Bearer " + Gatekeepers.TOKEN,
                "Content-Type: " + type, "Content-Length: " + body.length()) + body);
    }

    private static Answer post(RunningRole gateway, String what) throws IOException {
        return post(gateway, what, "application/yaml", "");
    }

    private static String gone(RunningRole gateway) throws IOException {
        return get(gateway, "/gone/x").body();
    }

    @Test
    void aReloadAppliesTheFileAndSaysWhatChanged() throws Exception {
        try (var gateway = start()) {
            assertThat(gone(gateway)).isEqualTo("one");
            Files.writeString(file, TWO);
            assertThat(gone(gateway)).isEqualTo("one");
            assertThat(post(gateway, "/check").body()).contains("\"summary\":\"1 changed\"");
            assertThat(gone(gateway)).isEqualTo("one");
            var reloaded = post(gateway, "/reload");
            assertThat(reloaded.status()).isEqualTo(200);
            assertThat(reloaded.body()).contains("\"version\":2", "\"kind\":\"changed\",\"route\":\"gone\"",
                    "\"field\":\"answer\"");
            assertThat(gone(gateway)).isEqualTo("two");
            assertThat(events).containsExactly("routes.reloaded gateway version 2: 1 changed");
            assertThat(get(gateway, API + "/versions").body()).contains("\"version\":2", "\"how\":\"reload\"",
                    "\"by\":\"the operator's token\"", "\"how\":\"start\"");
        }
    }

    @Test
    void aBadFileChangesNothingAndAllItsErrorsAreSaid() throws Exception {
        try (var gateway = start()) {
            Files.writeString(file, BAD);
            for (var what : List.of("/reload", "/check")) {
                var refused = post(gateway, what);
                assertThat(refused.status()).isEqualTo(422);
                assertThat(refused.body()).contains("route 1 (gone): prefix", "is not a plain path",
                        "route 1 (gone): colour");
            }
            assertThat(gone(gateway)).isEqualTo("one");
            assertThat(get(gateway, API).body()).contains("\"fileSays\":\"nothing that can be used\"");
            Files.delete(file);
            assertThat(post(gateway, "/reload").status()).isEqualTo(409);
            assertThat(gone(gateway)).isEqualTo("one");
            assertThat(events).isEmpty();
        }
    }

    @Test
    void aTextCanBeCheckedWithoutBeingTheFile() throws Exception {
        try (var gateway = start()) {
            assertThat(post(gateway, "/check", "application/yaml", "routes: []").body())
                    .contains("\"summary\":\"1 removed\"");
            assertThat(post(gateway, "/check", "application/yaml", "routes: 1").status()).isEqualTo(422);
            assertThat(gone(gateway)).isEqualTo("one");
        }
    }

    @Test
    void aRollbackHoldsOverARestartUntilTheNextReload() throws Exception {
        try (var gateway = start()) {
            Files.writeString(file, TWO);
            post(gateway, "/reload");
            assertThat(post(gateway, "/rollback").body()).contains("\"version\":3");
            assertThat(gone(gateway)).isEqualTo("one");
            var pinned = "version 3 (rollback to 1) is in force";
            assertThat(get(gateway, "/status").body()).contains(pinned);
            // which goes by checks of a moment ago
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(get(gateway, "/health").body()).contains(pinned));
            assertThat(get(gateway, API).body()).contains("\"pinned\":true", "\"fileSays\":\"something else\"");
        }
        Files.writeString(file, BAD);
        try (var gateway = start()) {
            assertThat(gone(gateway)).as("the rollback outlasts the start, whatever the file says").isEqualTo("one");
            Files.writeString(file, TWO);
            post(gateway, "/reload");
            assertThat(gone(gateway)).isEqualTo("two");
            assertThat(get(gateway, API).body()).contains("\"pinned\":false", "\"fileSays\":\"the same\"");
        }
        assertThat(events).containsExactly("routes.reloaded gateway version 2: 1 changed",
                "routes.rolledback gateway version 3, rollback to 1: 1 changed",
                "routes.reloaded gateway version 4: 1 changed");
    }

    @Test
    void aNamedVersionCanBeTakenAndTheLastTenAreKept() throws Exception {
        try (var gateway = start()) {
            assertThat(post(gateway, "/rollback").status()).isEqualTo(409);
            for (var i = 2; i <= 12; i++) {
                Files.writeString(file, ONE.replace("body: one", "body: v" + i));
                post(gateway, "/reload");
            }
            assertThat(post(gateway, "/rollback", "application/json", "{\"to\": 2}").status()).isEqualTo(404);
            assertThat(post(gateway, "/rollback", "application/json", "{\"to\": \"x\"}").status()).isEqualTo(422);
            assertThat(post(gateway, "/rollback", "application/json", "{\"to\": 3}").status()).isEqualTo(200);
            assertThat(gone(gateway)).isEqualTo("v3");
        }
    }

    @Test
    void aStartTakesTheFileWhereNothingWasRolledBack() throws Exception {
        try (var gateway = start()) {
            assertThat(gone(gateway)).isEqualTo("one");
        }
        Files.writeString(file, TWO);
        try (var gateway = start()) {
            assertThat(gone(gateway)).isEqualTo("two");
            assertThat(get(gateway, API + "/versions").body()).contains("\"version\":2");
        }
    }

    @Test
    void aStartWithABadFileFailsWithAllItsErrors() throws Exception {
        Files.writeString(file, BAD);
        assertThatThrownBy(this::start).isInstanceOf(StartFailed.class).hasMessageContaining("edge.yaml")
                .hasMessageContaining("is not a plain path").hasMessageContaining("colour");
        Files.delete(file);
        assertThatThrownBy(this::start).isInstanceOf(StartFailed.class).hasMessageContaining("is not there");
    }

    @Test
    void aHistoryThatCannotBeReadStopsTheStartRatherThanUndoingARollback() throws Exception {
        start().close();
        Files.writeString(folder.resolve("data/routes/gateway-1.json"), "{\"pinned\": tr");
        assertThatThrownBy(this::start).isInstanceOf(StartFailed.class).hasMessageContaining("gateway-1.json");
    }

    @Test
    void whatChangesRoutesIsForOperators() throws Exception {
        try (var gateway = start()) {
            for (var what : List.of("/reload", "/rollback", "/check")) {
                var answer = ask(gateway,
                        request("POST", API + what, "Content-Length: 0", "X-Forwarded-For: 10.1.1.1"));
                assertThat(answer.status()).as(what).isEqualTo(401);
            }
            assertThat(get(gateway, API).status()).isEqualTo(200);
        }
    }

    @Test
    void everyRouteIsShownWithWhereItComesFrom() throws Exception {
        try (var gateway = start()) {
            assertThat(get(gateway, API).body()).contains(
                    "{\"source\":\"file\",\"name\":\"gone\",\"takes\":\"/gone/\",\"leads\":\"answer 410\",\"says\":{}}",
                    "\"takes\":\"/services/call/{service}/\",\"leads\":\"that service\"",
                    "{\"source\":\"built-in\",\"name\":\"\",\"takes\":\"/metrics\",\"leads\":\"gateway\"",
                    "edge.yaml");
        }
    }

    @Test
    void explainSaysWhatWouldBecomeOfARequest() throws Exception {
        Files.writeString(file, """
                routes:
                  - {name: beta, prefix: /x/, headers: {x-beta: "yes"}, service: next, rewrite: /v2/, timeout: 2s}
                  - {name: plain, prefix: /x/, service: orders}
                  - {name: other, prefix: /x/, host: shop.test, redirect: {to: /y/}}
                """);
        try (var gateway = start()) {
            var explain = API + "/explain?url=";
            assertThat(get(gateway, explain + "/x/a%3Fb&header=X-Beta:%20yes").body()).contains(
                    "\"outcome\":\"relayed to the service next\"", "\"path\":\"/v2/a?b\"", "\"timeout\":\"2s\"",
                    "\"name\":\"beta\",\"takes\":\"/x/ with x-beta: yes\",\"leads\":\"next\",\"taken\":true,\"why\":\"\"",
                    "\"why\":\"one with more conditions goes first\"", "\"why\":\"the host is not shop.test\"",
                    "none: no instance is known here");
            assertThat(get(gateway, explain + "/x/a").body()).contains("relayed to the service orders",
                    "no header x-beta says yes");
            assertThat(get(gateway, explain + "http://shop.test:80/x/a").body())
                    .contains("answered by the gateway with 308, to /y/a", "a route for shop.test goes first");
            assertThat(get(gateway, explain + "/x/../a").body()).contains("answered by the gateway with 400");
            assertThat(get(gateway, API + "/explain").status()).isEqualTo(422);
            assertThat(get(gateway, explain + "/a&header=nonsense").status()).isEqualTo(422);
            assertThat(get(gateway, explain + "/a&header=A:%0d%0ab").status()).isEqualTo(422);
        }
    }

    @Test
    void ofFilesItIsNotSaidToEverybodyWhereTheyAre() throws Exception {
        Files.createDirectories(folder.resolve("site"));
        Files.writeString(file, "routes: [{name: site, prefix: /x/, files: site, cache-control: no-cache}]");
        try (var gateway = start()) {
            assertThat(get(gateway, API).body()).contains("\"leads\":\"files\"", "\"cache-control\":\"no-cache\"")
                    .doesNotContain(folder.toString());
            assertThat(get(gateway, API + "/explain?url=/x/a.css").body())
                    .contains("answered by the gateway with a file, or 404", "\"leads\":\"files\"")
                    .doesNotContain(folder.toString());
        }
    }
}
