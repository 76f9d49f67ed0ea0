package stoa.main.tour;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;

/** The service that the tour brings along: a small HTTP server of its own, as any user's would be. */
final class Visitor implements AutoCloseable {
    static final String SERVICE = "tour-visitor";
    static final String INSTANCE = "tour-visitor-1";
    static final String PREFIX = "/tour-visitor/";
    static final String ANSWER = "hello from the tour";

    private final HttpServer server;

    private Visitor(HttpServer server) {
        this.server = server;
    }

    static Visitor open() throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", Visitor::answer);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        return new Visitor(server);
    }

    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var known = exchange.getRequestURI().getPath().equals("/hello");
            var body = (known ? ANSWER : "nothing here").getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "text/plain");
            exchange.sendResponseHeaders(known ? 200 : 404, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
