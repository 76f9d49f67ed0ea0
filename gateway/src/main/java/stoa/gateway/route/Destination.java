package stoa.gateway.route;

import stoa.gateway.balance.UpstreamService;

/** Where a route leads. */
public sealed interface Destination {
    /** To a service's instances. */
    record ToService(UpstreamService service) implements Destination {}

    /** To a service's instances; a browser that asks for the root itself is sent to a page, by a relative reference. */
    record Home(UpstreamService service, String page) implements Destination {}

    /** Nowhere: the path names a service that the registry does not know. */
    record NoSuchService() implements Destination {}
}
