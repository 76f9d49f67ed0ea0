package stoa.http.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A server whose every byte the test decides; on a port of the system's choice. */
final class Peer implements AutoCloseable {
    /** What one connection does; it is closed when this returns. */
    @FunctionalInterface
    interface Script {
        void run(Connection connection) throws IOException, InterruptedException;
    }

    private final ServerSocket listener;
    private final Script script;
    final List<String> requests = new CopyOnWriteArrayList<>();
    final List<Connection> connections = new CopyOnWriteArrayList<>();
    private final AtomicInteger accepted = new AtomicInteger();

    Peer(Script script) throws IOException {
        this.script = script;
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    /** Answers each connection's first request with this text. */
    static Peer saying(String answer) throws IOException {
        return new Peer(c -> {
            c.request();
            c.say(answer);
        });
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                var connection = new Connection(listener.accept(), accepted.incrementAndGet());
                connections.add(connection);
                Thread.ofVirtual().start(() -> {
                    try (connection) {
                        script.run(connection);
                    } catch (IOException | InterruptedException e) {
                        // the client went away, or the test is over
                    }
                });
            } catch (IOException e) {
                return;
            }
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (var connection : connections) {
            connection.close();
        }
    }

    final class Connection implements AutoCloseable {
        final int number;
        private final Socket socket;
        private final BufferedReader in;

        Connection(Socket socket, int number) throws IOException {
            this.socket = socket;
            this.number = number;
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        }

        /** Reads one request, its body by Content-Length. */
        String request() throws IOException {
            var text = new StringBuilder();
            var length = 0;
            while (true) {
                var line = in.readLine();
                if (line == null) {
                    throw new IOException("the client is gone");
                }
                if (line.isEmpty()) {
                    break;
                }
                if (line.startsWith("Content-Length:")) {
                    length = Integer.parseInt(line.substring(15).strip());
                }
                text.append(line).append('\n');
            }
            for (var i = 0; i < length; i++) {
                text.append((char) in.read());
            }
            requests.add(text.toString());
            return text.toString();
        }

        void say(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
        }

        /** Returns when the client has closed the connection. */
        void untilClosed() throws IOException {
            while (in.read() >= 0) {
                // whatever else it says
            }
        }

        void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
