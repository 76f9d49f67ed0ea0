package stoa.http.access;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import stoa.runtime.Settings;

/** The proxies in front of the gateway whose word on a client counts, by their addresses. */
public record TrustedProxies(List<Block> blocks) {
    public static final TrustedProxies NONE = new TrustedProxies(List.of());
    private static final Pattern IP_V4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}(/.*)?");

    public TrustedProxies {
        blocks = List.copyOf(blocks);
    }

    /** An address and how many of its bits count (CIDR, RFC 4632). */
    public record Block(InetAddress network, int bits) {
        /** @throws IllegalArgumentException for what is neither an address nor a block of them */
        static Block of(String text) {
            if (text.indexOf(':') < 0 && !IP_V4.matcher(text).matches()) {
                throw new IllegalArgumentException("not an address");
            }
            var slash = text.indexOf('/');
            var network = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
            var most = 8 * network.getAddress().length;
            var bits = slash < 0 ? most : Integer.parseInt(text.substring(slash + 1));
            if (bits < 0 || bits > most) {
                throw new IllegalArgumentException("not from 0 to " + most + " bits");
            }
            return new Block(network, bits);
        }

        boolean contains(InetAddress address) {
            var a = network.getAddress();
            var b = address.getAddress();
            if (a.length != b.length) {
                return false;
            }
            for (var bit = 0; bit < bits; bit++) {
                if (((a[bit / 8] ^ b[bit / 8]) >> (7 - bit % 8) & 1) != 0) {
                    return false;
                }
            }
            return true;
        }
    }

    /** Reads the setting; what cannot be read is an error there. */
    public static TrustedProxies read(Settings in) {
        var blocks = new ArrayList<Block>();
        for (var text : in.key("trusted-proxies")
                .help("addresses or blocks (10.0.0.0/8) of proxies in front, whose X-Forwarded-* count: a list")
                .list(String.class)) {
            try {
                blocks.add(Block.of(text.strip()));
            } catch (IllegalArgumentException e) {
                in.error("trusted-proxies: \"" + text + "\" is neither an address nor a block such as 10.0.0.0/8");
            }
        }
        return new TrustedProxies(blocks);
    }

    public boolean isEmpty() {
        return blocks.isEmpty();
    }

    public boolean contains(InetAddress address) {
        return blocks.stream().anyMatch(block -> block.contains(address));
    }
}
