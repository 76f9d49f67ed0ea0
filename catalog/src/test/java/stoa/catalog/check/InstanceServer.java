package stoa.catalog.check;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** An instance that answers every request as the test says. */
public final class InstanceServer implements AutoCloseable {
    /**
     * HANG answers nothing until it is another's turn; TRICKLE sends a status line's bytes for ever, slowly; ENDLESS_HEAD
     * sends header lines for ever; NEVER_CLOSES answers without saying how much; FLOOD sends a gigabyte; OTHER speaks as
     * SSH does; BROKEN_OFF answers half of what it says; SAYS what the test says.
     */
    public enum Mood {
        OK, ERROR, REDIRECT, HANG, TRICKLE, GARBAGE, HANG_UP, RESET, ENDLESS_HEAD, NEVER_CLOSES, FLOOD, OTHER,
        BROKEN_OFF, SAYS
    }

    private static final long FLOOD_BYTES = 1L << 30;

    private final int port;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final CopyOnWriteArrayList<Socket> open = new CopyOnWriteArrayList<>();
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger now = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final AtomicLong flooded = new AtomicLong();
    private volatile Mood mood = Mood.OK;
    private volatile String answer = "";
    private volatile String lastRequest = "";
    private volatile ServerSocket listening;

    public InstanceServer() throws IOException {
        listening = listen(0);
        port = listening.getLocalPort();
    }

    private ServerSocket listen(int port) throws IOException {
        var socket = new ServerSocket();
        socket.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        Thread.ofVirtual().start(() -> accept(socket));
        return socket;
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + port);
    }

    public void mood(Mood next) {
        mood = next;
    }

    /** Every answer from now on. */
    public void says(String whole) {
        answer = whole;
        mood = Mood.SAYS;
    }

    /** How many bytes of its floods were taken, by the test's sockets or by whoever read them. */
    public long flooded() {
        return flooded.get();
    }

    public int requests() {
        return requests.get();
    }

    /** How many requests were open at the same time at most. */
    public int mostAtOnce() {
        return most.get();
    }

    /** The head of the last request. */
    public String lastRequest() {
        return lastRequest;
    }

    /** Connections are refused from now on. */
    public void stopListening() throws IOException {
        listening.close();
        // an acceptor that is still waking up keeps the port open for a moment, and resets who comes then
        while (isOpen()) {
            Thread.onSpinWait();
        }
    }

    private boolean isOpen() {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return String.valueOf(e.getMessage()).contains("reset");
        }
    }

    public void listenAgain() throws IOException {
        listening = listen(port);
    }

    private void accept(ServerSocket socket) {
        while (true) {
            try {
                var connection = socket.accept();
                open.add(connection);
                Thread.ofVirtual().start(() -> answer(connection));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void answer(Socket connection) {
        most.accumulateAndGet(now.incrementAndGet(), Math::max);
        try (connection) {
            readHead(connection);
            requests.incrementAndGet();
            switch (mood) {
                case OK -> send(connection, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                case ERROR -> send(connection, "HTTP/1.1 500 Oh No\r\nContent-Length: 0\r\n\r\n");
                case REDIRECT -> send(connection, "HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n");
                case HANG -> hang(connection);
                case TRICKLE -> trickle(connection);
                case GARBAGE -> send(connection, "I am not a web server\r\n");
                case HANG_UP -> {
                }
                case RESET -> connection.setSoLinger(true, 0);
                case ENDLESS_HEAD -> endlessHead(connection);
                case NEVER_CLOSES -> {
                    send(connection, "HTTP/1.1 200 OK\r\n\r\nhalf a word");
                    closed.await();
                }
                case FLOOD -> flood(connection);
                case OTHER -> send(connection, "SSH-2.0-OpenSSH_9.7\r\n");
                case BROKEN_OFF -> send(connection, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
                case SAYS -> send(connection, answer);
            }
        } catch (IOException | InterruptedException e) {
            // the check broke off, as it may
        } finally {
            now.decrementAndGet();
            open.remove(connection);
        }
    }

    private void readHead(Socket connection) throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            var next = connection.getInputStream().read();
            if (next < 0) {
                return;
            }
            head.append((char) next);
        }
        lastRequest = head.toString();
    }

    private static void send(Socket connection, String answer) throws IOException {
        connection.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
    }

    private void hang(Socket connection) throws IOException {
        connection.setSoTimeout(10);
        while (mood == Mood.HANG && !isClosed(1)) {
            try {
                if (connection.getInputStream().read() < 0) {
                    return;
                }
            } catch (SocketTimeoutException e) {
                // still waited for
            }
        }
    }

    private void trickle(Socket connection) throws IOException {
        send(connection, "HTTP/1.1 2");
        while (mood == Mood.TRICKLE && !isClosed(20)) {
            send(connection, "0");
        }
    }

    private void endlessHead(Socket connection) throws IOException {
        send(connection, "HTTP/1.1 200 OK\r\n");
        while (mood == Mood.ENDLESS_HEAD) {
            send(connection, "X-More: and more\r\n");
        }
    }

    private void flood(Socket connection) throws IOException {
        send(connection, "HTTP/1.1 200 OK\r\nContent-Length: " + FLOOD_BYTES + "\r\n\r\n");
        var piece = new byte[64 * 1024];
        for (var sent = 0L; sent < FLOOD_BYTES; sent += piece.length) {
            connection.getOutputStream().write(piece);
            flooded.addAndGet(piece.length);
        }
    }

    private boolean isClosed(long millis) {
        try {
            return closed.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            listening.close();
            for (var connection : open) {
                connection.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
