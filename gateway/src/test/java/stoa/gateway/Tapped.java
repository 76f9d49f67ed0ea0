package stoa.gateway;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/** A socket that keeps what came: below TLS, so that a test sees how a connection was ended. */
final class Tapped extends Socket {
    private static final int ALERT = 21;
    private final ByteArrayOutputStream came = new ByteArrayOutputStream();

    static Tapped to(int port) throws IOException {
        var socket = new Tapped();
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return socket;
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return new FilterInputStream(super.getInputStream()) {
            @Override
            public int read() throws IOException {
                var b = super.read();
                if (b >= 0) {
                    came.write(b);
                }
                return b;
            }

            @Override
            public int read(byte[] into, int from, int length) throws IOException {
                var n = super.read(into, from, length);
                if (n > 0) {
                    came.write(into, from, n);
                }
                return n;
            }
        };
    }

    /** Whether the last record of TLS 1.2 was an alert, which at the end of a good connection is the farewell. */
    boolean heardFarewell() {
        var bytes = came.toByteArray();
        var last = -1;
        for (var at = 0; at + 5 <= bytes.length; at += 5 + (((bytes[at + 3] & 0xFF) << 8) | (bytes[at + 4] & 0xFF))) {
            last = bytes[at];
        }
        return last == ALERT;
    }
}
