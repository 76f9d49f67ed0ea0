package stoa.gateway.forward;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The time of day as {@code Date} says it (RFC 9110, sections 5.6.7 and 6.6.1), written once a second. Of one event loop. */
public final class Dates {
    private static final DateTimeFormatter FORM = DateTimeFormatter
            .ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH).withZone(ZoneOffset.UTC);

    private final InstantSource clock;
    private long second = Long.MIN_VALUE;
    private byte[] line = {};

    public Dates(InstantSource clock) {
        this.clock = clock;
    }

    /** A whole line, end included. */
    public byte[] line() {
        var now = Math.floorDiv(clock.millis(), 1000L);
        if (now != second) {
            second = now;
            line = ("Date: " + FORM.format(Instant.ofEpochSecond(now)) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        }
        return line;
    }
}
