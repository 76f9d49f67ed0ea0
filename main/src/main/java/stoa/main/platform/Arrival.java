package stoa.main.platform;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import stoa.http.client.Client;

/**
 * The last step of a start: the instances have been announced, and now the gateway learns that requests may go to them.
 * It is asked the way anyone would ask it.
 */
final class Arrival {
    private static final Logger LOG = LoggerFactory.getLogger(Arrival.class);
    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(5);

    private final Client client;
    private final URI upstreams;

    /** @param gateway the main listener */
    Arrival(Client client, URI gateway) {
        this.client = client;
        this.upstreams = gateway.resolve("/services/call/gateway/upstreams");
    }

    record Upstreams(List<Service> services) {}

    record Service(String service, List<Upstream> instances) {}

    record Upstream(String id, boolean routable, String reason) {}

    /** Waits a bounded time until all can be reached, and logs which cannot and why. */
    void await(Collection<String> instances) {
        var end = System.nanoTime() + LONGEST.toNanos();
        var missing = missing(instances);
        while (!missing.isEmpty() && System.nanoTime() < end) {
            try {
                Thread.sleep(PAUSE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            missing = missing(instances);
        }
        missing.forEach((instance, why) -> LOG.warn("{} cannot be reached through the gateway: {}", instance, why));
    }

    private Map<String, String> missing(Collection<String> instances) {
        var missing = new TreeMap<String, String>();
        try {
            var answer = client.at("GET", upstreams).timeout(Duration.ofSeconds(2)).send();
            if (answer.status() != 200) {
                instances.forEach(i -> missing.put(i, "the gateway does not reach itself: " + answer.detail()));
                return missing;
            }
            new TreeSet<>(instances).forEach(i -> missing.put(i, "the gateway has not heard of it"));
            for (var service : answer.json(Upstreams.class).services()) {
                for (var upstream : service.instances()) {
                    if (upstream.routable()) {
                        missing.remove(upstream.id());
                    } else {
                        missing.computeIfPresent(upstream.id(), (_, _) -> upstream.reason());
                    }
                }
            }
        } catch (IOException e) {
            instances.forEach(i -> missing.put(i, String.valueOf(e.getMessage())));
        }
        return missing;
    }
}
