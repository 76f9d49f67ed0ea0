package stoa.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static stoa.tests.kit.StoaProcess.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stoa.tests.kit.StoaProcess;
import stoa.tests.kit.Web;

/** The samples, run as their pages say: registered, checked, balanced over two instances, drained, killed. */
class SamplesTest {
    @TempDir
    Path data;

    private final Web web = new Web();

    @Test
    void theJavaSampleTakesPart() throws Exception {
        var classes = Files.createDirectory(data.resolve("classes"));
        var javac = Path.of(System.getProperty("java.home"), "bin", "javac").toString();
        var compile = new ArrayList<>(List.of(javac, "-d", classes.toString()));
        try (var sources = Files.walk(sample("java-quotes/src"))) {
            sources.map(Path::toString).filter(s -> s.endsWith(".java")).forEach(compile::add);
        }
        var compiler = new ProcessBuilder(compile).inheritIO().start();
        assertThat(compiler.waitFor()).isZero();
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        takesPart("quotes", List.of(java, "-cp", classes.toString(), "quotes.Main", "URL", "INSTANCE"));
    }

    @Test
    @Tag("real")
    void thePythonSampleTakesPart() throws Exception {
        takesPart("orders", List.of("python3", sample("python-orders/orders.py").toString(), "--url", "URL",
                "--instance", "INSTANCE"));
    }

    /** @param command how an instance is started; URL and INSTANCE stand for the gateway's address and its own name */
    private void takesPart(String service, List<String> command) throws Exception {
        try (var stoa = StoaProcess.start(data.resolve("stoa"), Map.of(), "up").awaitReady()) {
            var one = start(command, stoa, service + "-1");
            var two = start(command, stoa, service + "-2");
            try {
                await("both answer", () -> seen(stoa, service).containsAll(List.of(service + "-1", service + "-2")));
                web.put(stoa.gateway(), "/services/" + service + "/instances/" + service + "-1/intent",
                        "{\"intent\": \"draining\"}");
                await("one is drained", () -> seen(stoa, service).equals(List.of(service + "-2")));
                web.put(stoa.gateway(), "/services/" + service + "/instances/" + service + "-1/intent",
                        "{\"intent\": \"enabled\"}");
                await("both answer again", () -> seen(stoa, service).size() == 2);
                two.destroyForcibly().waitFor();
                for (var i = 0; i < 20; i++) {
                    assertThat(web.status(stoa.gateway(), "/" + service + "/")).isEqualTo(200);
                }
                await("the reason is visible",
                        () -> web.text(stoa.gateway(), "/services/" + service).contains("refused"));
                one.destroy();
                assertThat(one.waitFor(30, TimeUnit.SECONDS)).isTrue();
                await("it has left", () -> !web.text(stoa.gateway(), "/services/" + service)
                        .contains("\"" + service + "-1\""));
            } finally {
                one.destroyForcibly();
                two.destroyForcibly();
            }
        }
    }

    private static Process start(List<String> command, StoaProcess stoa, String instance) throws IOException {
        var whole = command.stream().map(word -> switch (word) {
            case "URL" -> stoa.gateway().toString();
            case "INSTANCE" -> instance;
            default -> word;
        }).toList();
        return new ProcessBuilder(whole).inheritIO().start();
    }

    /** Which instances answer, by twenty requests. */
    private List<String> seen(StoaProcess stoa, String service) {
        var answers = new ArrayList<String>();
        for (var i = 0; i < 20; i++) {
            answers.add(web.text(stoa.gateway(), "/" + service + "/"));
        }
        return List.of("1", "2").stream().map(n -> service + "-" + n)
                .filter(id -> answers.stream().anyMatch(a -> a.contains(id))).toList();
    }

    private static Path sample(String path) {
        var folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.isDirectory(folder.resolve("samples"))) {
            folder = folder.getParent();
        }
        return java.util.Objects.requireNonNull(folder, "samples/ is in none of the folders above")
                .resolve("samples").resolve(path);
    }
}
