package stoa.gateway.route;

import java.util.List;
import java.util.Map;

/**
 * What a request has to be for a route to take it.
 *
 * @param host a name, {@code *.} and a name for all below it, or empty for any; in lower case
 * @param path a prefix that ends with a slash and leads all below it, or one without that leads itself and all below it
 * @param exact whether it leads {@code path} alone
 * @param methods of these; empty for any
 * @param headers each of these, by name in lower case; {@code *} is any value
 */
public record Match(String host, String path, boolean exact, List<String> methods, Map<String, String> headers) {
    public Match {
        methods = List.copyOf(methods);
        headers = Map.copyOf(headers);
    }

    public static Match prefix(String prefix) {
        return new Match("", prefix, false, List.of(), Map.of());
    }

    /** How many conditions there are beside host and path: one for the methods, one for each header. */
    public int conditions() {
        return (methods.isEmpty() ? 0 : 1) + headers.size();
    }
}
