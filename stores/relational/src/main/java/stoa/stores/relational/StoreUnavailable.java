package stoa.stores.relational;

/**
 * The store cannot take or answer a call now. The message says why, for operators: a server's words may be in it, with the
 * names of its users. Nothing of the call took effect, unless {@link #isEffectUnknown}.
 */
public final class StoreUnavailable extends RuntimeException {
    private final boolean effectUnknown;

    public StoreUnavailable(String message, Throwable cause, boolean effectUnknown) {
        super(effectUnknown ? message + "; whether the write took effect is not known" : message, cause);
        this.effectUnknown = effectUnknown;
    }

    public StoreUnavailable(String message, Throwable cause) {
        this(message, cause, false);
    }

    public StoreUnavailable(String message) {
        super(message);
        this.effectUnknown = false;
    }

    /** Whether a write may have taken effect: a connection to PostgreSQL was lost during the commit. */
    public boolean isEffectUnknown() {
        return effectUnknown;
    }
}
