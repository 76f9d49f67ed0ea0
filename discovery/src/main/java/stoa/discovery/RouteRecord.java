package stoa.discovery;

import java.util.regex.Pattern;

/**
 * A path prefix at the gateway that leads to a service.
 *
 * @param prefix begins and ends with a slash, or names one path exactly and below ({@code /users})
 * @param strip whether the prefix is taken off before the service sees the path
 */
public record RouteRecord(String prefix, boolean strip) {
    private static final int LONGEST = 256;
    private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9._~-]+");

    /** Reads a prefix. @throws IllegalArgumentException saying what is wrong with it, to follow the field's name */
    public static String parse(String prefix) {
        if (!prefix.startsWith("/")) {
            throw new IllegalArgumentException("must begin with a slash");
        }
        if (prefix.length() > LONGEST) {
            throw new IllegalArgumentException("must not be longer than " + LONGEST + " characters");
        }
        var inner = path(prefix);
        if (inner.isEmpty()) {
            return prefix;
        }
        for (var segment : inner.substring(1).split("/", -1)) {
            if (segment.isEmpty()) {
                throw new IllegalArgumentException("must not have an empty segment (//)");
            }
            if (segment.equals(".") || segment.equals("..")) {
                throw new IllegalArgumentException("must not have a segment . or ..");
            }
            if (!SEGMENT.matcher(segment).matches()) {
                throw new IllegalArgumentException("may only have letters, digits and . _ ~ - between its slashes");
            }
        }
        return prefix;
    }

    /** Whether a path, or another prefix, lies at or below this prefix; below {@code /} lies everything. */
    public boolean contains(String other) {
        return contains(prefix, other);
    }

    /**
     * Whether two prefixes claim the same paths. {@code /} is the last resort of paths that nobody claims: it overlaps
     * with itself alone.
     */
    public static boolean overlap(String one, String other) {
        if (path(one).isEmpty() || path(other).isEmpty()) {
            return path(one).equals(path(other));
        }
        return contains(one, other) || contains(other, one);
    }

    private static boolean contains(String prefix, String other) {
        var outer = path(prefix);
        var inner = path(other);
        return inner.equals(outer) || inner.startsWith(outer + "/");
    }

    /** Without its last slash: {@code /users} and {@code /users/} claim the same paths. */
    private static String path(String prefix) {
        return prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix;
    }
}
