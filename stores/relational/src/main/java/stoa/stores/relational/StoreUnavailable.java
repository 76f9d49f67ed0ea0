package stoa.stores.relational;

/**
 * The store cannot take or answer a call now. The message says why, for a person, naming the owner but no path and no
 * address, so that it may be shown to clients. Nothing of the call took effect, unless the message says that this is not
 * known: a connection to PostgreSQL was lost during the commit.
 */
public final class StoreUnavailable extends RuntimeException {
    public StoreUnavailable(String message, Throwable cause) {
        super(message, cause);
    }

    public StoreUnavailable(String message) {
        super(message);
    }
}
