package stoa.tests.kit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;

/** A connection to a Redis, as simple as it gets (RESP2): what tests do behind the back of what they test. */
final class RedisConversation implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 5000;

    private final Socket socket;
    private final InputStream in;

    RedisConversation(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** The reply as text, a list's parts in lines. */
    String ask(String... command) throws IOException {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(("*" + command.length + "\r\n").getBytes(StandardCharsets.UTF_8));
        for (var word : command) {
            var utf8 = word.getBytes(StandardCharsets.UTF_8);
            bytes.writeBytes(("$" + utf8.length + "\r\n").getBytes(StandardCharsets.UTF_8));
            bytes.writeBytes(utf8);
            bytes.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
        }
        socket.getOutputStream().write(bytes.toByteArray());
        return reply();
    }

    private String reply() throws IOException {
        var line = line();
        var rest = line.substring(1);
        return switch (line.charAt(0)) {
            case '$' -> text(Integer.parseInt(rest));
            case '*' -> list(Integer.parseInt(rest));
            default -> rest;
        };
    }

    private String text(int length) throws IOException {
        if (length < 0) {
            return "";
        }
        var text = new String(in.readNBytes(length), StandardCharsets.UTF_8);
        line();
        return text;
    }

    private String list(int length) throws IOException {
        var parts = new ArrayList<String>();
        for (var n = 0; n < length; n++) {
            parts.add(reply());
        }
        return String.join("\n", parts);
    }

    private String line() throws IOException {
        var line = new ByteArrayOutputStream();
        for (var next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException();
            }
            line.write(next);
        }
        return line.toString(StandardCharsets.UTF_8).stripTrailing();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
