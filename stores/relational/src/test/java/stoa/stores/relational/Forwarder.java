package stoa.stores.relational;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A way to a server on loopback that can be cut, stalled and mended. */
final class Forwarder implements AutoCloseable {
    private enum State { OPEN, CUT, STALLED }

    private final int target;
    private final ServerSocket server;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicInteger made = new AtomicInteger();
    private volatile State state = State.OPEN;

    Forwarder(int target) throws IOException {
        this.target = target;
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon().start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** How many were made so far. */
    int connections() {
        return made.get();
    }

    /** Ends every connection, and each new one at once. */
    void cut() {
        state = State.CUT;
        sockets.forEach(Forwarder::close);
    }

    /** Passes nothing on any more, without a word. */
    void stall() {
        state = State.STALLED;
    }

    void mend() {
        state = State.OPEN;
    }

    private void accept() {
        try {
            while (true) {
                var near = server.accept();
                made.incrementAndGet();
                if (state == State.CUT) {
                    near.close();
                    continue;
                }
                var far = new Socket();
                far.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
                sockets.add(near);
                sockets.add(far);
                Thread.ofPlatform().daemon().start(() -> pump(near, far));
                Thread.ofPlatform().daemon().start(() -> pump(far, near));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void pump(Socket from, Socket to) {
        var buffer = new byte[8192];
        try {
            for (var n = from.getInputStream().read(buffer); n >= 0; n = from.getInputStream().read(buffer)) {
                if (state == State.OPEN) {
                    to.getOutputStream().write(buffer, 0, n);
                }
            }
        } catch (IOException e) {
            // cut
        } finally {
            close(from);
            close(to);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        cut();
    }
}
