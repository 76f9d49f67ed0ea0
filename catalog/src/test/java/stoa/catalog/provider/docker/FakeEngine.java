package stoa.catalog.provider.docker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.URLDecoder;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Docker's engine on a socket file or a port of the system's choice, that answers as the test says. */
public final class FakeEngine implements AutoCloseable {
    private static final String NO_MANAGER = "{\"Swarm\": {\"LocalNodeState\": \"inactive\", \"ControlAvailable\": false}}";

    private final ServerSocketChannel listening;
    private final EngineAddress address;
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final List<SocketChannel> open = new CopyOnWriteArrayList<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final Thread acceptor;

    private FakeEngine(ServerSocketChannel listening, EngineAddress address) {
        this.listening = listening;
        this.address = address;
        json("/info", NO_MANAGER);
        json("/containers/json", "[]");
        acceptor = Thread.ofPlatform().daemon().start(this::serve);
    }

    public static FakeEngine onSocketFile(Path file) throws IOException {
        var listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listening.bind(UnixDomainSocketAddress.of(file));
        return new FakeEngine(listening, EngineAddress.of(URI.create("unix://" + file)));
    }

    public static FakeEngine onPort() throws IOException {
        var listening = ServerSocketChannel.open();
        listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        var port = ((InetSocketAddress) listening.getLocalAddress()).getPort();
        return new FakeEngine(listening, EngineAddress.of(URI.create("tcp://127.0.0.1:" + port)));
    }

    public EngineAddress address() {
        return address;
    }

    /** Answers with this JSON in two chunks, as the engine does. */
    public void json(String path, String json) {
        var bytes = json.getBytes(StandardCharsets.UTF_8).length;
        var half = json.substring(0, json.length() / 2);
        var first = half.getBytes(StandardCharsets.UTF_8).length;
        raw(path,
                "HTTP/1.1 200 OK\r\nApi-Version: 1.41\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n"
                        + "\r\n" + Integer.toHexString(first) + "\r\n" + half + "\r\n"
                        + Integer.toHexString(bytes - first)
                        + ";part=2\r\n" + json.substring(half.length()) + "\r\n0\r\n\r\n");
    }

    /** Answers with exactly this, and says no more; the connection stays open. */
    public void raw(String path, String answer) {
        answers.put("/v1.41" + path, answer);
    }

    /** The paths and queries that were asked for, decoded. */
    public List<String> asked() {
        return List.copyOf(asked);
    }

    private void serve() {
        while (true) {
            try {
                var connection = listening.accept();
                open.add(connection);
                Thread.ofVirtual().start(() -> answer(connection));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void answer(SocketChannel connection) {
        try {
            var head = new StringBuilder();
            var in = Channels.newInputStream(connection);
            while (head.indexOf("\r\n\r\n") < 0) {
                var next = in.read();
                if (next < 0) {
                    return;
                }
                head.append((char) next);
            }
            var target = head.substring(4, head.indexOf(" HTTP/1.1"));
            asked.add(URLDecoder.decode(target, StandardCharsets.UTF_8));
            var answer = answers.getOrDefault(target.replaceAll("\\?.*", ""),
                    "HTTP/1.1 404 Not Found\r\nContent-Length: 31\r\n\r\n{\"message\": \"page not found\"}\r\n");
            var bytes = ByteBuffer.wrap(answer.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                connection.write(bytes);
            }
        } catch (IOException e) {
            // the client has gone, or the test is over
        }
    }

    @Override
    public void close() {
        try {
            listening.close();
            // until it has left its accept, the system still takes connections
            acceptor.join();
            for (var connection : open) {
                connection.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
