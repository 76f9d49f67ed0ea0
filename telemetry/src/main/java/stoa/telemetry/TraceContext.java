package stoa.telemetry;

import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * W3C Trace Context, level 1: the identity of a request on its way through the platform.
 *
 * @param traceId 32 lower-case hex digits
 * @param spanId 16 lower-case hex digits: this hop
 * @param sampled the sampled flag, passed on as it came
 * @param state the tracestate header as it came, empty where there was none
 */
public record TraceContext(String traceId, String spanId, boolean sampled, String state) {
    private static final char[] HEX = "0123456789abcdef".toCharArray();
    private static final int LENGTH = "00-".length() + 32 + 1 + 16 + "-00".length();

    /** A new, sampled trace with random ids. */
    public static TraceContext fresh() {
        var random = ThreadLocalRandom.current();
        var digits = new char[32];
        write(nonZero(random), digits, 0);
        write(random.nextLong(), digits, 16);
        return new TraceContext(new String(digits), span(random), true, "");
    }

    /** Reads {@code traceparent} and {@code tracestate}; empty for what the specification calls invalid. */
    public static Optional<TraceContext> parse(String traceparent, String tracestate) {
        if (!wellFormed(traceparent)) {
            return Optional.empty();
        }
        var sampled = (Character.digit(traceparent.charAt(54), 16) & 1) == 1;
        return Optional
                .of(new TraceContext(traceparent.substring(3, 35), traceparent.substring(36, 52), sampled, tracestate));
    }

    /** Version 00 is exactly this long; later versions may have more, after a further dash. */
    private static boolean wellFormed(String header) {
        if (header.length() < LENGTH || header.charAt(2) != '-' || header.charAt(35) != '-'
                || header.charAt(52) != '-') {
            return false;
        }
        if (header.length() > LENGTH && (header.startsWith("00") || header.charAt(LENGTH) != '-')) {
            return false;
        }
        return isHex(header, 0, 2) && !header.startsWith("ff") && isHex(header, 3, 35) && !isZero(header, 3, 35)
                && isHex(header, 36, 52) && !isZero(header, 36, 52) && isHex(header, 53, 55);
    }

    /** The same trace with a span id of its own. */
    public TraceContext child() {
        return new TraceContext(traceId, span(ThreadLocalRandom.current()), sampled, state);
    }

    public String traceparent() {
        return "00-" + traceId + "-" + spanId + (sampled ? "-01" : "-00");
    }

    private static String span(ThreadLocalRandom random) {
        var digits = new char[16];
        write(nonZero(random), digits, 0);
        return new String(digits);
    }

    private static long nonZero(ThreadLocalRandom random) {
        var bits = random.nextLong();
        return bits == 0 ? 1 : bits;
    }

    private static void write(long bits, char[] digits, int from) {
        for (var i = 15; i >= 0; i--) {
            digits[from + i] = HEX[(int) (bits & 0xf)];
            bits >>>= 4;
        }
    }

    private static boolean isHex(String text, int from, int to) {
        for (var i = from; i < to; i++) {
            var c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }

    private static boolean isZero(String text, int from, int to) {
        for (var i = from; i < to; i++) {
            if (text.charAt(i) != '0') {
                return false;
            }
        }
        return true;
    }
}
