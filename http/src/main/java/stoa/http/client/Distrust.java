package stoa.http.client;

import java.nio.channels.ClosedChannelException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Why a TLS handshake with an instance failed, in words for who operates it. */
public final class Distrust {
    private static final int MOST_CAUSES = 12;

    private Distrust() {}

    /** @param host that the certificate had to be for */
    public static String words(@Nullable Throwable cause, String host) {
        var at = cause;
        for (var i = 0; at != null && i < MOST_CAUSES; i++) {
            var found = one(at, host);
            if (found != null) {
                return found;
            }
            at = at.getCause();
        }
        return "the handshake failed" + (cause == null ? "" : ": " + shortened(String.valueOf(cause.getMessage())));
    }

    private static @Nullable String one(Throwable cause, String host) {
        var text = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        return switch (cause) {
            case CertificateExpiredException _ -> "its certificate has expired";
            case CertificateNotYetValidException _ -> "its certificate is not valid yet";
            case CertPathBuilderException _ -> "no authority that is trusted here has signed its certificate";
            case CertPathValidatorException e when e.getReason() == BasicReason.EXPIRED ->
                "its certificate has expired";
            case CertPathValidatorException e when e.getReason() == BasicReason.NOT_YET_VALID ->
                "its certificate is not valid yet";
            case CertPathValidatorException _ when text.contains("trust anchor") ->
                "no authority that is trusted here has signed its certificate";
            case CertificateException _ when text.contains("subject alternative") || text.contains("no name matching")
                    || text.contains("no subject") ->
                "its certificate is not for " + host;
            case ClosedChannelException _ -> "it closed the connection during the handshake";
            default -> alert(text);
        };
    }

    /** All else comes as words of who does the cryptography; for alerts see RFC 8446, section 6.2. */
    private static @Nullable String alert(String text) {
        if (text.contains("not an ssl/tls record") || text.contains("unrecognized ssl message")) {
            return "it does not speak TLS";
        }
        if (text.contains("protocol_version") || text.contains("protocol version")) {
            return "it speaks neither TLS 1.2 nor 1.3";
        }
        if (text.contains("handshake_failure") || text.contains("handshake failure")) {
            return "it agrees to nothing that is offered, or wants a certificate";
        }
        return text.contains("certificate_required") || text.contains("bad_certificate")
                || text.contains("certificate required")
                        ? "it wants a certificate that it trusts"
                        : null;
    }

    private static String shortened(String text) {
        var line = text.replaceAll("\\P{Print}+", " ").strip();
        return line.length() <= 160 ? line : line.substring(0, 160) + "...";
    }
}
