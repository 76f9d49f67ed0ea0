package stoa.runtime;

/** The process cannot start; the message is one clear line for the person who started it. */
public final class StartFailed extends Exception {
    public StartFailed(String message) {
        super(message);
    }

    public StartFailed(String message, Throwable cause) {
        super(message, cause);
    }
}
