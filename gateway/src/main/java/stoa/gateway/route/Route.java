package stoa.gateway.route;

import java.nio.charset.StandardCharsets;

/**
 * A path prefix and where it leads.
 *
 * @param prefix ends with a slash and leads all below it, or names one path exactly and all below it
 * @param strip whether the prefix is taken off before the service sees the path
 */
public record Route(String prefix, boolean strip, Destination to, Policy policy) {
    public Route(String prefix, boolean strip, Destination to) {
        this(prefix, strip, to, Policy.DEFAULT);
    }

    /** The prefix without a slash at its end. */
    byte[] key() {
        return (endsWithSlash() ? prefix.substring(0, prefix.length() - 1) : prefix)
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    boolean endsWithSlash() {
        return prefix.endsWith("/");
    }

    /** How much of a matching path is taken off; what is left begins with a slash or is empty. */
    public int stripped() {
        return !strip ? 0 : endsWithSlash() ? prefix.length() - 1 : prefix.length();
    }

    /** Whether a path of this length, which this route was found for, lacks just the slash at its end; no path at all is the root. */
    public boolean lacksSlash(int pathLength) {
        return pathLength > 0 && endsWithSlash() && pathLength == prefix.length() - 1;
    }
}
