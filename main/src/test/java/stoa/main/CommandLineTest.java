package stoa.main;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands without a platform: what they print, where, and their exit codes. */
class CommandLineTest {
    @TempDir
    private Path folder = Path.of("");

    /** What a command said and how it ended. */
    record Outcome(int code, String out, String err) {}

    static Outcome run(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        var line = Main.commandLine(arguments);
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        return new Outcome(line.execute(arguments), out.toString(), err.toString());
    }

    static Stream<String> commands() {
        return Main.commandLine("--help").getSubcommands().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandHelps(String command) {
        var help = run(command, "--help");
        assertThat(help.code()).isZero();
        assertThat(help.out()).startsWith("Usage: stoa " + command).contains("--help");
        assertThat(help.err()).isEmpty();
    }

    @Test
    void theProgramListsItsCommands() {
        assertThat(run("--help").out())
                .contains("up", "run", "roles", "check", "services", "discover", "call", "register",
                        "deregister", "drain", "enable", "disable", "routes", "points", "tour", "completion", "version")
                .doesNotContain("train");
        assertThat(run().code()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"upp", "run", "up --colour", "up --replicas names=many", "call", "register names",
            "services --url :", "call names / -H nonsense --url http://127.0.0.1:1"})
    void misuseIsOneLineAndExitCodeTwo(String line) {
        var outcome = run(line.split(" "));
        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err().lines()).singleElement().asString().contains("--help");
    }

    @Test
    void badSettingsAreLinesAndExitCodeTwo() {
        var outcome = run("up", "--data", folder.resolve("data").toString(), "--set", "token=short", "--set",
                "names-port=x", "--set", "colour=blue");
        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.err().lines()).hasSize(3);
        assertThat(folder.resolve("data")).doesNotExist();
    }

    @Test
    void aStartThatFailsIsOneLineAndExitCodeOne() throws IOException {
        var file = Files.writeString(folder.resolve("file"), "");
        var outcome = run("run", "greeter", "--data", file.toString());
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err().lines()).singleElement().asString().contains(file.toString());
    }

    @Test
    void anUnknownRoleIsNamedBesideTheKnownOnes() {
        var outcome = run("run", "bookkeeper", "--data", folder.toString());
        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.err()).contains("bookkeeper: is not a role", "gateway", "greeter", "all");
    }

    @Test
    void rolesAreListedWithWhereTheyAreAndWhatTheyStandOn() {
        var outcome = run("roles");
        assertThat(outcome.code()).isZero();
        var rows = outcome.out().lines().map(l -> List.of(l.split(" {2,}"))).toList();
        assertThat(rows).anyMatch(r -> r.containsAll(List.of("gateway", "catalog", "8080")))
                .anyMatch(r -> r.containsAll(List.of("names", "5000", "/api/")))
                .anyMatch(r -> r.containsAll(List.of("catalog", "5001", "relational, redis")))
                .anyMatch(r -> r.getFirst().equals("all"));
    }

    @Test
    void checkShowsSettingsAndTriesStoresWithoutMakingAny() {
        var data = folder.resolve("data");
        var outcome = run("check", "--data", data.toString(), "--set", "greeting=Hi", "--port-offset", "100");
        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.out()).containsPattern("greeting +Hi +arguments +STOA_GREETING GREETING")
                .containsPattern("port-offset +100 +arguments").containsPattern("host +127.0.0.1 +default")
                .containsPattern("relational/catalog +ok +sqlite +3\\.").contains("will be made at the first start");
        assertThat(data).doesNotExist();
    }

    @Test
    void checkFailsWhereAStoreIsBroken() throws IOException {
        Files.writeString(folder.resolve("catalog.db"), "this is no database, whatever its name says\n");
        var outcome = run("check", "--data", folder.toString());
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.out()).containsPattern("relational/catalog +failed")
                .containsPattern("relational/events +ok");
    }

    @Test
    void checkFailsWhereAServerIsAway() throws IOException {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        var outcome = run("check", "--data", folder.toString(), "--set",
                "database-url=postgresql://stoa:s3cret@127.0.0.1:" + port + "/db");
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.out()).contains("postgresql", "127.0.0.1:" + port).doesNotContain("s3cret");
    }

    @Test
    void checkFailsWhereARedisIsAway() throws IOException {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        var outcome = run("check", "--data", folder.toString(), "--set", "redis-url=redis://:s3cret@127.0.0.1:" + port);
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.out()).containsPattern("redis/catalog +failed +redis .*127.0.0.1:" + port)
                .contains("connection refused").containsPattern("relational/catalog +ok").doesNotContain("s3cret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"services", "discover", "call names /name", "register a http://127.0.0.1:1",
            "deregister a b",
            "drain a b", "enable a b", "disable a b", "routes", "routes explain GET /", "routes diff", "routes reload",
            "routes rollback 3", "routes versions", "routes check", "points verify", "points receipt",
            "points balance hits", "points entries hits", "tour"})
    void withoutAPlatformACommandSaysHowToStartOne(String line) throws IOException {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        var arguments = new ArrayList<>(Arrays.asList(line.split(" ")));
        arguments.addAll(List.of("--url", "http://127.0.0.1:" + port));
        var outcome = run(arguments.toArray(String[]::new));
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err().lines()).singleElement().asString()
                .isEqualTo("no Stoa answers at http://127.0.0.1:" + port + "; start one with ./stoa up");
    }

    @Test
    void completionCoversEveryCommand() {
        var script = run("completion");
        assertThat(script.code()).isZero();
        assertThat(script.out()).startsWith("#!").contains("--port-offset", "deregister", "tour");
    }

    @Test
    void versionNamesProgramAndJava() {
        assertThat(run("version").out()).startsWith("stoa ").contains("Java " + Runtime.version().feature());
    }
}
