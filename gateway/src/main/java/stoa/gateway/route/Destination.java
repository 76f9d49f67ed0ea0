package stoa.gateway.route;

import stoa.gateway.balance.UpstreamService;

/** Where a route leads. */
public sealed interface Destination {
    /** To a service's instances. */
    record ToService(UpstreamService service) implements Destination {}

    /** Nowhere: the path names a service that the registry does not know. */
    record NoSuchService() implements Destination {}
}
