package stoa.gateway.route;

import java.time.Duration;
import stoa.gateway.balance.Balancing;

/**
 * How the requests of one route are treated.
 *
 * @param retries whether an idempotent request that may have been begun is sent once more; what surely was not begun always is
 * @param tryTimeout from a try's last byte to its answer's first; zero leaves it to {@code upstream-response-timeout}
 * @param timeout from the request's head to the end of its answer, all tries together; zero is none
 * @param maxBodyBytes of a request; negative is no limit
 */
public record Policy(Balancing balancing, boolean retries, Duration tryTimeout, Duration timeout, long maxBodyBytes) {
    public static final Policy DEFAULT = new Policy(Balancing.DEFAULT, true, Duration.ZERO, Duration.ZERO, -1);
}
