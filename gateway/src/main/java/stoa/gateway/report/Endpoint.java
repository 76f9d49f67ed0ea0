package stoa.gateway.report;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What calls are counted by: a method, and a path in which whatever names a single thing has given way to {@code {id}}. */
record Endpoint(String method, String path) {
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
    private static final String ID = "{id}";
    private static final String MORE = "/...";
    private static final int MOST_SEGMENTS = 6;
    private static final int LONGEST_SEGMENT = 40;
    private static final int LONG_HEX = 16;
    private static final int UUID = 36;

    /**
     * The endpoint of a path that begins at {@code from}; null for a method that is not one of the usual.
     */
    static @Nullable Endpoint of(String method, String path, int from) {
        return METHODS.contains(method) ? new Endpoint(method, named(path, from)) : null;
    }

    String text() {
        return method + " " + path;
    }

    /** Most paths stay as they are, and then nothing is copied. */
    private static String named(String path, int from) {
        if (from >= path.length()) {
            return "/";
        }
        var start = from + 1;
        for (var segment = 0; segment < MOST_SEGMENTS; segment++) {
            var end = end(path, start);
            if (isId(path, start, end)) {
                return rewritten(path, from);
            }
            if (end == path.length()) {
                return from == 0 ? path : path.substring(from);
            }
            start = end + 1;
        }
        return rewritten(path, from);
    }

    private static String rewritten(String path, int from) {
        var text = new StringBuilder(path.length() - from);
        var start = from + 1;
        for (var segment = 0; segment < MOST_SEGMENTS; segment++) {
            var end = end(path, start);
            text.append('/');
            if (isId(path, start, end)) {
                text.append(ID);
            } else {
                text.append(path, start, end);
            }
            if (end == path.length()) {
                return text.toString();
            }
            start = end + 1;
        }
        return text.append(MORE).toString();
    }

    private static int end(String path, int from) {
        var slash = path.indexOf('/', from);
        return slash < 0 ? path.length() : slash;
    }

    /** A number, a UUID, long hex, or anything that is long. */
    private static boolean isId(String path, int from, int to) {
        var length = to - from;
        if (length == 0 || length > LONGEST_SEGMENT) {
            return length > 0;
        }
        var digits = 0;
        var hex = 0;
        for (var i = from; i < to; i++) {
            var c = path.charAt(i);
            if (c >= '0' && c <= '9') {
                digits++;
            } else if ((c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F')) {
                hex++;
            } else if (c != '-' || length != UUID || !isDashOfUuid(i - from)) {
                return false;
            }
        }
        return digits == length || (length >= LONG_HEX && (digits + hex == length || length == UUID));
    }

    private static boolean isDashOfUuid(int at) {
        return at == 8 || at == 13 || at == 18 || at == 23;
    }
}
