package stoa.tests.kit;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * A service of a user's own that answers its name to whatever is asked, without a body, on kept connections. It does as little
 * as can be, so that much can be asked of it where many programs share a machine.
 */
final class InstanceProgram {
    private static final int BACKLOG = 1024;
    /** How the end of a head looks, its last four bytes as one number. */
    private static final int END_OF_HEAD = 0x0D0A0D0A;

    private InstanceProgram() {}

    /** Its name, and its port or 0. Says its address on a line of its own when it listens. */
    public static void main(String[] arguments) throws IOException {
        var answer = ("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: " + arguments[0].length()
                + "\r\n\r\n" + arguments[0]).getBytes(StandardCharsets.US_ASCII);
        try (var listening = new ServerSocket()) {
            listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[1])),
                    BACKLOG);
            System.out.println("http://127.0.0.1:" + listening.getLocalPort());
            while (true) {
                var client = listening.accept();
                Thread.ofPlatform().daemon().start(() -> serve(client, answer));
            }
        }
    }

    private static void serve(Socket client, byte[] answer) {
        try (client) {
            client.setTcpNoDelay(true);
            var in = new BufferedInputStream(client.getInputStream());
            var last = 0;
            for (var b = in.read(); b >= 0; b = in.read()) {
                last = last << 8 | b;
                if (last == END_OF_HEAD) {
                    client.getOutputStream().write(answer);
                }
            }
        } catch (IOException e) {
            // the client has gone
        }
    }
}
