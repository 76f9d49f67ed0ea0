package stoa.catalog.check;

import java.util.regex.Pattern;
import stoa.discovery.CheckResult;

/**
 * What one try found.
 *
 * @param detail in words; of a failure always the same words for the same reason, so that two can be compared
 */
public record Finding(boolean ok, String detail) {
    private static final Pattern COUNT = Pattern.compile(", \\d+ of \\d+$");

    public static Finding of(CheckResult shown) {
        return new Finding(shown.ok(), shown.detail());
    }

    static Finding well(String detail) {
        return new Finding(true, detail);
    }

    static Finding failed(String detail) {
        return new Finding(false, detail);
    }

    /**
     * Whether the other says the same about the instance; how long an answer took makes no difference, nor how far it is
     * to a threshold.
     */
    public boolean sameAs(Finding other) {
        return ok == other.ok && (ok || uncounted().equals(other.uncounted()));
    }

    private String uncounted() {
        return COUNT.matcher(detail).replaceFirst("");
    }
}
