package stoa.runtime;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;

/** The written forms of durations, sizes and parts of URLs: {@code 15s}, {@code 500ms}, {@code 64KiB}, {@code p%40ss}. */
public final class Values {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,12})(ms|s|m|h|d)");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,12})(B|KiB|MiB|GiB)?");

    private Values() {}

    /** @throws IllegalArgumentException in words, for anything but a number and a unit (ms, s, m, h, d) */
    public static Duration duration(String text) {
        var m = DURATION.matcher(text.strip());
        if (!m.matches()) {
            throw new IllegalArgumentException("is not a duration such as 500ms, 15s, 2m or 1h");
        }
        var n = Long.parseLong(m.group(1));
        return switch (m.group(2)) {
            case "ms" -> Duration.ofMillis(n);
            case "s" -> Duration.ofSeconds(n);
            case "m" -> Duration.ofMinutes(n);
            case "h" -> Duration.ofHours(n);
            default -> Duration.ofDays(n);
        };
    }

    /** The shortest written form that {@link #duration} reads back; below a millisecond is cut off. */
    public static String text(Duration d) {
        var ms = d.toMillis();
        if (ms % 1000 != 0) {
            return ms + "ms";
        }
        var s = ms / 1000;
        return s % 3600 == 0 && s > 0 ? s / 3600 + "h" : s % 60 == 0 && s > 0 ? s / 60 + "m" : s + "s";
    }

    /** Bytes. @throws IllegalArgumentException in words, for anything but a number and B, KiB, MiB or GiB */
    public static long size(String text) {
        var m = SIZE.matcher(text.strip());
        if (!m.matches()) {
            throw new IllegalArgumentException("is not a size such as 512B, 64KiB or 1MiB");
        }
        var unit = m.group(2) == null ? "B" : m.group(2);
        var shift = switch (unit.toLowerCase(Locale.ROOT)) {
            case "kib" -> 10;
            case "mib" -> 20;
            case "gib" -> 30;
            default -> 0;
        };
        return Math.multiplyExact(Long.parseLong(m.group(1)), 1L << shift);
    }

    /** Percent-encoding alone: a plus sign stands for itself. @throws IllegalArgumentException in words */
    public static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("has a percent sign that is not followed by two hexadecimal digits"
                    + " (a percent sign itself is written %25)", e);
        }
    }
}
