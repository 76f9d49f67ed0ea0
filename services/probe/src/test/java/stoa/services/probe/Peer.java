package stoa.services.probe;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/** A server that is probed: says what it is told to say, or nothing at all. */
final class Peer implements AutoCloseable {
    final Semaphore asked = new Semaphore(0);
    volatile int code = 200;
    volatile String text = "hello";
    volatile String agent = "";
    volatile boolean silent;

    private final CountDownLatch closing = new CountDownLatch(1);
    private final HttpServer server;

    Peer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            try (exchange) {
                agent = exchange.getRequestHeaders().getFirst("User-Agent");
                asked.release();
                if (silent) {
                    closing.await();
                }
                var bytes = text.getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().add("Location", "/elsewhere");
                exchange.sendResponseHeaders(code, bytes.length == 0 ? -1 : bytes.length);
                exchange.getResponseBody().write(bytes);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
    }
}
