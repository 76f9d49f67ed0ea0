package stoa.services.infra;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import stoa.http.Json;

/** A catalog that lists what it is told, and beside it services of other builds. */
final class FakeCatalog implements AutoCloseable {
    private final List<HttpServer> servers = new ArrayList<>();
    private final List<Map<String, Object>> services = new CopyOnWriteArrayList<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private final URI url;
    /** Where further services would be listed, empty when there are none. */
    volatile String next = "";

    FakeCatalog() throws IOException {
        url = answering("/services", () -> Json.text(
                next.isEmpty() ? Map.of("services", services) : Map.of("services", services, "next", next)));
    }

    @FunctionalInterface
    interface Answer {
        String text() throws InterruptedException;
    }

    URI url() {
        return url;
    }

    void lists(String service, String instance, URI address) {
        services.add(Map.of("id", services.size() + 1, "name", service, "instances",
                List.of(Map.of("id", instance, "url", address.toString(), "weight", 1))));
    }

    /** A service that answers this at one path, as JSON, and 404 elsewhere; its address. */
    URI answering(String path, Answer answer) throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            try (exchange) {
                var known = exchange.getRequestURI().getPath().equals(path);
                var body = (known ? answer.text() : "nothing here").getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.sendResponseHeaders(known ? 200 : 404, body.length);
                exchange.getResponseBody().write(body);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
        servers.add(server);
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** A service that takes requests and answers none. */
    URI silent() throws IOException {
        return answering("/status", () -> {
            over.await();
            return "";
        });
    }

    @Override
    public void close() {
        over.countDown();
        servers.forEach(server -> server.stop(0));
    }
}
