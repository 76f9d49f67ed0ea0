package stoa.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stoa.tests.kit.StoaProcess;
import stoa.tests.kit.Web;

/** What a person sees when the world is not as it should be: a clear line, and no half-started platform. */
class FaultsTest {
    @TempDir
    Path data;

    /** Starts, expects the end, and returns what was said. */
    private static String refused(int code, StoaProcess starting) {
        try (starting) {
            assertThat(starting.awaitExit()).as(starting.out() + starting.err()).isEqualTo(code);
            assertThat(starting.out()).doesNotContain("Ready in");
            assertThat(starting.err()).doesNotContain("\tat ");
            return starting.err();
        }
    }

    private StoaProcess up(Map<String, String> environment, String... more) {
        var arguments = new java.util.ArrayList<>(List.of("up"));
        arguments.addAll(List.of(more));
        return StoaProcess.start(data, environment, arguments.toArray(String[]::new));
    }

    @Test
    void everyBadSettingIsNamedAtOnce() throws IOException {
        var file = Files.writeString(data.resolve("bad.yaml"), "names-prot: 1\nrequest-timeout: soon\nroutes: 12\n");
        var said = refused(2, up(Map.of("NAMES_PORT", "99999", "STOA_NONSENSE", "1", "DATABASE_URL", "mysql://x"),
                "--config", file.toString(), "--set", "colour=blue"));
        assertThat(said).contains("names-prot", "did you mean names-port?").contains("request-timeout", "soon")
                .contains("routes: is not a list").contains("\"99999\" is not a port", "NAMES_PORT")
                .contains("STOA_NONSENSE").contains("database-url").contains("colour");
        assertThat(data.resolve("run")).doesNotExist();
    }

    @Test
    void aBadAddressOfThePlatformIsNamedByItsVariable() {
        assertThat(refused(2, StoaProcess.start(data, Map.of("STOA_URL", "bad"), "services"))).contains("\"bad\"",
                "STOA_URL");
    }

    @Test
    void listeningBeyondLoopbackIsRefused() {
        assertThat(refused(2, up(Map.of("STOA_TOKEN", "short")))).contains("token", "16 to 256");
    }

    @Test
    void theSamePortTwiceIsASettingsError() {
        assertThat(refused(2, up(Map.of("PORT", "18080", "NAMES_PORT", "18080")))).contains("18080");
    }

    @Test
    void aTakenMainPortIsNamedWithAnOffsetThatWouldDo() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var port = Integer.toString(taken.getLocalPort());
            assertThat(refused(1, up(Map.of("PORT", port)))).contains(port, "--port-offset");
        }
    }

    @Test
    void otherTakenPortsAreReportedTogetherAndLeftOut() throws IOException {
        try (var one = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var two = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var web = new Web();
                var stoa = up(Map.of("NAMES_PORT", "" + one.getLocalPort(), "GREETER_PORT", "" + two.getLocalPort()))
                        .awaitReady()) {
            assertThat(stoa.out() + stoa.err()).contains("" + one.getLocalPort(), "" + two.getLocalPort(),
                    "--port-offset");
            assertThat(web.status(stoa.gateway(), "/api/name")).isEqualTo(200);
        }
    }

    @Test
    void aFolderInUseIsNamedAndTheFirstProcessGoesOn() {
        try (var web = new Web(); var first = up(Map.of()).awaitReady()) {
            assertThat(refused(1, up(Map.of()))).contains("held by another process", data.toString(), "--data",
                    "DATABASE_URL");
            assertThat(web.status(first.gateway(), "/api/name")).isEqualTo(200);
        }
    }

    @Test
    void aFileInPlaceOfTheFolderIsNamed() throws IOException {
        var file = Files.writeString(data.resolve("file"), "");
        assertThat(refused(1, StoaProcess.start(file, Map.of(), "up"))).contains(file.toString(),
                "there is a file of that name");
    }

    @Test
    void aReadOnlyFolderIsNamed() throws IOException {
        var folder = Files.createDirectory(data.resolve("folder"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-xr-xr-x"));
        // Root may write everywhere, so there the program runs as nobody.
        var root = System.getProperty("user.name").equals("root");
        var before = root ? List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups") : List.<String>of();
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(refused(1, StoaProcess.start(before, folder, Map.of(), "up"))).contains(folder.toString(),
                "permission denied");
    }

    @Test
    void aCorruptFileIsNamedAndLeftAlone() throws IOException {
        var file = Files.writeString(data.resolve("catalog.db"), "this is no database, whatever its name says\n");
        assertThat(refused(1, up(Map.of()))).contains(file.toString(), "not an SQLite database");
        assertThat(file).hasContent("this is no database, whatever its name says");
    }

    @Test
    void aServerThatIsAwayIsNamedWithoutItsPassword() throws IOException {
        int port;
        try (var gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = gone.getLocalPort();
        }
        var url = "postgresql://stoa:s3cret@127.0.0.1:" + port + "/microservices_db";
        assertThat(refused(1, up(Map.of("DATABASE_URL", url)))).contains("127.0.0.1:" + port).doesNotContain("s3cret");
    }

    /** Needs to mount a small file system, so it runs as root in the ring that has Debian around it. */
    @Test
    @Tag("real")
    void aFullDiskIsNamed() throws Exception {
        run("mount", "-t", "tmpfs", "-o", "size=64k", "stoa-test", data.toString());
        try {
            Files.write(data.resolve("ballast"), new byte[48 * 1024]);
            assertThat(refused(1, up(Map.of()))).contains(data.toString()).containsAnyOf("full", "No space left");
        } finally {
            run("umount", data.toString());
        }
    }

    private static void run(String... command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(String.join(" ", command) + ": " + said).isZero();
    }
}
