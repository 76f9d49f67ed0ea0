package stoa.gateway.http1;

/** The header fields that a relay has to know; all others are passed on as they came. */
public enum Field {
    OTHER, ACCEPT, HOST, CONTENT_LENGTH, TRANSFER_ENCODING, CONNECTION, KEEP_ALIVE,
    /** Any of {@code Proxy-*}: between a client and its proxy, never further. */
    PROXY, TE, UPGRADE, EXPECT,
    /** {@code Forwarded} and {@code X-Forwarded-*}. */
    FORWARDED, VIA, AUTHORIZATION, COOKIE, REQUEST_ID, TIMEOUT, TRACEPARENT, TRACESTATE,
    /** {@code X-Stoa-*}: the platform's own claims, which nobody outside may make. */
    STOA;

    /** Whether a name is this one, whatever its case; {@code name} is in lower case. */
    public static boolean isNamed(byte[] b, int from, int to, String name) {
        return Grammar.is(b, from, to, name);
    }

    static Field of(byte[] b, int from, int to) {
        return switch (to - from) {
            case 2 -> named(TE, b, from, to, "te");
            case 3 -> named(VIA, b, from, to, "via");
            case 4 -> named(HOST, b, from, to, "host");
            case 6 -> ofSix(b, from, to);
            case 7 -> family(named(UPGRADE, b, from, to, "upgrade"), b, from, to);
            case 9 -> family(named(FORWARDED, b, from, to, "forwarded"), b, from, to);
            case 10 -> ofTen(b, from, to);
            case 11 -> family(named(TRACEPARENT, b, from, to, "traceparent"), b, from, to);
            case 12 -> family(named(REQUEST_ID, b, from, to, "x-request-id"), b, from, to);
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

    private static Field ofFourteen(byte[] b, int from, int to) {
        return switch (b[from] | 0x20) {
            case 'c' -> named(CONTENT_LENGTH, b, from, to, "content-length");
            case 'h' -> named(UPGRADE, b, from, to, "http2-settings");
            default -> family(OTHER, b, from, to);
        };
    }

    private static Field named(Field field, byte[] b, int from, int to, String name) {
        return Grammar.is(b, from, to, name) ? field : OTHER;
    }

    private static Field family(Field known, byte[] b, int from, int to) {
        if (known != OTHER) {
            return known;
        }
        return switch (b[from] | 0x20) {
            case 'p' -> Grammar.startsWith(b, from, to, "proxy-") ? PROXY : OTHER;
            case 'x' -> Grammar.startsWith(b, from, to, "x-forwarded-")
                    ? FORWARDED
                    : Grammar.startsWith(b, from, to, "x-stoa-") ? STOA : OTHER;
            default -> OTHER;
        };
    }
}
