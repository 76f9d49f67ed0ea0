package stoa.gateway.http1;

/** The header fields that a relay has to know; all others are passed on as they came. */
public enum Field {
    OTHER, ACCEPT, HOST, CONTENT_LENGTH, TRANSFER_ENCODING, CONNECTION, KEEP_ALIVE,
    /**
     * Any of {@code Proxy-*}: between a client and its proxy, never further; and {@code Proxy}, which programs behind CGI take
     * for a setting of their own.
     */
    PROXY, TE, UPGRADE, EXPECT, DATE, MAX_FORWARDS,
    /** {@code Forwarded} and {@code X-Forwarded-*}. */
    FORWARDED, VIA, AUTHORIZATION, COOKIE, REQUEST_ID, TIMEOUT, TRACEPARENT, TRACESTATE,
    /** {@code X-Stoa-*}: the platform's own claims, which nobody outside may make. */
    STOA,
    /** One of those above with underscores in place of hyphens, which many a service would take for it. */
    LOOKALIKE;

    /** Whether a name is this one, whatever its case; {@code name} is in lower case. */
    public static boolean isNamed(byte[] b, int from, int to, String name) {
        return Grammar.is(b, from, to, name);
    }

    static Field of(byte[] b, int from, int to) {
        return switch (to - from) {
            case 2 -> named(TE, b, from, to, "te");
            case 3 -> named(VIA, b, from, to, "via");
            case 4 -> (b[from] | 0x20) == 'd' ? named(DATE, b, from, to, "date") : named(HOST, b, from, to, "host");
            case 5 -> named(PROXY, b, from, to, "proxy");
            case 6 -> ofSix(b, from, to);
            case 7 -> family(named(UPGRADE, b, from, to, "upgrade"), b, from, to);
            case 9 -> family(named(FORWARDED, b, from, to, "forwarded"), b, from, to);
            case 10 -> ofTen(b, from, to);
            case 11 -> family(named(TRACEPARENT, b, from, to, "traceparent"), b, from, to);
            case 12 -> ofTwelve(b, from, to);
            case 13 -> family(named(AUTHORIZATION, b, from, to, "authorization"), b, from, to);
            case 14 -> ofFourteen(b, from, to);
            case 17 -> family(named(TRANSFER_ENCODING, b, from, to, "transfer-encoding"), b, from, to);
            case 20 -> family(named(TIMEOUT, b, from, to, "x-request-timeout-ms"), b, from, to);
            default -> family(OTHER, b, from, to);
        };
    }

    private static Field ofSix(byte[] b, int from, int to) {
        return switch (b[from] | 0x20) {
            case 'a' -> named(ACCEPT, b, from, to, "accept");
            case 'c' -> named(COOKIE, b, from, to, "cookie");
            default -> named(EXPECT, b, from, to, "expect");
        };
    }

    private static Field ofTen(byte[] b, int from, int to) {
        return switch (b[from] | 0x20) {
            case 'c' -> named(CONNECTION, b, from, to, "connection");
            case 'k' -> named(KEEP_ALIVE, b, from, to, "keep-alive");
            case 't' -> named(TRACESTATE, b, from, to, "tracestate");
            default -> family(OTHER, b, from, to);
        };
    }

    private static Field ofTwelve(byte[] b, int from, int to) {
        return (b[from] | 0x20) == 'm'
                ? named(MAX_FORWARDS, b, from, to, "max-forwards")
                : family(named(REQUEST_ID, b, from, to, "x-request-id"), b, from, to);
    }

    private static Field ofFourteen(byte[] b, int from, int to) {
        return switch (b[from] | 0x20) {
            case 'c' -> named(CONTENT_LENGTH, b, from, to, "content-length");
            case 'h' -> named(UPGRADE, b, from, to, "http2-settings");
            default -> family(OTHER, b, from, to);
        };
    }

    private static Field named(Field field, byte[] b, int from, int to, String name) {
        return Grammar.is(b, from, to, name) ? field : Grammar.isLike(b, from, to, name) ? LOOKALIKE : OTHER;
    }

    private static Field family(Field known, byte[] b, int from, int to) {
        if (known != OTHER) {
            return known;
        }
        return switch (b[from] | 0x20) {
            case 'p' -> member(PROXY, b, from, to, "proxy-");
            case 'x' -> {
                var forwarded = member(FORWARDED, b, from, to, "x-forwarded-");
                yield forwarded != OTHER ? forwarded : member(STOA, b, from, to, "x-stoa-");
            }
            default -> OTHER;
        };
    }

    private static Field member(Field family, byte[] b, int from, int to, String prefix) {
        if (to - from <= prefix.length()) {
            return OTHER;
        }
        var end = from + prefix.length();
        return Grammar.is(b, from, end, prefix) ? family : Grammar.isLike(b, from, end, prefix) ? LOOKALIKE : OTHER;
    }
}
