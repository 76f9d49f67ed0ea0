package stoa.services.directory;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** A users service that says, byte by byte, what a test wants. */
final class FakeUsers implements AutoCloseable {
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final CountDownLatch half = new CountDownLatch(1);
    private final CountDownLatch killed = new CountDownLatch(1);
    private ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private volatile Script script = _ -> "";

    /** What is answered to a request's target; empty for never anything. */
    interface Script {
        String answer(String target);
    }

    FakeUsers() throws IOException {
        serve(server);
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    /** The targets that were asked for since the last change of what is said. */
    List<String> asked() {
        return asked;
    }

    void says(Script what) {
        asked.clear();
        script = what;
    }

    void says(String json) {
        says(_ -> answer("200 OK", "Content-Type: application/json", json));
    }

    static String answer(String status, String headers, String body) {
        return "HTTP/1.1 " + status + "\r\n" + headers + "\r\nContent-Length: " + body.getBytes(UTF_8).length
                + "\r\nConnection: close\r\n\r\n" + body;
    }

    /** A list of so many people, each named by the page and number, with a link to the next page where there is one. */
    static String page(String name, int many, String next) {
        var list = new StringBuilder("[");
        for (var n = 1; n <= many; n++) {
            list.append(n == 1 ? "" : ",").append("{\"id\":").append(n).append(",\"nome\":\"").append(name).append(' ')
                    .append(n).append("\",\"ativo_desde\":\"2024-02-29\",\"cargo\":\"more than is known of\"}");
        }
        var link = next.isEmpty() ? "" : "\r\nLink: <users?limit=9&cursor=" + next + ">; rel=\"next\"";
        return answer("200 OK", "Content-Type: application/json" + link, list.append(']').toString());
    }

    /** Answers half of the list, and no more until it is killed. */
    void saysHalf() {
        says(_ -> "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 999\r\n\r\n[{\"id\":1,");
    }

    /** Waits until half an answer is on its way. */
    void awaitHalf() throws InterruptedException {
        half.await();
    }

    /** Ends all its connections, in the midst of what it says, and takes no others. */
    void kill() throws IOException {
        server.close();
        killed.countDown();
    }

    private void serve(ServerSocket on) {
        Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    var client = on.accept();
                    Thread.ofVirtual().start(() -> answer(client));
                }
            } catch (IOException e) {
                // closed
            }
        });
    }

    private void answer(Socket client) {
        try (client) {
            var in = client.getInputStream();
            var head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                var b = in.read();
                if (b < 0) {
                    return;
                }
                head.append((char) b);
            }
            var target = head.toString().split(" ", 3)[1];
            asked.add(target);
            var answer = script.answer(target);
            client.getOutputStream().write(answer.getBytes(UTF_8));
            client.getOutputStream().flush();
            if (answer.isEmpty() || answer.contains("Content-Length: 999\r\n")) {
                half.countDown();
                killed.await();
            }
        } catch (IOException e) {
            // the other side has gone
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        kill();
    }
}
