package stoa.gateway.http1;

/** A message that is not HTTP/1.1, goes beyond the limits, or could be read in two ways; its connection is closed. */
public final class BadMessage extends Exception {
    private final int status;

    public BadMessage(int status, String detail) {
        super(detail, null, false, false);
        this.status = status;
    }

    /** What a client that sent it is answered with. */
    public int status() {
        return status;
    }

    /** In words, without anything that was sent. */
    public String detail() {
        return String.valueOf(getMessage());
    }
}
