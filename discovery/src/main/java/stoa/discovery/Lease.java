package stoa.discovery;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import stoa.http.Presence.Endpoint;
import stoa.http.client.Client;

/** One instance's registration at the catalog, kept up by a thread of its own until it ends. */
final class Lease {
    private static final Logger LOG = LoggerFactory.getLogger(Lease.class);
    private static final Registration.CheckRecord CHECK = new Registration.CheckRecord("/health/ready", false,
            Duration.ofSeconds(2), Duration.ofSeconds(1));

    /**
     * How long it waits.
     *
     * @param request for an answer
     * @param withdrawal for the whole of a deregistration
     * @param afterRefusal before it asks a catalog again that has refused it
     */
    record Patience(Duration request, Duration withdrawal, Duration afterRefusal) {
        static final Patience USUAL = new Patience(Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofSeconds(5));
    }

    /** How the last try ended. */
    private sealed interface Outcome {}

    private record Kept() implements Outcome {}

    /** The catalog does not know the instance, or not any more. */
    private record Unknown() implements Outcome {}

    private record Refused(String why) implements Outcome {}

    private record Away(String why) implements Outcome {}

    private final Client client;
    private final AddressBook addresses;
    private final Duration ttl;
    private final Patience patience;
    private final Endpoint endpoint;
    private final LeaseLog log;
    private final Thread thread;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Backoff backoff = new Backoff();
    private volatile @Nullable URI heardBy;

    Lease(Client client, AddressBook addresses, Duration ttl, Patience patience, Endpoint endpoint) {
        this.client = client;
        this.addresses = addresses;
        this.ttl = ttl;
        this.patience = patience;
        this.endpoint = endpoint;
        this.log = new LeaseLog(LOG, endpoint.instance(), System::nanoTime);
        this.thread = Thread.ofVirtual().name("lease " + endpoint.instance()).unstarted(this::keep);
    }

    void start() {
        thread.start();
    }

    /** Renews no longer; what the catalog knows stays until it expires. */
    void stop() {
        stopped.countDown();
    }

    /** Renews no longer and deregisters; returns when the catalog knows or cannot be told, in the time for it. */
    void end() {
        var deadline = System.nanoTime() + patience.withdrawal().toNanos();
        stop();
        try {
            // a registration under way could arrive after the deregistration and undo it
            if (!thread.join(patience.withdrawal().dividedBy(2))) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        switch (atCatalogs(catalog -> deregister(catalog, Duration.ofNanos(deadline - System.nanoTime())))) {
            case Kept _,Unknown _ -> LOG.debug("{} is withdrawn", endpoint.instance());
            case Refused(var why) -> LOG.warn("{} is not withdrawn: {}", endpoint.instance(), why);
            case Away(var why) -> LOG.warn("{} is not withdrawn: {}", endpoint.instance(), why);
        }
    }

    private void keep() {
        Outcome last = new Unknown();
        try {
            do {
                var renewing = !(last instanceof Unknown || last instanceof Refused) && heardBy != null;
                last = atCatalogs(renewing ? this::renew : this::register);
            } while (!stopped.await(pauseAfter(last).toNanos(), TimeUnit.NANOSECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Duration pauseAfter(Outcome outcome) {
        return switch (outcome) {
            case Kept _ -> {
                backoff.reset();
                log.kept();
                yield Backoff.jittered(ttl.dividedBy(3));
            }
            case Unknown _ -> {
                heardBy = null;
                log.reached();
                yield Duration.ZERO;
            }
            case Refused(var why) -> {
                heardBy = null;
                log.refused(why);
                yield patience.afterRefusal();
            }
            case Away(var why) -> {
                log.away(why);
                yield backoff.next();
            }
        };
    }

    @FunctionalInterface
    private interface Try {
        Outcome at(URI catalog) throws IOException;
    }

    /** Asks the catalogs in turn, the one that was heard from last first, until one has an answer. */
    private Outcome atCatalogs(Try attempt) {
        var why = "none is known yet";
        for (var catalog : catalogs()) {
            try {
                var outcome = attempt.at(catalog);
                if (!(outcome instanceof Away(var reason))) {
                    return outcome;
                }
                why = catalog + ": " + reason;
            } catch (IOException e) {
                why = catalog + ": " + e.getMessage();
            }
        }
        return new Away(why);
    }

    private List<URI> catalogs() {
        var all = new ArrayList<>(addresses.catalogs());
        var last = heardBy;
        if (last != null && all.remove(last)) {
            all.addFirst(last);
        }
        return all;
    }

    private Outcome register(URI catalog) throws IOException {
        var route = endpoint.route().map(r -> new RouteRecord(r.prefix(), r.strip())).orElse(null);
        var registration = new Registration(endpoint.url(), 1, List.of(), endpoint.version(), route, CHECK, ttl);
        var outcome = outcome(
                client.at("PUT", at(catalog, "")).asOperatorOf("catalog").json(registration).timeout(patience.request())
                        .send());
        if (outcome instanceof Kept) {
            LOG.debug("{} is registered as {} at {}", endpoint.instance(), endpoint.service(), catalog);
            heardBy = catalog;
        }
        // nothing is unknown to a catalog that is being told it: somebody else answers at that address by now
        return outcome instanceof Unknown ? new Away("is no catalog") : outcome;
    }

    private Outcome renew(URI catalog) throws IOException {
        var outcome = outcome(
                client.at("PUT", at(catalog, "/heartbeat")).asOperatorOf("catalog").timeout(patience.request()).send());
        if (outcome instanceof Kept) {
            heardBy = catalog;
        }
        return outcome;
    }

    private Outcome deregister(URI catalog, Duration left) throws IOException {
        return left.isPositive()
                ? outcome(client.at("DELETE", at(catalog, "")).asOperatorOf("catalog").timeout(left).send())
                : new Away("no time is left");
    }

    private URI at(URI catalog, String below) {
        return URI.create(catalog + "/services/" + endpoint.service() + "/instances/" + endpoint.instance() + below);
    }

    private static Outcome outcome(Client.Answer answer) {
        var status = answer.status();
        if (status / 100 == 2) {
            return new Kept();
        }
        var why = (status + " " + answer.detail()).strip();
        if (status == 404) {
            return new Unknown();
        }
        return status / 100 == 4 && status != 408 && status != 429 ? new Refused(why) : new Away(why);
    }
}
