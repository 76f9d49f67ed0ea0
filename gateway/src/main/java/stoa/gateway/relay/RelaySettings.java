package stoa.gateway.relay;

import java.time.Duration;
import stoa.runtime.Settings;

/**
 * How long the relay waits and how much it takes.
 *
 * @param responseTimeout from the request's last byte to the answer's first
 * @param upstreamIdleTimeout between two bytes of an answer
 * @param clientIdleTimeout between two requests, and between two bytes of a request's body
 * @param clientHeaderTimeout from a request's first byte to the end of its head
 * @param poolSize connections to one instance
 * @param pending requests that wait for a connection to one instance
 * @param pendingTimeout how long such a request waits
 * @param serviceRequests requests to one service that are under way
 * @param clientMinRate bytes that a client sends or takes each second on average, after {@code clientIdleTimeout}; 0 is no limit
 * @param retries how often a request that an instance may have begun is sent once more
 */
public record RelaySettings(Duration connectTimeout, Duration responseTimeout, Duration upstreamIdleTimeout,
        Duration clientIdleTimeout, Duration clientHeaderTimeout, int maxLineBytes, int maxHeaderBytes, int poolSize,
        int pending, Duration pendingTimeout, int serviceRequests, int retries, int clientMinRate) {

    public static RelaySettings read(Settings in) {
        return new RelaySettings(
                in.key("upstream-connect-timeout").help("until an instance accepts a connection")
                        .duration(Duration.ofSeconds(1)),
                in.key("upstream-response-timeout").help("until an instance begins to answer")
                        .duration(Duration.ofSeconds(60)),
                in.key("upstream-idle-timeout").help("between two bytes of an instance's answer")
                        .duration(Duration.ofSeconds(60)),
                in.key("client-idle-timeout").help("between two requests of a client, or two bytes of its body")
                        .duration(Duration.ofSeconds(60)),
                in.key("client-header-timeout").help("until the head of a request is whole")
                        .duration(Duration.ofSeconds(10)),
                bytes(in, "client-max-line", "the longest request line", "8KiB"),
                bytes(in, "client-max-headers", "the longest head of a request, without its first line", "32KiB"),
                in.key("upstream-pool-size").help("connections to one instance").integer(1024, 1, 65_535),
                in.key("upstream-pending").help("requests that wait for a connection to one instance").integer(1024, 0,
                        65_535),
                in.key("upstream-pending-timeout").help("how long a request waits for a connection")
                        .duration(Duration.ofSeconds(1)),
                in.key("service-requests").help("requests to one service that are under way").integer(16_384, 1,
                        1_000_000),
                in.key("upstream-retries")
                        .help("how often an idempotent request is sent once more when its instance fails")
                        .integer(3, 0, 10),
                in.key("client-min-rate")
                        .help("bytes that a client has to send or take each second, on average over a body")
                        .integer(240, 0, 1_000_000));
    }

    private static int bytes(Settings in, String key, String help, String otherwise) {
        var size = in.key(key).help(help).size(otherwise);
        if (size < 256 || size > 1 << 20) {
            in.error(key + ": is not from 256 bytes to 1MiB");
            return 8192;
        }
        return (int) size;
    }
}
