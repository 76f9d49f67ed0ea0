package stoa.gateway.route;

import stoa.gateway.http1.Head;
import stoa.gateway.http1.Target;

/**
 * A path as the route table reads it: where it lies, or a copy in which escapes that mean nothing are resolved.
 *
 * @param origins for each byte of a copy where it came from; empty where there is no copy
 */
public record SeenPath(byte[] bytes, int from, int to, int[] origins) {
    private static final int[] SAME = new int[0];

    public static SeenPath of(Head head, Target target) {
        if (!target.escaped()) {
            return new SeenPath(head.bytes(), target.pathStart(), target.pathEnd(), SAME);
        }
        var length = target.pathEnd() - target.pathStart();
        var copy = new byte[length];
        var origins = new int[length + 1];
        return new SeenPath(copy, 0, target.resolve(head.bytes(), copy, origins), origins);
    }

    /** Where in the head the part of the path begins that is left when its route has taken off what it takes off. */
    public int afterPrefix(Route route) {
        // no path at all means the root
        var offset = Math.min(route.stripped(), length());
        return origins.length == 0 ? from + offset : origins[from + offset];
    }

    public int length() {
        return to - from;
    }
}
