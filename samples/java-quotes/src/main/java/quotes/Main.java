package quotes;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A service in plain Java that puts itself behind Stoa's gateway: http://127.0.0.1:8080/quotes/.
 *
 * <p>Copy the two files. Yours are {@link #answer} and the name and prefix in {@link Membership}; the rest registers,
 * keeps the lease, and drains.
 */
public final class Main {
    private static final List<String> QUOTES = List.of("Simplicity is prerequisite for reliability. (Dijkstra)",
            "Make it work, make it right, make it fast. (Beck)",
            "The cheapest, fastest and most reliable components are those that are not there. (Bell)");

    private final String instance;

    private Main(String instance) {
        this.instance = instance;
    }

    public static void main(String[] arguments) throws Exception {
        // without it, an answer waits 40 ms for the acknowledgement of its own head
        System.setProperty("sun.net.httpserver.nodelay", "true");
        var stoa = arguments.length > 0 ? arguments[0]
                : System.getenv().getOrDefault("STOA_URL", "http://127.0.0.1:8080");
        var instance = arguments.length > 1 ? arguments[1] : "quotes-" + ProcessHandle.current().pid();

        var server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/", new Main(instance)::handle);
        server.setExecutor(Executors.newCachedThreadPool());
        server.start();

        var own = "http://127.0.0.1:" + server.getAddress().getPort();
        var membership = new Membership(stoa, instance, own);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            membership.leave();
            pause(500); // a request that was on its way when the gateway heard
            server.stop(30); // waits for what is being answered, 30 s at most
            System.out.println(instance + " has left");
        }));
        System.out.println(instance + " answers at " + own);
        membership.keep();
    }

    /** The service itself: the answer as JSON, null for a path that is not there. The gateway has taken the prefix off. */
    private String answer(String path) {
        return switch (path) {
            case "/" -> {
                var quote = QUOTES.get(ThreadLocalRandom.current().nextInt(QUOTES.size()));
                yield "{\"instance\": \"" + instance + "\", \"quote\": \"" + quote + "\"}";
            }
            case "/slow" -> { // to see that a drained instance finishes what it has begun
                pause(3000);
                yield "{\"instance\": \"" + instance + "\", \"slept\": \"3s\"}";
            }
            case "/health" -> "{\"status\": \"ok\"}";
            default -> null;
        };
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var answer = answer(exchange.getRequestURI().getPath());
            var body = ((answer == null ? "{\"error\": \"not here\"}" : answer) + "\n").getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(answer == null ? 404 : 200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
