package stoa.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static stoa.tests.kit.StoaProcess.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/**
 * Clients that enter points, each entry with a key of its own, some with so little patience that they go before the answer.
 * Whoever got none sends the same again, wherever somebody listens, until there is one; and three of ten times a key is sent
 * that was answered long ago. So in the end each key must be there exactly once.
 */
final class PointsLoad implements AutoCloseable {
    private static final List<String> ACCOUNTS = List.of("hot", "hot", "hot", "ana", "bo", "cy", "di");
    private static final int MOST_PATIENCE_MILLIS = 250;
    static final int DUPLICATES_PERCENT = 30;

    private final Supplier<List<URI>> instances;
    private final int duplicatesPercent;
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2)).build();
    private final Map<String, Answered> answered = new ConcurrentHashMap<>();
    private final List<String> keys = new CopyOnWriteArrayList<>();
    private final List<String> wrong = new CopyOnWriteArrayList<>();
    private final AtomicInteger replays = new AtomicInteger();
    private final List<Thread> clients = new ArrayList<>();
    private volatile boolean over;
    private volatile boolean closed;

    /** What a key was answered with. */
    record Answered(String account, long amount, String id, String body) {}

    /**
     * @param duplicatesPercent how often a key is sent that was answered before
     * @param instances where the service is now; asked before each request
     */
    PointsLoad(int clients, int duplicatesPercent, Supplier<List<URI>> instances) {
        this.instances = instances;
        this.duplicatesPercent = duplicatesPercent;
        for (var n = 0; n < clients; n++) {
            var random = new Random(n);
            var client = n;
            this.clients.add(Thread.ofVirtual().name("client " + n).start(() -> enter(client, random)));
        }
    }

    private void enter(int client, Random random) {
        for (var n = 0; !over; n++) {
            if (!keys.isEmpty() && random.nextInt(100) < duplicatesPercent) {
                var key = keys.get(random.nextInt(keys.size()));
                var first = Objects.requireNonNull(answered.get(key));
                send(key, first.account, first.amount, random).ifPresent(again -> replayed(key, first, again));
            } else {
                var key = client + "-" + n;
                var account = ACCOUNTS.get(random.nextInt(ACCOUNTS.size()));
                long amount = random.nextInt(5) == 0 ? -random.nextInt(1, 4) : random.nextInt(1, 10);
                send(key, account, amount, random).ifPresent(answer -> {
                    answered.put(key, new Answered(account, amount, answer.get("id").asString(), answer.toString()));
                    keys.add(key);
                });
            }
        }
    }

    private void replayed(String key, Answered first, JsonNode again) {
        replays.incrementAndGet();
        if (!again.get("id").asString().equals(first.id)) {
            wrong.add(key + " was answered " + first.body + " and then " + again);
        }
    }

    /** Until there is an answer; empty where the balance is too little. */
    private Optional<JsonNode> send(String key, String account, long amount, Random random) {
        while (!closed) {
            try {
                var answer = once(key, account, amount, Duration.ofMillis(1 + random.nextInt(MOST_PATIENCE_MILLIS)));
                if (answer.statusCode() / 100 == 2) {
                    return Optional.of(Json.of(answer.body()));
                }
                var advised = answer.headers().firstValue("Retry-After").isPresent();
                if (answer.statusCode() == 409 && !advised) {
                    return Optional.empty();
                }
                if (!advised) {
                    wrong.add(answer.statusCode() + " " + answer.body());
                    return Optional.empty();
                }
            } catch (IOException e) {
                // gone before the answer, or the instance was
            }
            pause(random);
        }
        return Optional.empty();
    }

    private static void pause(Random random) {
        try {
            Thread.sleep(random.nextInt(20)); // a client's own pace
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private HttpResponse<String> once(String key, String account, long amount, Duration patience) throws IOException {
        var at = instances.get();
        var to = at.get((int) (Math.abs((long) key.hashCode() + System.nanoTime()) % at.size()));
        // the reason says the key, so that the ledger tells which it has
        var body = "{\"amount\": " + amount + ", \"reason\": \"" + key + "\"}";
        try {
            return http.send(HttpRequest.newBuilder(URI.create(to + "/accounts/" + account + "/entries"))
                    .header("Content-Type", "application/json").header("Idempotency-Key", key).timeout(patience)
                    .POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** Waits until so many more keys were answered. */
    void awaitMore(int more) {
        var until = answered.size() + more;
        await("entries are answered", () -> answered.size() >= until || !wrong.isEmpty());
        assertThat(wrong).isEmpty();
    }

    int entered() {
        return answered.size();
    }

    int replayed() {
        return replays.get();
    }

    /** Ids of the entries that clients were told. */
    Set<String> ids() {
        var ids = new TreeSet<String>();
        answered.values().forEach(a -> ids.add(a.id));
        return ids;
    }

    /** Lets every client finish what it has begun. */
    void finish() {
        over = true;
        try {
            for (var client : clients) {
                client.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        assertThat(wrong).isEmpty();
    }

    /** After {@link #finish}: all that was answered is there once, and nothing else, and it adds up. */
    void verify(URI at) throws IOException {
        var entries = entries(at);
        var told = new TreeMap<String, String>();
        answered.forEach((key, a) -> told.put(key, a.account + " " + a.amount + " " + a.id));
        var found = new HashMap<String, String>();
        for (var entry : entries) {
            var before = found.put(entry.get("reason").asString(), entry.get("account").asString() + " "
                    + entry.get("amount").asLong() + " " + entry.get("id").asString());
            assertThat(before).as("entered twice: " + entry).isNull();
        }
        assertThat(found).containsExactlyInAnyOrderEntriesOf(told);
        for (var account : Set.copyOf(ACCOUNTS)) {
            var sum = entries.stream().filter(e -> e.get("account").asString().equals(account))
                    .mapToLong(e -> e.get("amount").asLong()).sum();
            var balance = Json.of(get(at, "/accounts/" + account)).path("balance").asLong(0);
            assertThat(balance).as(account).isEqualTo(sum);
        }
        var verification = Json.of(get(at, "/verification"));
        assertThat(verification.get("discrepancies")).as(verification.toString()).isEmpty();
    }

    /** Every entry that the service tells, of every account. */
    List<JsonNode> entries(URI at) throws IOException {
        var all = new ArrayList<JsonNode>();
        for (var account : Set.copyOf(ACCOUNTS)) {
            var cursor = "";
            do {
                var page = Json.of(get(at, "/accounts/" + account + "/entries?limit=200" + cursor));
                page.path("entries").forEach(all::add);
                cursor = page.path("next").isNull() || page.path("next").isMissingNode()
                        ? ""
                        : "&cursor=" + page.get("next").asString();
            } while (!cursor.isEmpty());
        }
        return all;
    }

    private String get(URI at, String path) throws IOException {
        try {
            var answer = http.send(HttpRequest.newBuilder(URI.create(at + path)).header("Accept", "application/json")
                    .timeout(Duration.ofSeconds(60)).build(), BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isIn(200, 404);
            return answer.statusCode() == 200 ? answer.body() : "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        over = true;
        closed = true;
        http.shutdownNow();
        clients.forEach(Thread::interrupt);
    }
}
