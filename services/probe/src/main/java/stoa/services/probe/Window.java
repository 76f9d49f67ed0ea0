package stoa.services.probe;

import java.time.Duration;
import java.time.Instant;

/** A time over which availability is told: the part that is running of a whole minute, hour or day, and those before it. */
enum Window {
    HOUR("1h", Duration.ofMinutes(1), 60), DAY("24h", Duration.ofHours(1), 24), MONTH("30d", Duration.ofDays(1), 30);

    private final String label;
    private final Duration span;
    private final int spans;

    Window(String label, Duration span, int spans) {
        this.label = label;
        this.span = span;
        this.spans = spans;
    }

    String label() {
        return label;
    }

    /** The length of one tally. */
    long spanMillis() {
        return span.toMillis();
    }

    /** When the minute, hour or day of that moment began. */
    long begin(long millis) {
        return Math.floorDiv(millis, spanMillis()) * spanMillis();
    }

    /** When the window began that ends now. */
    long from(Instant now) {
        return begin(now.toEpochMilli()) - (spans - 1) * spanMillis();
    }
}
