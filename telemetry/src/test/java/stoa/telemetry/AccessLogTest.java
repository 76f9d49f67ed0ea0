package stoa.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stoa.telemetry.AccessLog.Entry;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class AccessLogTest {
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    Path folder;

    private static Entry entry(String path, String note) {
        return new Entry(1_763_800_000_042L, "gateway", "names", "names-1", "127.0.0.1", "GET", path, 200, 3, 17, 532,
                "request-1", "4bf92f3577b34da6a3ce929d0e0e4736", note);
    }

    private List<JsonNode> lines(String file) throws IOException {
        return Files.readAllLines(folder.resolve(file)).stream().map(JSON::readTree).toList();
    }

    @Test
    void eachRequestIsALineOfJson() throws IOException {
        try (var log = AccessLog.to(folder.resolve("access.log"), 1 << 20, 3)) {
            log.write(entry("/name", ""));
            log.write(entry("/names/3", "retried"));
        }
        assertThat(Files.readString(folder.resolve("access.log"))).startsWith("{\"at\":\"2025-11-22T08:26:40.042Z\","
                + "\"role\":\"gateway\",\"service\":\"names\",\"instance\":\"names-1\",\"remote\":\"127.0.0.1\","
                + "\"method\":\"GET\",\"path\":\"/name\",\"status\":200,\"bytesIn\":3,\"bytesOut\":17,\"micros\":532,"
                + "\"requestId\":\"request-1\",\"traceId\":\"4bf92f3577b34da6a3ce929d0e0e4736\"}\n");
        assertThat(lines("access.log")).hasSize(2).last().extracting(l -> l.get("note").asString())
                .isEqualTo("retried");
    }

    @Test
    void whateverAClientSendsStaysOneLineOfJson() throws IOException {
        var nasty = new StringBuilder("\"\\/\u007f\u2028é€😀");
        for (char c = 0; c < ' '; c++) {
            nasty.append(c);
        }
        try (var log = AccessLog.to(folder.resolve("access.log"), 1 << 20, 3)) {
            log.write(entry(nasty.toString(), ""));
            log.write(entry("half \ud83d", "\udc00 half"));
        }
        var lines = lines("access.log");
        assertThat(lines).hasSize(2);
        assertThat(lines.getFirst().get("path").asString()).isEqualTo(nasty.toString());
        assertThat(lines.getLast().get("path").asString()).isEqualTo("half \ufffd");
        assertThat(lines.getLast().get("note").asString()).isEqualTo("\ufffd half");
    }

    @Test
    void aFullFileIsMovedAsideAndTheOldestIsLost() throws IOException {
        var file = folder.resolve("access.log");
        for (var round = 1; round <= 5; round++) {
            // One line longer than half a file: each ends in a file of its own, however the writer gathers lines.
            try (var log = AccessLog.to(file, 4096, 2)) {
                log.write(entry("/round/" + round, "n".repeat(3000)));
            }
        }
        assertThat(folder).isDirectoryNotContaining(f -> f.toString().endsWith(".3"));
        assertThat(paths("access.log")).containsExactly("/round/5");
        assertThat(paths("access.log.1")).containsExactly("/round/4");
        assertThat(paths("access.log.2")).containsExactly("/round/3");
    }

    private List<String> paths(String file) throws IOException {
        return lines(file).stream().map(l -> l.get("path").asString()).toList();
    }

    @Test
    void whatDoesNotFitIsCountedAndTheCountIsWritten() throws IOException {
        var log = AccessLog.to(() -> folder.resolve("access.log"), 1 << 20, 1, 8);
        for (var n = 0; n < 11; n++) {
            log.write(entry("/" + n, ""));
        }
        log.start();
        log.close();
        var lines = lines("access.log");
        assertThat(lines).hasSize(9);
        assertThat(lines.getLast().get("dropped").asInt()).isEqualTo(3);
    }

    @Test
    void manyCallersLoseAndMixNothing() throws Exception {
        try (var log = AccessLog.to(folder.resolve("access.log"), 1 << 30, 1)) {
            var callers = new ArrayList<Thread>();
            for (var caller = 0; caller < 8; caller++) {
                var id = caller;
                callers.add(Thread.ofPlatform().start(() -> {
                    for (var n = 0; n < 5_000; n++) {
                        log.write(entry("/" + id + "/" + n, ""));
                    }
                }));
            }
            for (var caller : callers) {
                caller.join();
            }
        }
        assertThat(paths("access.log")).hasSize(40_000).doesNotHaveDuplicates();
    }

    @Test
    void linesComeWithoutAClose() throws IOException {
        try (var log = AccessLog.to(folder.resolve("access.log"), 1 << 20, 1)) {
            log.write(entry("/name", ""));
            await().until(() -> Files.exists(folder.resolve("access.log"))
                    && Files.size(folder.resolve("access.log")) > 0);
        }
    }

    @Test
    void aFileThatCannotBeWrittenHurtsNobody() throws IOException {
        var occupied = Files.writeString(folder.resolve("occupied"), "a file where a folder would have to be");
        try (var log = AccessLog.to(occupied.resolve("access.log"), 1 << 20, 1)) {
            for (var n = 0; n < 1000; n++) {
                log.write(entry("/name", ""));
            }
        }
        assertThat(occupied).hasContent("a file where a folder would have to be");
    }

    @Test
    void noneWritesNothingAndIsClosedWithoutHarm() {
        try (var log = AccessLog.none()) {
            log.write(entry("/name", ""));
        }
        assertThat(folder).isEmptyDirectory();
    }
}
