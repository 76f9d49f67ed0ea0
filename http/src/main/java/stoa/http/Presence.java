package stoa.http;

import java.net.URI;
import java.util.Optional;

/** How a running service becomes known to the platform. */
public interface Presence {
    /** Starts telling the platform, returns at once, goes on until withdrawn. */
    void announce(Endpoint endpoint);

    /** Takes the endpoint out of routing; returns when the platform knows, or cannot be told. */
    void withdraw(Endpoint endpoint);

    /** One instance of a service and where it answers. */
    record Endpoint(String service, String instance, URI url, String version, Optional<Service.RouteClaim> route) {}
}
