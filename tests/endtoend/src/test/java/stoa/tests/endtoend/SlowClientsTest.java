package stoa.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static stoa.tests.kit.StoaProcess.await;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stoa.tests.kit.StoaProcess;

/** Ten thousand connections that send a byte a second of a head that never ends: others are served meanwhile. */
class SlowClientsTest {
    private static final int CONNECTIONS = 10_000;
    private static final byte[] HEAD = ("GET / HTTP/1.1\r\nHost: slow\r\nX: " + "x".repeat(100))
            .getBytes(StandardCharsets.US_ASCII);
    private static final long PAUSE_NANOS = 1_000_000_000;

    @Test
    void nobodyElseWaitsForThemAndTheyAreEnded(@TempDir Path folder) throws Exception {
        // who may hold a connection's head open for long may do so for ten seconds
        try (var stoa = StoaProcess.start(folder, Map.of(), "up").awaitReady();
                var load = new Load(200, 4, "/api/", List.of(stoa.gateway()))) {
            load.awaitMore(100);
            var slow = new ArrayList<SocketChannel>();
            try {
                for (var n = 0; n < CONNECTIONS; n++) {
                    slow.add(connect(stoa.gateway()));
                }
                var ended = trickle(slow);
                assertThat(ended).isEqualTo(CONNECTIONS);
                load.awaitMore(100);
                await("the gateway has let go of them", () -> stoa.isAlive() && openFiles(stoa.pid()) < 1000);
            } finally {
                for (var connection : slow) {
                    connection.close();
                }
            }
            System.out.println(CONNECTIONS + " slow connections; meanwhile " + load.answered() + " requests answered, "
                    + load.failed().size() + " failed");
            assertThat(load.failed()).isEmpty();
        }
    }

    private static SocketChannel connect(URI to) throws IOException {
        var connection = SocketChannel.open(new InetSocketAddress(to.getHost(), to.getPort()));
        connection.configureBlocking(false);
        return connection;
    }

    /** Each sends a byte a second until it is ended or has sent its head. @return how many were ended */
    private static int trickle(List<SocketChannel> connections) throws InterruptedException {
        var left = new ArrayList<>(connections);
        var room = ByteBuffer.allocate(4096);
        for (var at = 0; at < HEAD.length && !left.isEmpty(); at++) {
            var turn = System.nanoTime();
            var letter = ByteBuffer.wrap(HEAD, at, 1).slice();
            left.removeIf(connection -> isEnded(connection, letter.rewind(), room.clear()));
            var rest = PAUSE_NANOS - (System.nanoTime() - turn);
            if (rest > 0) {
                Thread.sleep(rest / 1_000_000);
            }
        }
        return connections.size() - left.size();
    }

    private static boolean isEnded(SocketChannel connection, ByteBuffer letter, ByteBuffer room) {
        try {
            connection.write(letter);
            return connection.read(room) != 0;
        } catch (IOException e) {
            return true;
        }
    }

    private static int openFiles(long pid) {
        var files = Path.of("/proc", String.valueOf(pid), "fd").toFile().list();
        return files == null ? 0 : files.length;
    }
}
