package stoa.tests.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;

/** Watches the registry as the console does: through the gateway, coming back with the last id whenever the stream breaks. */
final class Watcher implements AutoCloseable {
    private static final long PAUSE_NANOS = 50_000_000;

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI gateway;
    private final Map<String, JsonNode> services = new ConcurrentHashMap<>();
    /** The ids in the order they came, those of the comments and of the pieces of a reset left out. */
    private final CopyOnWriteArrayList<String> ids = new CopyOnWriteArrayList<>();
    private final Thread thread;
    private String last = "";
    private final AtomicInteger resets = new AtomicInteger();
    private final AtomicInteger streams = new AtomicInteger();
    private volatile boolean synced;
    private volatile boolean closed;

    Watcher(URI gateway) {
        this.gateway = gateway;
        thread = Thread.ofVirtual().name("watcher").start(this::run);
    }

    private void run() {
        while (!closed) {
            try {
                follow();
            } catch (IOException | UncheckedIOException e) {
                // broken: it comes back
            } catch (InterruptedException e) {
                return;
            }
            synced = false;
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private void follow() throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(gateway + "/services/watch"));
        if (!last.isEmpty()) {
            request.header("Last-Event-ID", last);
        }
        var answer = client.send(request.build(), BodyHandlers.ofLines());
        if (answer.statusCode() != 200) {
            return;
        }
        streams.incrementAndGet();
        var event = new String[]{"", "", ""};
        answer.body().forEach(line -> {
            if (line.startsWith("id: ")) {
                event[0] = line.substring(4);
            } else if (line.startsWith("event: ")) {
                event[1] = line.substring(7);
            } else if (line.startsWith("data: ")) {
                event[2] = line.substring(6);
            } else if (line.isEmpty() && !event[1].isEmpty()) {
                take(event[0], event[1], Json.of(event[2]));
                event[1] = "";
            }
        });
    }

    private void take(String id, String event, JsonNode data) {
        last = id;
        switch (event) {
            case "reset" -> {
                resets.incrementAndGet();
                services.clear();
            }
            case "service" -> services.put(data.get("name").asString(), data);
            case "gone" -> services.remove(data.get("name").asString());
            case "synced" -> synced = true;
            default -> throw new AssertionError("an unknown event: " + event);
        }
        if (synced) {
            ids.add(id);
        }
    }

    /** An instance as it was told last. */
    Optional<JsonNode> instance(String service, String id) {
        return Optional.ofNullable(services.get(service)).flatMap(s -> Json.instance(s, id));
    }

    /** All services as they were told last, by name. */
    Map<String, JsonNode> services() {
        return new TreeMap<>(services);
    }

    CopyOnWriteArrayList<String> ids() {
        return ids;
    }

    /** How often it was told to forget everything; the first stream begins so. */
    int resets() {
        return resets.get();
    }

    /** How many streams it was given. */
    int streams() {
        return streams.get();
    }

    boolean isSynced() {
        return synced;
    }

    @Override
    public void close() {
        closed = true;
        client.shutdownNow();
        thread.interrupt();
    }
}
