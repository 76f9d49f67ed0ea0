package stoa.gateway.forward;

import stoa.gateway.http1.Field;
import stoa.gateway.http1.Head;

/** {@code X-Request-Timeout-Ms}: how long whoever asks waits for an answer, in milliseconds. */
final class Timeouts {
    private static final int MOST_DIGITS = 9;

    private Timeouts() {}

    /** @return -1 where nothing is said that can be understood */
    static long of(Head head) {
        var i = head.find(Field.TIMEOUT);
        if (i < 0) {
            return -1;
        }
        var from = head.valueStart(i);
        var to = head.valueEnd(i);
        var millis = from == to || to - from > MOST_DIGITS ? -1 : 0L;
        for (var at = from; at < to && millis >= 0; at++) {
            var digit = head.bytes()[at] - '0';
            millis = digit < 0 || digit > 9 ? -1 : 10 * millis + digit;
        }
        return millis;
    }
}
