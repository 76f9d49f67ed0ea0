package stoa.main.platform;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import stoa.http.Origin;
import stoa.http.access.TrustedProxies;
import stoa.runtime.Settings;

/**
 * What concerns the process as a whole.
 *
 * @param host the address that every listener and service binds
 * @param data the folder that holds everything the platform keeps on this machine
 * @param port the main listener's port; of a process that runs one role and no gateway, that role's own
 * @param drainGrace how long requests in flight get to finish when the process stops
 * @param trustedProxies in front of the gateway
 * @param trustLoopback whether a client of this machine counts as an operator; never where anything listens beyond it or
 *            a proxy is trusted
 * @param url where commands reach a platform, when not by the data folder
 */
public record PlatformSettings(String host, Path data, Optional<Integer> port, Duration drainGrace,
        TrustedProxies trustedProxies, boolean trustLoopback, Optional<URI> url) {
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|::1|\\[::1]");

    public static PlatformSettings read(Settings in) {
        var host = in.key("host").help("address that every listener and service binds").text("127.0.0.1");
        var proxies = TrustedProxies.read(in);
        return new PlatformSettings(host, data(in),
                in.key("port").env("PORT")
                        .help("port of the gateway's main listener (8080), or of a single role without a gateway")
                        .port(),
                in.key("drain-grace").help("time for requests in flight to finish when the process stops")
                        .duration(Duration.ofSeconds(20)),
                proxies,
                in.key("trust-loopback").help(
                        "a client of this machine needs no token, while every listener is bound to loopback and no proxy is trusted")
                        .flag(true) && LOOPBACK.matcher(host).matches() && proxies.isEmpty(),
                url(in));
    }

    /** The folder alone, for who needs no more. */
    public static Path data(Settings in) {
        return in.key("data").help("folder that holds everything the platform keeps here").path("data");
    }

    /** The address for commands alone. */
    public static Optional<URI> url(Settings in) {
        var key = in.key("url").help("address of the platform that commands such as services and call talk to");
        var url = key.uri();
        try {
            url.ifPresent(Origin::of);
        } catch (IllegalArgumentException e) {
            in.error("url: \"" + url.orElseThrow() + "\" " + e.getMessage() + " (from " + key.origin() + ")");
            return Optional.empty();
        }
        return url;
    }
}
