package stoa.catalog.provider.docker;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.util.Optional;
import stoa.runtime.Settings;

/**
 * Where Docker's engine answers: a socket file or a TCP port without TLS.
 *
 * @param url {@code unix:///var/run/docker.sock} or {@code tcp://host:2375}
 */
public record EngineAddress(URI url) {
    private static final int USUAL_PORT = 2375;
    private static final String WRONG = "is neither unix:///path/of/the/socket nor tcp://host:port";

    /** The setting {@code docker-host}; empty: Docker is not asked. */
    public static Optional<EngineAddress> read(Settings in) {
        var setting = in.key("docker-host")
                .help("Docker's engine, whose containers are found by their labels: unix:///var/run/docker.sock or"
                        + " tcp://host:2375");
        try {
            return setting.uri().map(EngineAddress::of);
        } catch (IllegalArgumentException e) {
            in.error("docker-host: " + e.getMessage() + " (from " + setting.origin() + ")");
            return Optional.empty();
        }
    }

    /** @throws IllegalArgumentException saying what is wrong, without repeating the value */
    static EngineAddress of(URI url) {
        var path = String.valueOf(url.getPath());
        var plain = url.getRawQuery() == null && url.getRawFragment() == null && url.getRawUserInfo() == null;
        var good = switch (String.valueOf(url.getScheme())) {
            case "unix" -> url.getRawAuthority() == null && path.startsWith("/") && fits(path);
            case "tcp" -> url.getHost() != null && (path.isEmpty() || path.equals("/")) && url.getPort() != 0
                    && url.getPort() <= 65_535;
            default -> false;
        };
        if (!good || !plain) {
            throw new IllegalArgumentException(WRONG);
        }
        return new EngineAddress(url);
    }

    private static boolean fits(String path) {
        try {
            UnixDomainSocketAddress.of(path);
            return true;
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private boolean isUnix() {
        return "unix".equals(url.getScheme());
    }

    SocketAddress socket() throws IOException {
        if (isUnix()) {
            return UnixDomainSocketAddress.of(url.getPath());
        }
        var address = new InetSocketAddress(host(), url.getPort() < 0 ? USUAL_PORT : url.getPort());
        if (address.isUnresolved()) {
            throw new UnknownHostException(host());
        }
        return address;
    }

    /** Where a container without a network of its own answers: on the engine's machine. */
    String host() {
        return isUnix() ? "127.0.0.1" : url.getHost().replaceAll("[\\[\\]]", "");
    }

    @Override
    public String toString() {
        return url.toString();
    }
}
