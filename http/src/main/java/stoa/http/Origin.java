package stoa.http;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where an http or https URL leads. A host's name may hold underscores, as Docker Compose's do ({@code service_a}), though
 * {@link URI#getHost()} takes none of them for a host.
 *
 * @param host a name or an address; an IPv6 address without its brackets
 * @param port the scheme's own where the URL has none
 */
public record Origin(String scheme, String host, int port) {
    private static final String LABEL = "[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?";
    private static final Pattern UNDERSCORED = Pattern
            .compile("(?=[^:]*_)((?:" + LABEL + "\\.)*" + LABEL + ")(?::(\\d{0,9}))?");

    /** @throws IllegalArgumentException with what is wrong with the URL, to be put behind its field's name */
    public static Origin of(URI url) {
        var scheme = String.valueOf(url.getScheme());
        var plain = scheme.equals("http");
        if (!plain && !scheme.equals("https")) {
            throw new IllegalArgumentException("must be an http or https URL with a host");
        }
        var authority = String.valueOf(url.getRawAuthority());
        var host = url.getHost();
        var port = url.getPort();
        if (host == null) {
            var matcher = UNDERSCORED.matcher(authority);
            if (!matcher.matches()) {
                throw new IllegalArgumentException("must be an http or https URL with a host");
            }
            if (!plain) {
                throw new IllegalArgumentException(
                        "must not be https, since no certificate names a host with an underscore");
            }
            host = String.valueOf(matcher.group(1));
            port = port(matcher.group(2));
        }
        if (port == 0 || port > 65_535 || authority.endsWith(":")) {
            throw new IllegalArgumentException("must have a port from 1 to 65535, or none");
        }
        return new Origin(scheme, host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
                port > 0 ? port : plain ? 80 : 443);
    }

    private static int port(@Nullable String digits) {
        return digits == null || digits.isEmpty() ? -1 : Integer.parseInt(digits);
    }

    /** Empty for a URL that leads nowhere by http or https. */
    public static Optional<Origin> find(URI url) {
        try {
            return Optional.of(of(url));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /**
     * The same URL as the JDK's client takes it: a name in which it sees no host gives way to its address.
     *
     * @throws UnknownHostException when such a name has no address
     * @throws IllegalArgumentException when the URL leads nowhere
     */
    public static URI reachable(URI url) throws UnknownHostException {
        if (url.getHost() != null) {
            return url;
        }
        var origin = of(url);
        var rest = url.toString().substring("http://".length() + url.getRawAuthority().length());
        return URI.create("http://" + origin.address() + ":" + origin.port + rest);
    }

    private String address() throws UnknownHostException {
        var address = InetAddress.getByName(host).getHostAddress();
        return address.indexOf(':') >= 0 ? "[" + address + "]" : address;
    }
}
