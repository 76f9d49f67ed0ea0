package stoa.gateway.route;

import java.nio.file.Path;
import java.util.List;

/** What is done with the requests of a route, as it was written down. */
public sealed interface Action {
    /** A service and its part of the requests. */
    record Share(String service, int weight) {}

    /**
     * To a service, or to several by weight.
     *
     * @param strip whether the prefix is taken off
     * @param rewrite what stands in its place; empty for nothing
     */
    record ToServices(List<Share> shares, boolean strip, String rewrite) implements Action {
        public ToServices {
            shares = List.copyOf(shares);
        }
    }

    /**
     * To another place.
     *
     * @param to a path, or an address with one
     * @param keepsRest whether what follows the prefix, and the query, follow there as well
     */
    record Redirect(int status, String to, boolean keepsRest) implements Action {}

    /** The same answer for all. */
    record Fixed(int status, String type, String body) implements Action {}

    /**
     * Files of a folder.
     *
     * @param folder absolute
     * @param cacheControl what each answer says of being kept; empty for nothing
     */
    record Files(Path folder, String cacheControl) implements Action {}
}
