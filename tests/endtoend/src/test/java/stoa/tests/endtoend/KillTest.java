package stoa.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stoa.tests.kit.StoaProcess;
import stoa.tests.kit.Web;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The platform is killed at any moment under load: what it had acknowledged is there afterwards. */
class KillTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int KILLS = Integer.getInteger("kills", 5);
    private static final int LEASE_SECONDS = 30;

    @TempDir
    Path data;

    private final Web web = new Web();
    private final Random random = new Random(42);
    private final Map<String, String> intents = new ConcurrentHashMap<>();
    private final Set<String> events = ConcurrentHashMap.newKeySet();
    private int writes;

    @Test
    void whatWasAcknowledgedIsThereAfterEveryKill() throws Exception {
        for (var round = 0; round <= KILLS; round++) {
            var started = Instant.now();
            try (var stoa = StoaProcess.start(data, Map.of(), "up").awaitReady()) {
                var gateway = stoa.gateway();
                check(round, gateway, started);
                if (round < KILLS) {
                    var load = Thread.ofVirtual().start(() -> write(gateway));
                    Thread.sleep(random.nextInt(50, 800)); // the random moment, not a wait
                    stoa.kill();
                    load.join();
                }
            }
        }
        assertThat(intents).hasSizeGreaterThan(KILLS);
        assertThat(events).hasSizeGreaterThan(KILLS);
        System.out.println(KILLS + " kills: " + intents.size() + " acknowledged registrations with their intents and "
                + events.size() + " acknowledged events, all there");
    }

    /** Registers, sets intents and tells events until nobody answers any more. */
    private void write(URI gateway) {
        try {
            while (true) {
                var n = writes++;
                var path = "/services/load/instances/load-" + n;
                // the discard port: whether somebody answers there does not matter here
                var registration = "{\"url\": \"http://127.0.0.1:9\", \"ttl\": \"" + LEASE_SECONDS + "s\"}";
                if (web.put(gateway, path, registration).statusCode() == 201) {
                    intents.put("load-" + n, "enabled");
                }
                var intent = n % 2 == 0 ? "draining" : "disabled";
                if (web.put(gateway, path + "/intent", "{\"intent\": \"" + intent + "\"}").statusCode() == 200) {
                    intents.put("load-" + n, intent);
                }
                var id = "%08x-0000-7000-8000-%012x".formatted(n, random.nextInt(1 << 30));
                var event = "{\"events\": [{\"id\": \"" + id + "\", \"at\": \"" + Instant.now() + "\", \"kind\": "
                        + "\"test.written\", \"source\": \"test\", \"subject\": \"load\", \"summary\": \"written\"}]}";
                if (web.send("POST", gateway, "/events", event).statusCode() / 100 == 2) {
                    events.add(id);
                }
            }
        } catch (IOException e) {
            // killed: what follows was not acknowledged
        }
    }

    /** @param round after so many kills; before the first nothing is expected */
    private void check(int round, URI gateway, Instant restarted) throws IOException {
        var instances = new HashMap<String, JsonNode>();
        var answer = web.get(gateway, "/services/load");
        if (answer.statusCode() == 200) {
            JSON.readTree(answer.body()).get("instances").forEach(i -> instances.put(i.get("id").asString(), i));
        }
        intents.forEach((id, intent) -> {
            var found = Objects.requireNonNull(instances.get(id),
                    () -> "round " + round + ": " + id + " was acknowledged and is not there");
            // A write that was under way at the kill may have taken effect without its answer.
            if (!intent.equals("enabled")) {
                assertThat(found.get("intent").asString()).as("round " + round + ": " + id).isEqualTo(intent);
            }
            var expires = Instant.parse(found.get("registered").get("expires").asString());
            assertThat(expires).as("a lease has its full time after a restart")
                    .isAfter(restarted.plusSeconds(LEASE_SECONDS));
        });
        assertThat(told(gateway)).as("round " + round).containsAll(events);
    }

    private Set<String> told(URI gateway) throws IOException {
        var ids = new HashSet<String>();
        var cursor = "";
        do {
            var page = JSON.readTree(web.get(gateway, "/events?kind=test.&limit=200" + cursor).body());
            page.get("events").forEach(e -> ids.add(e.get("id").asString()));
            cursor = page.get("next").isNull() ? "" : "&cursor=" + page.get("next").asString();
        } while (!cursor.isEmpty());
        return ids;
    }
}
