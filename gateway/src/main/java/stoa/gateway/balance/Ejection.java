package stoa.gateway.balance;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * Why an instance is left alone, and until when. When that time is over one request probes it, and what becomes of that
 * one decides.
 *
 * @param why in words
 * @param until on the scale of {@link System#nanoTime()}
 * @param length of the time
 * @param at when it began, to compare it with checks
 */
public record Ejection(Kind kind, String why, long until, Duration length, Instant at) {

    /** What an instance can be left alone for. */
    public enum Kind {
        REFUSED, UNREACHABLE, CONNECT_TIMEOUT, IMPOSTOR,
        /** Failures in a row. */
        CONSECUTIVE,
        /** Too large a part of its latest requests, and a larger one than the others'. */
        PERCENTAGE;

        /** As a metric's label. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Nobody can be connected to by force; how many failures are too many is a matter of opinion. */
        public boolean isOpinion() {
            return this == CONSECUTIVE || this == PERCENTAGE;
        }
    }

    /** Zero when it is over. */
    Duration left(long now) {
        return until - now > 0 ? Duration.ofNanos(until - now) : Duration.ZERO;
    }
}
