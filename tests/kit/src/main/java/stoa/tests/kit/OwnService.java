package stoa.tests.kit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/** A service of a user's own: answers its name, {@code /slow} only when it is let go on. */
public final class OwnService implements AutoCloseable {
    private final String name;
    private final HttpServer server;
    private final CountDownLatch slowBegan = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);

    public OwnService(String name) throws IOException {
        this(name, 0);
    }

    private OwnService(String name, int port) throws IOException {
        this.name = name;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (exchange.getRequestURI().getPath().equals("/slow")) {
                slowBegan.countDown();
                goOn.await();
            }
            var body = name.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** One that takes this one's place, at its address, after it was closed. */
    public OwnService again() throws IOException {
        return new OwnService(name, server.getAddress().getPort());
    }

    /** Returns when a request for {@code /slow} has arrived. */
    public void awaitSlowRequest() throws InterruptedException {
        slowBegan.await();
    }

    /** Lets slow requests be answered. */
    public void goOn() {
        goOn.countDown();
    }

    @Override
    public void close() {
        goOn();
        server.stop(0);
    }
}
