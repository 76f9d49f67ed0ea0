package stoa.gateway;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** An instance that is nothing but a socket: each test says byte by byte how it behaves. */
final class RawInstance implements AutoCloseable {
    private final ServerSocket server;
    private final String scheme;
    private final Behaviour behaviour;
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    final List<String> heads = new CopyOnWriteArrayList<>();
    final AtomicInteger connections = new AtomicInteger();

    /** What is done with a connection; it is closed when this returns. */
    @FunctionalInterface
    interface Behaviour {
        void serve(Peer peer) throws Exception;
    }

    private RawInstance(Behaviour behaviour, ServerSocket server, String scheme) {
        this.behaviour = behaviour;
        this.server = server;
        this.scheme = scheme;
        Thread.ofVirtual().start(this::accept);
    }

    static RawInstance doing(Behaviour behaviour) {
        try {
            return new RawInstance(behaviour, new ServerSocket(0, 200, InetAddress.getLoopbackAddress()), "http");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One that speaks TLS. */
    static RawInstance secured(SSLContext context, Behaviour behaviour) {
        try {
            return new RawInstance(behaviour,
                    context.getServerSocketFactory().createServerSocket(0, 200, InetAddress.getLoopbackAddress()),
                    "https");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Answers each request of a connection with the same bytes; requests have no body. */
    static RawInstance answering(String answer) {
        return doing(always(answer));
    }

    static Behaviour always(String answer) {
        return peer -> {
            while (peer.head() != null) {
                peer.send(answer);
            }
        };
    }

    /** A whole answer. */
    static String ok(String body) {
        return "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                var socket = server.accept();
                open.add(socket);
                connections.incrementAndGet();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            behaviour.serve(new Peer(socket, heads));
        } catch (Exception e) {
            // what the test looks at is what the client got
        } finally {
            open.remove(socket);
        }
    }

    int port() {
        return server.getLocalPort();
    }

    URI uri() {
        return URI.create(scheme + "://127.0.0.1:" + port());
    }

    /** Connections that are open now. */
    int open() {
        return open.size();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (var socket : open) {
            socket.close();
        }
    }

    /** One end of a connection, for instances and clients alike. */
    static final class Peer implements AutoCloseable {
        final Socket socket;
        final InputStream in;
        final OutputStream out;
        private final List<String> heads;

        Peer(Socket socket, List<String> heads) throws IOException {
            this.socket = socket;
            this.heads = heads;
            socket.setSoTimeout(20_000);
            socket.setTcpNoDelay(true);
            in = socket.getInputStream();
            out = socket.getOutputStream();
        }

        List<String> heads() {
            return heads;
        }

        /** The next head, its blank line left out; null when the other side has closed. */
        @Nullable
        String head() throws IOException {
            var bytes = new ByteArrayOutputStream();
            var state = 0;
            while (state < 4) {
                var b = in.read();
                if (b < 0) {
                    return null;
                }
                bytes.write(b);
                state = b == (state % 2 == 0 ? '\r' : '\n') ? state + 1 : b == '\r' ? 1 : 0;
            }
            var head = bytes.toString(StandardCharsets.ISO_8859_1).strip();
            heads.add(head);
            return head;
        }

        String read(int bytes) throws IOException {
            return new String(in.readNBytes(bytes), StandardCharsets.ISO_8859_1);
        }

        /** Everything up to the end of the connection; a reset counts as an end. */
        String rest() {
            var all = new ByteArrayOutputStream();
            try {
                in.transferTo(all);
            } catch (IOException e) {
                // what came before it is what was asked for
            }
            return all.toString(StandardCharsets.ISO_8859_1);
        }

        Peer send(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            return this;
        }

        /** A whole answer: its head, and the body as its head says. */
        Answer answer() throws IOException {
            return answer(false);
        }

        Answer answer(boolean toHead) throws IOException {
            var head = head();
            if (head == null) {
                throw new IOException("closed without an answer");
            }
            var answer = new Answer(head, "");
            if (toHead || answer.status() == 204 || answer.status() == 304 || answer.status() < 200) {
                return answer;
            }
            if (answer.header("transfer-encoding").equals("chunked")) {
                return new Answer(head, chunks());
            }
            var length = answer.header("content-length");
            return new Answer(head, length.isEmpty() ? rest() : read(Integer.parseInt(length)));
        }

        private String chunks() throws IOException {
            var body = new StringBuilder();
            while (true) {
                var size = Integer.parseInt(line(), 16);
                body.append(read(size));
                if (size == 0) {
                    for (var trailer = line(); !trailer.isEmpty(); trailer = line()) {
                        body.append('[').append(trailer).append(']');
                    }
                    return body.toString();
                }
                line();
            }
        }

        private String line() throws IOException {
            var line = new StringBuilder();
            int b;
            while ((b = in.read()) != '\n') {
                if (b < 0) {
                    throw new IOException("closed in the middle of a line: " + line);
                }
                line.append((char) b);
            }
            return line.toString().strip();
        }

        /** Ends the connection with a reset. */
        void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        /** Whether the other side ends the connection, however. */
        boolean ends() {
            try {
                return in.read() < 0;
            } catch (IOException e) {
                return true;
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    /** An answer as a client read it. */
    record Answer(String head, String body) {
        int status() {
            return Integer.parseInt(head.substring(9, 12));
        }

        /** Empty where there is none. */
        String header(String name) {
            return head.lines().skip(1).filter(l -> l.toLowerCase(java.util.Locale.ROOT).startsWith(name + ":"))
                    .map(l -> l.substring(name.length() + 1).strip()).findFirst().orElse("");
        }
    }
}
