package stoa.gateway.forward;

/** The {@code traceparent} field (W3C Trace Context, section 3.2), read where it lies. */
final class TraceParent {
    private static final int LENGTH = 55;

    private TraceParent() {}

    static boolean isValid(byte[] b, int from, int to) {
        var length = to - from;
        if (length < LENGTH || b[from + 2] != '-' || b[from + 35] != '-' || b[from + 52] != '-') {
            return false;
        }
        var version0 = b[from] == '0' && b[from + 1] == '0';
        if ((length > LENGTH && (version0 || b[from + LENGTH] != '-')) || (b[from] == 'f' && b[from + 1] == 'f')) {
            return false;
        }
        return hex(b, from, from + 2) >= 0 && hex(b, from + 3, from + 35) > 0 && hex(b, from + 36, from + 52) > 0
                && hex(b, from + 53, from + 55) >= 0;
    }

    static boolean isSampled(byte[] b, int from) {
        return (Character.digit(b[from + 54], 16) & 1) == 1;
    }

    /** -1 where not all are lower-case hex digits, 0 where all are zero. */
    private static int hex(byte[] b, int from, int to) {
        var any = 0;
        for (var i = from; i < to; i++) {
            if (!((b[i] >= '0' && b[i] <= '9') || (b[i] >= 'a' && b[i] <= 'f'))) {
                return -1;
            }
            any |= b[i] - '0';
        }
        return any == 0 ? 0 : 1;
    }
}
