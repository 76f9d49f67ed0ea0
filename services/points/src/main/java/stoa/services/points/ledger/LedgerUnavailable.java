package stoa.services.points.ledger;

/**
 * The ledger cannot take or answer a call now. The message says why, for operators. To ask again with the same key never
 * enters twice.
 */
public final class LedgerUnavailable extends RuntimeException {
    private final boolean effectUnknown;

    /** @param effectUnknown whether a draft may have been entered */
    public LedgerUnavailable(String message, Throwable cause, boolean effectUnknown) {
        super(message, cause);
        this.effectUnknown = effectUnknown;
    }

    public boolean isEffectUnknown() {
        return effectUnknown;
    }
}
