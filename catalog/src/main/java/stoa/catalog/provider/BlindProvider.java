package stoa.catalog.provider;

/** A provider sees nothing now; the message says why, in words for an operator and without any secret. */
public final class BlindProvider extends Exception {
    public BlindProvider(String reason) {
        super(reason, null, false, false);
    }

    public String reason() {
        return String.valueOf(getMessage());
    }
}
