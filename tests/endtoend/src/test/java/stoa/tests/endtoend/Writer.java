package stoa.tests.endtoend;

import static stoa.tests.kit.StoaProcess.await;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import stoa.tests.kit.Web;
import tools.jackson.databind.JsonNode;

/** Somebody who registers instances through the gateway, says what he wants of them, and renews one of them. */
final class Writer implements AutoCloseable {
    private static final long PAUSE_NANOS = 20_000_000;
    private static final String RENEWED = "load-renewed";

    private final Web web = new Web();
    private final URI gateway;
    private final Map<String, String> acknowledged = new ConcurrentHashMap<>();
    private final AtomicInteger heartbeats = new AtomicInteger();
    private final List<String> refused = new CopyOnWriteArrayList<>();
    private final Thread thread;
    private volatile boolean over;

    Writer(URI gateway) {
        this.gateway = gateway;
        thread = Thread.ofVirtual().name("writer").start(this::write);
    }

    private void write() {
        register(RENEWED, ", \"ttl\": \"10s\"");
        for (var n = 0; !over; n++) {
            var id = "load-" + n;
            if (register(id, "")) {
                var intent = n % 2 == 0 ? "draining" : "disabled";
                if (put(id + "/intent", "{\"intent\": \"" + intent + "\"}")) {
                    acknowledged.put(id, intent);
                }
            }
            if (put(RENEWED + "/heartbeat", "")) {
                heartbeats.incrementAndGet();
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private boolean register(String id, String more) {
        // the discard port: whether somebody answers there does not matter here
        var done = put(id, "{\"url\": \"http://127.0.0.1:9\"" + more + "}");
        if (done) {
            acknowledged.put(id, "enabled");
        }
        return done;
    }

    private boolean put(String path, String body) {
        try {
            var answer = web.put(gateway, "/services/load/instances/" + path, body);
            if (answer.statusCode() / 100 != 2) {
                refused.add(path + ": " + answer.statusCode() + " " + answer.body());
            }
            return answer.statusCode() / 100 == 2;
        } catch (IOException e) {
            refused.add(path + ": " + e);
            return false;
        }
    }

    /** Waits until more registrations have been acknowledged. */
    void awaitMore(int more) {
        var until = acknowledged.size() + more;
        await("registrations go on", () -> acknowledged.size() >= until);
    }

    /** What was not answered with 2xx, in words. */
    List<String> refused() {
        return refused;
    }

    /** What was acknowledged and is not so; what was on its way at a kill may have taken effect without its answer. */
    List<String> missing(JsonNode service) {
        return acknowledged.entrySet().stream()
                .filter(e -> Json.instance(service, e.getKey()).filter(
                        i -> e.getValue().equals("enabled") || i.get("intent").asString().equals(e.getValue()))
                        .isEmpty())
                .map(Object::toString).toList();
    }

    @Override
    public String toString() {
        return acknowledged.size() + " registrations with intents and " + heartbeats
                + " heartbeats acknowledged, refused "
                + refused;
    }

    /** Returns when the last one is answered. */
    void stop() {
        over = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stop();
        web.close();
    }
}
