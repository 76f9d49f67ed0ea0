package stoa.discovery;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A catalog as far as an announcer and a watch see it; on a port of the system's choice that it comes back to. */
final class FakeCatalog implements AutoCloseable {
    record Seen(String method, String path, String body) {}

    final List<Seen> seen = new CopyOnWriteArrayList<>();
    final Set<String> known = ConcurrentHashMap.newKeySet();
    private final BlockingQueue<Watcher> watchers = new LinkedBlockingQueue<>();
    private volatile Optional<String> refusal = Optional.empty();
    private volatile int refusalStatus;
    private volatile CountDownLatch hold = new CountDownLatch(0);
    private int port;
    private HttpServer server;

    FakeCatalog() throws IOException {
        server = open();
    }

    private HttpServer open() throws IOException {
        var fresh = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 50);
        port = fresh.getAddress().getPort();
        fresh.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        fresh.createContext("/services/", this::registration);
        fresh.createContext("/services/watch", this::watch);
        fresh.start();
        return fresh;
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + port);
    }

    void goAway() {
        server.stop(0);
    }

    void comeBack() throws IOException {
        server = open();
    }

    /** Answers everything so from now on; status 0: as usual again. */
    void refuse(int status, String detail) {
        refusal = Optional.of("{\"status\": " + status + ", \"detail\": \"" + detail + "\"}");
        refusalStatus = status;
    }

    /** Leaves requests without an answer until the latch opens. */
    void holdUntil(CountDownLatch latch) {
        hold = latch;
    }

    long count(String method, String path) {
        return seen.stream().filter(s -> s.method().equals(method) && s.path().equals(path)).count();
    }

    private void registration(HttpExchange exchange) throws IOException {
        try (exchange) {
            var path = exchange.getRequestURI().getPath();
            var method = exchange.getRequestMethod();
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            seen.add(new Seen(method, path, body));
            hold.await();
            if (refusalStatus != 0) {
                answer(exchange, refusalStatus, refusal.orElse(""));
            } else if (path.endsWith("/heartbeat")) {
                answer(exchange, known.contains(path.replace("/heartbeat", "")) ? 204 : 404, "");
            } else if (method.equals("DELETE")) {
                answer(exchange, known.remove(path) ? 204 : 404, "");
            } else {
                answer(exchange, known.add(path) ? 201 : 200, "{}");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private void watch(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (refusalStatus != 0) {
                answer(exchange, refusalStatus, refusal.orElse(""));
                return;
            }
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
            exchange.sendResponseHeaders(200, 0);
            var watcher = new Watcher(Optional.ofNullable(exchange.getRequestHeaders().getFirst("Last-Event-ID")),
                    exchange.getResponseBody());
            watcher.comment();
            watchers.add(watcher);
            watcher.ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The next connection of a watch. */
    Watcher nextWatcher() throws InterruptedException {
        var watcher = watchers.poll(10, TimeUnit.SECONDS);
        if (watcher == null) {
            throw new AssertionError("no watch has connected");
        }
        return watcher;
    }

    @Override
    public void close() {
        server.stop(0);
    }

    /** The catalog's end of one stream. */
    record Watcher(Optional<String> lastEventId, OutputStream out, CountDownLatch ended) {
        Watcher(Optional<String> lastEventId, OutputStream out) {
            this(lastEventId, out, new CountDownLatch(1));
        }

        Watcher send(long revision, String event, String data) {
            write("id: " + revision + "\nevent: " + event + "\ndata: " + data + "\n\n");
            return this;
        }

        Watcher full(long revision, String... services) {
            send(revision, "reset", "{}");
            for (var service : services) {
                send(revision, "service", service);
            }
            return send(revision, "synced", "{\"revision\": " + revision + "}");
        }

        void comment() {
            write(":\n\n");
        }

        private void write(String text) {
            try {
                out.write(text.getBytes(StandardCharsets.UTF_8));
                out.flush();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        void end() {
            ended.countDown();
        }
    }
}
