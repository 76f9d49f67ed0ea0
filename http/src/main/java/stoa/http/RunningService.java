package stoa.http;

import io.helidon.webserver.WebServer;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import stoa.runtime.Health;
import stoa.runtime.RunningRole;

/** One instance of a service that is bound and serves. */
final class RunningService implements RunningRole {
    private static final Logger LOG = LoggerFactory.getLogger(RunningService.class);

    private final Service service;
    private final WebServer server;
    private final Presence presence;
    private final Presence.Endpoint endpoint;
    private final Checkup checkup;
    private final InFlight inFlight;
    private final Duration drainDelay;

    RunningService(Service service, WebServer server, Presence presence, Presence.Endpoint endpoint, Checkup checkup,
            InFlight inFlight, Duration drainDelay) {
        this.service = service;
        this.server = server;
        this.presence = presence;
        this.endpoint = endpoint;
        this.checkup = checkup;
        this.inFlight = inFlight;
        this.drainDelay = drainDelay;
    }

    @Override
    public List<Address> addresses() {
        return List.of(new Address(service.name(), URI.create(endpoint.url() + "/")));
    }

    @Override
    public Health health() {
        return checkup.health();
    }

    @Override
    public void announce() {
        presence.announce(endpoint);
    }

    @Override
    public void withdraw() {
        presence.withdraw(endpoint);
    }

    @Override
    public void drain(Duration grace) {
        var end = System.nanoTime() + grace.toNanos();
        try {
            Thread.sleep(drainDelay.compareTo(grace) < 0 ? drainDelay : grace);
            inFlight.startDraining();
            inFlight.awaitNone(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        inFlight.startDraining();
        server.stop();
        var parts = new ArrayList<>(service.owned());
        for (var part : parts.reversed()) {
            try {
                part.close();
            } catch (Exception e) {
                LOG.warn("{}: {} did not close cleanly", endpoint.instance(), part.getClass().getSimpleName(), e);
            }
        }
    }
}
