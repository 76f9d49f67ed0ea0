package stoa.catalog.check;

/**
 * What one try found.
 *
 * @param detail in words; of a failure always the same words for the same reason, so that two can be compared
 */
public record Finding(boolean ok, String detail) {
    static Finding well(String detail) {
        return new Finding(true, detail);
    }

    static Finding failed(String detail) {
        return new Finding(false, detail);
    }

    /** Whether the other says the same about the instance; how long an answer took makes no difference. */
    public boolean sameAs(Finding other) {
        return ok == other.ok && (ok || detail.equals(other.detail));
    }
}
