package stoa.http;

import java.time.Duration;
import stoa.runtime.Settings;

/**
 * How services listen and answer.
 *
 * @param host the address services bind
 * @param port the port of a role that runs alone; 0 lets the system choose
 * @param requestTimeout the deadline of a request that brings none
 * @param maxBodyBytes larger bodies are 413
 * @param drainDelay how long a withdrawn service still takes requests, until every gateway has heard
 */
public record ShellSettings(String host, int port, Duration requestTimeout, long maxBodyBytes, Duration drainDelay) {

    /** @param port decided by the program, since it depends on which roles run */
    public static ShellSettings read(Settings in, String host, int port) {
        var timeout = in.key("request-timeout").help("the deadline of a request that brings none, and the longest one")
                .duration(Duration.ofSeconds(30));
        if (timeout.isZero()) {
            in.error("request-timeout: must be more than 0s");
        }
        var body = in.key("max-body").help("the largest request body that services take").size("1MiB");
        if (body < 1 || body > MOST_BODY) {
            in.error("max-body: must be from 1B to 256MiB");
        }
        var delay = in.key("drain-delay").help("how long a withdrawn service still takes requests")
                .duration(Duration.ofMillis(250));
        return new ShellSettings(host, port, timeout, body, delay);
    }

    private static final long MOST_BODY = 256L << 20;
}
