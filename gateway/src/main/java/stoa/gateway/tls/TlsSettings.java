package stoa.gateway.tls;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import stoa.runtime.FileStamp;
import stoa.runtime.Settings;

/**
 * What can be set of TLS.
 *
 * @param port of the listener that speaks TLS, before the offset; without one there is no such listener
 * @param certificates for the names that they hold, the first for all others; of none, one for development is made
 * @param redirect the port to which plain requests are sent on, 0 for that of the TLS listener; empty where they are not
 * @param own the certificate that is shown to instances that ask for one
 */
public record TlsSettings(Optional<Integer> port, List<CertificateFiles> certificates, Optional<Integer> redirect,
        ProviderChoice provider, Optional<CertificateFiles> own) {
    private static final int USUAL_PORT = 8443;

    /** Who does the cryptography. */
    public enum ProviderChoice {
        AUTO, BORINGSSL, JDK
    }

    /** A certificate with those that lead to its authority, and its key, as files in PEM. */
    public record CertificateFiles(String certificate, String key) {
        public CertificateFiles {
            if (certificate == null || certificate.isBlank()) {
                throw new IllegalArgumentException("has no certificate: a file in PEM");
            }
            if (key == null || key.isBlank()) {
                throw new IllegalArgumentException("has no key: a file in PEM");
            }
        }

        Path certificatePath() {
            return Path.of(certificate);
        }

        Path keyPath() {
            return Path.of(key);
        }

        /** What looks different when it is worth loading them again. */
        Object stamp() {
            return List.of(FileStamp.of(certificatePath()), FileStamp.of(keyPath()));
        }
    }

    public TlsSettings {
        certificates = List.copyOf(certificates);
    }

    public static TlsSettings read(Settings in) {
        var key = in.key("tls-port");
        var port = key.help("port of the listener that speaks TLS (" + USUAL_PORT
                + " where there are tls-certificates); without certificates one for development is made").port();
        var certificates = in.key("tls-certificates")
                .help("a list of certificate and key, files in PEM: chosen by name, the first for all others")
                .list(CertificateFiles.class);
        if (port.isEmpty() && !certificates.isEmpty()) {
            port = Optional.of(USUAL_PORT);
        }
        return new TlsSettings(port, certificates, redirect(in, port.isPresent()),
                in.key("tls-provider").help("auto takes boringssl where it can be loaded, else jdk")
                        .choice(ProviderChoice.class, ProviderChoice.AUTO),
                own(in));
    }

    private static Optional<CertificateFiles> own(Settings in) {
        var certificate = in.key("upstream-certificate")
                .help("the gateway's certificate for https instances that ask for one, a file in PEM").text();
        var key = in.key("upstream-key").help("the key of the upstream-certificate, a file in PEM").text();
        if (certificate.isPresent() != key.isPresent()) {
            in.error("upstream-certificate and upstream-key: one is of no use without the other");
            return Optional.empty();
        }
        return certificate.map(c -> new CertificateFiles(c, key.orElseThrow()));
    }

    private static Optional<Integer> redirect(Settings in, boolean listens) {
        var text = in.key("tls-redirect")
                .help("send plain requests for a certificate's names to https: true, or the port clients reach it at")
                .text("false");
        if (text.equals("false")) {
            return Optional.empty();
        }
        if (!listens) {
            in.error("tls-redirect: there is no TLS to lead to; set tls-port");
        }
        if (text.equals("true")) {
            return Optional.of(0);
        }
        if (text.matches("[1-9]\\d{0,4}") && Integer.parseInt(text) <= 65_535) {
            return Optional.of(Integer.parseInt(text));
        }
        in.error("tls-redirect: \"" + text + "\" is neither true, false nor a port");
        return Optional.empty();
    }
}
