package stoa.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static stoa.gateway.TestGateway.request;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stoa.gateway.RawInstance.Peer;
import stoa.gateway.certificate.TestAuthority;

/** Large files and clients that are slow, leave or end; files that change under way. */
class FileTrafficTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int LARGE = 64 << 20;
    private static final int PIECE = 1 << 20;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = Files.createDirectories(folder.resolve("site")).resolve("large.bin");
        try (var out = Files.newOutputStream(file)) {
            for (var i = 0; i < LARGE / PIECE; i++) {
                out.write(piece(i).getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
            }
        }
    }

    /** Each is another one. */
    private static String piece(int i) {
        return "%08d0123456\n".formatted(i).repeat(PIECE / 16);
    }

    private String route() {
        return "[{prefix: /f/, files: '" + file.getParent() + "'}]";
    }

    /** How often this process has the file open. */
    private long open() throws IOException {
        try (var all = Files.list(Path.of("/proc/self/fd"))) {
            return all.filter(fd -> {
                try {
                    return Files.readSymbolicLink(fd).equals(file.toRealPath());
                } catch (IOException e) {
                    return false;
                }
            }).count();
        }
    }

    /** Of buffers outside of the heap, in bytes, since they were last counted. */
    private static long buffers() {
        return io.netty.buffer.ByteBufAllocator.DEFAULT instanceof io.netty.buffer.ByteBufAllocatorMetricProvider p
                ? p.metric().usedDirectMemory()
                : 0;
    }

    private static void readAll(Peer client) throws IOException {
        assertThat(client.head()).startsWith("HTTP/1.1 200").contains("Content-Length: " + LARGE);
        for (var i = 0; i < LARGE / PIECE; i++) {
            assertThat(client.read(PIECE).equals(piece(i))).as("piece " + i).isTrue();
        }
    }

    @Test
    void aLargeFileComesWholeToWhoTakesItsTimeAndIsNeverAllInMemory() throws Exception {
        try (var gateway = TestGateway.with("routes", route()); var client = gateway.connectWithoutRoom()) {
            var before = buffers();
            client.send(request("GET", "/f/large.bin"));
            await().atMost(SOON).until(() -> open() == 1);
            // others are served meanwhile, and what was read ahead for this one stays little
            for (var n = 0; n < 20; n++) {
                assertThat(gateway.get("/f/large.bin", "Range: bytes=" + n + "-" + n).body()).hasSize(1);
            }
            assertThat(buffers() - before).isLessThan(16 << 20);
            readAll(client);
            await().atMost(SOON).until(() -> open() == 0);
            assertThat(client.send(request("GET", "/health")).answer().body()).isEqualTo("own");
        }
    }

    @Test
    void whoGoesAwayInTheMiddleLeavesNoFileOpen() throws Exception {
        try (var gateway = TestGateway.with("routes", route())) {
            try (var client = gateway.connectWithoutRoom()) {
                client.send(request("GET", "/f/large.bin"));
                client.read(1000);
                assertThat(open()).isEqualTo(1);
                client.reset();
            }
            await().atMost(SOON).until(() -> open() == 0 && !gateway.log.isEmpty());
            assertThat(gateway.log.getFirst().note()).isEqualTo("the client went away");
            assertThat(gateway.log.getFirst().bytesOut()).isLessThan(LARGE);
        }
    }

    @Test
    void whoStopsReadingIsGivenUp() throws Exception {
        try (var gateway = TestGateway.with("routes", route(), "client-idle-timeout", "300ms");
                var client = gateway.connectWithoutRoom()) {
            client.send(request("GET", "/f/large.bin"));
            await().atMost(SOON).until(() -> !gateway.log.isEmpty() && open() == 0);
            assertThat(gateway.log.getFirst().note()).isEqualTo("the client stopped reading");
        }
    }

    @Test
    void aFileThatGetsShorterBreaksTheAnswerOff() throws Exception {
        try (var gateway = TestGateway.with("routes", route()); var client = gateway.connectWithoutRoom()) {
            client.send(request("GET", "/f/large.bin"));
            client.read(1000);
            try (var shorter = new RandomAccessFile(file.toFile(), "rw")) {
                shorter.setLength(1 << 20);
            }
            assertThat(client.rest().length()).isLessThan(LARGE);
            await().atMost(SOON).until(() -> !gateway.log.isEmpty() && open() == 0);
            assertThat(gateway.log.getFirst().note()).isEqualTo("the file has become shorter");
        }
    }

    @Test
    void aFileThatIsReplacedComesAsItWas() throws Exception {
        try (var gateway = TestGateway.with("routes", route()); var client = gateway.connectWithoutRoom()) {
            client.send(request("GET", "/f/large.bin"));
            await().atMost(SOON).until(() -> open() == 1);
            Files.writeString(folder.resolve("next"), "next");
            Files.move(folder.resolve("next"), file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            assertThat(gateway.get("/f/large.bin").body()).isEqualTo("next");
            readAll(client);
        }
    }

    @Test
    void aDrainWaitsForAFileUnderWay() throws Exception {
        try (var gateway = TestGateway.with("routes", route()); var client = gateway.connectWithoutRoom()) {
            client.send(request("GET", "/f/large.bin"));
            await().atMost(SOON).until(() -> open() == 1);
            var drain = Thread.ofVirtual().start(() -> gateway.plane.drain(SOON));
            readAll(client);
            assertThat(drain.join(SOON)).isTrue();
        }
    }

    @Test
    void oneEventLoopServesManyAtATime() throws Exception {
        try (var gateway = TestGateway.with("gateway-threads", "1", "file-threads", "1", "routes", route())) {
            var clients = Stream.generate(() -> {
                try {
                    return gateway.connectWithoutRoom();
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            }).limit(8).toList();
            for (var client : clients) {
                client.send(request("GET", "/f/large.bin"));
            }
            await().atMost(SOON).until(() -> open() == clients.size());
            for (var client : clients) {
                client.reset();
            }
            await().atMost(SOON).until(() -> open() == 0 && gateway.log.size() == clients.size());
        }
    }

    @Test
    void aFileComesWholeByTlsToo() throws Exception {
        var authority = new TestAuthority();
        var certificate = authority.issue("shop.example", "127.0.0.1").into(folder, "shop");
        try (var gateway = TestGateway.in(folder, "tls-port", "0", "tls-certificates", "[" + certificate + "]",
                "routes",
                route())) {
            try (var client = new Peer(TlsCase.open(gateway, authority.client(), "shop.example", "TLSv1.3"),
                    new CopyOnWriteArrayList<>())) {
                client.send(request("GET", "/f/large.bin"));
                readAll(client);
                assertThat(client.send(request("GET", "/f/large.bin", "Range: bytes=-1")).answer().body())
                        .isEqualTo("\n");
            }
        }
    }
}
