package stoa.tests.endtoend;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** One client's connection to one of several gateways, kept until an answer says that it closes. Repeats nothing. */
final class KeptConnection implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;

    private final List<URI> gateways;
    private int at;
    private Socket socket = new Socket();
    private InputStream in = InputStream.nullInputStream();

    /** What came. */
    record Answer(int status, String body) {}

    /** @param first which of the gateways is asked first */
    KeptConnection(List<URI> gateways, int first) {
        this.gateways = List.copyOf(gateways);
        at = first % gateways.size();
    }

    /** @throws IOException where no whole answer came */
    Answer get(String path) throws IOException {
        if (!socket.isConnected() || socket.isClosed()) {
            connect();
        }
        try {
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: load\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            return read();
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /** The next one that takes a connection. */
    private void connect() throws IOException {
        for (var tries = 0;; tries++) {
            var to = gateways.get(at);
            socket = new Socket();
            try {
                socket.connect(new InetSocketAddress(to.getHost(), to.getPort()), PATIENCE_MILLIS);
                socket.setSoTimeout(PATIENCE_MILLIS);
                socket.setTcpNoDelay(true);
                in = new BufferedInputStream(socket.getInputStream());
                return;
            } catch (ConnectException e) {
                close();
                at = (at + 1) % gateways.size();
                if (tries == 2 * gateways.size()) {
                    throw e;
                }
            }
        }
    }

    private Answer read() throws IOException {
        var status = line();
        var length = 0;
        var chunked = false;
        var last = false;
        for (var line = line().toLowerCase(Locale.ROOT); !line.isEmpty(); line = line().toLowerCase(Locale.ROOT)) {
            if (line.startsWith("content-length:")) {
                length = Integer.parseInt(line.substring(15).strip());
            }
            chunked |= line.startsWith("transfer-encoding:");
            last |= line.equals("connection: close");
        }
        var body = chunked ? chunks() : text(length);
        if (last) {
            close();
            at = (at + 1) % gateways.size();
        }
        return new Answer(Integer.parseInt(status.substring(9, 12)), body);
    }

    private String chunks() throws IOException {
        var all = new StringBuilder();
        for (var size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
            all.append(text(size));
            line();
        }
        line();
        return all.toString();
    }

    private String text(int length) throws IOException {
        var bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("an answer was broken off");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        int b;
        while ((b = in.read()) != '\n') {
            if (b < 0) {
                throw new EOFException("closed without an answer at " + gateways.get(at));
            }
            line.append((char) b);
        }
        return line.substring(0, line.length() - 1);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // it is not used again
        }
    }
}
