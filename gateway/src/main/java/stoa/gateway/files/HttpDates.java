package stoa.gateway.files;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.Optional;

/** Dates as HTTP writes them, and the two older forms that are still to be read (RFC 9110, section 5.6.7). */
final class HttpDates {
    private static final DateTimeFormatter FORM = DateTimeFormatter.ofPattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'",
            Locale.ENGLISH);
    private static final DateTimeFormatter ASCTIME = DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss uuuu",
            Locale.ENGLISH);

    private HttpDates() {}

    /** Years of two digits lie within the last 50 years or the next 50. */
    private static DateTimeFormatter rfc850() {
        return new DateTimeFormatterBuilder().appendPattern("EEEE, dd-MMM-")
                .appendValueReduced(ChronoField.YEAR, 2, 2, LocalDateTime.now(ZoneOffset.UTC).getYear() - 50)
                .appendPattern(" HH:mm:ss 'GMT'").toFormatter(Locale.ENGLISH);
    }

    static String written(long second) {
        return FORM.format(LocalDateTime.ofEpochSecond(second, 0, ZoneOffset.UTC));
    }

    /** Empty for what is no date. */
    static Optional<Instant> read(String text) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        return read(text, FORM).or(() -> read(text, rfc850())).or(() -> read(text, ASCTIME));
    }

    private static Optional<Instant> read(String text, DateTimeFormatter form) {
        try {
            return Optional.of(LocalDateTime.parse(text, form).toInstant(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
