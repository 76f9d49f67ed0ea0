package stoa.gateway.route;

import stoa.gateway.filter.Edits;

/**
 * Which requests are led where, and how.
 *
 * @param strip whether the prefix is taken off before the service sees the path
 * @param label what people call it
 */
public record Route(Match match, boolean strip, Destination to, Policy policy, Edits edits, Label label) {
    /** Where a route comes from, the first before the others where they take the same. */
    public enum Source {
        BUILT_IN, SETTINGS, FILE, REGISTERED
    }

    /**
     * What people call a route.
     *
     * @param name its own; empty where it has none
     * @param number in its source, the first being 1
     */
    public record Label(Source source, String name, int number) {
        static final Label BUILT_IN = new Label(Source.BUILT_IN, "", 0);
    }

    public Route(String prefix, boolean strip, Destination to) {
        this(Match.prefix(prefix), strip, to, Policy.DEFAULT, Edits.NONE, Label.BUILT_IN);
    }

    /** The path that is led, with all below it or alone. */
    public String prefix() {
        return match.path();
    }

    /** Which requests it takes, for people. */
    public String takes() {
        return RouteSpec.takes(match);
    }

    boolean endsWithSlash() {
        return prefix().endsWith("/");
    }

    /** How much of a matching path is taken off; what is left begins with a slash or is empty. */
    public int stripped() {
        return !strip ? 0 : endsWithSlash() && !match.exact() ? prefix().length() - 1 : prefix().length();
    }

    /** Whether a path of this length, which this route was found for, lacks just the slash at its end; no path at all is the root. */
    public boolean lacksSlash(int pathLength) {
        return pathLength > 0 && endsWithSlash() && pathLength == prefix().length() - 1;
    }
}
