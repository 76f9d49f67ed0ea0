package stoa.gateway.certificate;

/** A certificate or a key cannot be used; the message names the file and says why, for an operator. */
public final class BadCertificate extends Exception {
    public BadCertificate(String message) {
        super(message);
    }

    BadCertificate(String message, Throwable cause) {
        super(message, cause);
    }
}
