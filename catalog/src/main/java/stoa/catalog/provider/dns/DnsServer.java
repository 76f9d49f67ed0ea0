package stoa.catalog.provider.dns;

import java.util.regex.Pattern;
import stoa.runtime.Settings;

/**
 * The DNS server to ask.
 *
 * @param address {@code host:port}; empty: those of the system
 */
public record DnsServer(String address) {
    public static final DnsServer OF_THE_SYSTEM = new DnsServer("");
    private static final Pattern ADDRESS = Pattern.compile("([A-Za-z0-9._-]+|\\[[0-9a-fA-F:.]+])(?::(\\d{1,5}))?");

    /** The setting {@code dns-server}. */
    public static DnsServer read(Settings in) {
        var setting = in.key("dns-server").help("the DNS server that dns-services are looked up at, as host:port");
        var address = setting.text("");
        if (address.isEmpty()) {
            return OF_THE_SYSTEM;
        }
        var matcher = ADDRESS.matcher(address);
        var port = matcher.matches() && matcher.group(2) != null ? Integer.parseInt(matcher.group(2)) : 53;
        if (!matcher.matches() || port < 1 || port > 65_535) {
            in.error(
                    "dns-server: \"" + address + "\" is not a host, or a host and a port, such as 127.0.0.1:8600 (from "
                            + setting.origin() + ")");
            return OF_THE_SYSTEM;
        }
        return new DnsServer(matcher.group(1) + ":" + port);
    }

    String url() {
        return address.isEmpty() ? "dns:" : "dns://" + address;
    }

    String words() {
        return address.isEmpty() ? "the system's DNS server" : "the DNS server " + address;
    }
}
