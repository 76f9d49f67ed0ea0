package stoa.stores.relational;

/** The store cannot take or answer a call now; the message says why, for a person. Nothing of the call took effect. */
public final class StoreUnavailable extends RuntimeException {
    public StoreUnavailable(String message, Throwable cause) {
        super(message, cause);
    }

    public StoreUnavailable(String message) {
        super(message);
    }
}
