package stoa.discovery;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an instance says of itself: the body of {@code PUT /services/{name}/instances/{instance}}.
 *
 * @param ttl the lease's length; null: it stays until it is removed
 */
public record Registration(URI url, int weight, List<String> tags, String version, @Nullable RouteRecord route,
        @Nullable CheckRecord check, @Nullable Duration ttl) {

    /**
     * How the catalog checks the instance.
     *
     * @param http a path to GET, 2xx is well; null where {@code tcp}
     * @param tcp whether to open a connection and close it again
     */
    public record CheckRecord(@Nullable String http, boolean tcp, Duration interval, Duration timeout) {}
}
