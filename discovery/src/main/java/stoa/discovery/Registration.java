package stoa.discovery;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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
     * @param http a path to GET; null where {@code tcp}
     * @param tcp whether to open a connection and close it again; all that follows the timeout but the last two is HTTP's
     * @param status which statuses are well: {@code 2xx}, {@code 200}, {@code 200,204,3xx}
     * @param contains what the first 64 KiB of the body must contain
     * @param headers what the request carries, by name
     * @param expect what the answer must carry, by name; a {@code *} at a value's end stands for anything
     * @param unhealthyAfter how many tries in a row must fail before a healthy instance is unhealthy
     * @param healthyAfter how many tries in a row must pass before an unhealthy instance is healthy
     */
    public record CheckRecord(@Nullable String http, boolean tcp, Duration interval, Duration timeout, String status,
            @Nullable String contains, Map<String, String> headers, Map<String, String> expect, int unhealthyAfter,
            int healthyAfter) {
        /** What is well unless something else is said. */
        public static final String WELL = "2xx";

        public CheckRecord {
            headers = Map.copyOf(headers);
            expect = Map.copyOf(expect);
        }

        /** A check that says nothing special. */
        public CheckRecord(@Nullable String http, boolean tcp, Duration interval, Duration timeout) {
            this(http, tcp, interval, timeout, WELL, null, Map.of(), Map.of(), 1, 1);
        }
    }
}
