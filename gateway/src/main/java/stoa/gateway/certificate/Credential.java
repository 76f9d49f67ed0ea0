package stoa.gateway.certificate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A certificate with its key, found to be usable.
 *
 * @param chain the certificate itself first
 * @param names host names it is for, in lower case, those of a whole domain with their star; addresses are left out
 * @param renewsItself whether the platform made it and makes it anew in time
 */
public record Credential(PrivateKey key, List<X509Certificate> chain, List<String> names, boolean renewsItself) {
    private static final Logger LOG = LoggerFactory.getLogger(Credential.class);
    private static final int DNS = 2;
    private static final byte[] TRIAL = "does the key belong to the certificate".getBytes(
            java.nio.charset.StandardCharsets.US_ASCII);

    public Credential {
        chain = List.copyOf(chain);
        names = List.copyOf(names);
    }

    /**
     * Reads a certificate and its key from files.
     *
     * @param now must lie within the certificate's time
     * @param problem told everything that keeps them from being used
     */
    public static Optional<Credential> load(Path certificate, Path key, Instant now, Consumer<String> problem) {
        var chain = Optional.<List<X509Certificate>>empty();
        var secret = Optional.<PrivateKey>empty();
        try {
            chain = Optional.of(Pem.certificates(certificate));
        } catch (BadCertificate e) {
            problem.accept(e.getMessage());
        }
        try {
            secret = Optional.of(Pem.key(key));
            warnOfReaders(key);
        } catch (BadCertificate e) {
            problem.accept(e.getMessage());
        }
        if (chain.isEmpty() || secret.isEmpty()) {
            return Optional.empty();
        }
        var leaf = chain.get().getFirst();
        var before = new ArrayList<String>();
        if (!belongs(secret.get(), leaf.getPublicKey())) {
            before.add(key + ": is not the key of " + certificate);
        }
        if (leaf.getNotAfter().toInstant().isBefore(now)) {
            before.add(certificate + ": expired at " + leaf.getNotAfter().toInstant());
        }
        if (leaf.getNotBefore().toInstant().isAfter(now)) {
            before.add(certificate + ": is not valid before " + leaf.getNotBefore().toInstant());
        }
        before.forEach(problem);
        return before.isEmpty()
                ? Optional.of(new Credential(secret.get(), chain.get(), names(leaf), false))
                : Optional.empty();
    }

    private static void warnOfReaders(Path key) {
        try {
            if (Files.getPosixFilePermissions(key).contains(PosixFilePermission.OTHERS_READ)) {
                LOG.warn("{} holds a private key that every user of this machine may read; chmod 600 {}", key, key);
            }
        } catch (IOException | UnsupportedOperationException e) {
            // a file system without such permissions
        }
    }

    /** Whether what the one signs the other verifies. */
    static boolean belongs(PrivateKey key, PublicKey to) {
        var algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> key.getAlgorithm();
        };
        try {
            var signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(TRIAL);
            var signed = signature.sign();
            signature.initVerify(to);
            signature.update(TRIAL);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    static List<String> names(X509Certificate certificate) {
        var names = new ArrayList<String>();
        try {
            var all = certificate.getSubjectAlternativeNames();
            if (all != null) {
                for (var name : all) {
                    if (name.get(0) instanceof Integer kind && kind == DNS) {
                        names.add(String.valueOf(name.get(1)).toLowerCase(Locale.ROOT));
                    }
                }
            }
        } catch (CertificateParsingException e) {
            LOG.warn("the names of {} cannot be read: {}", certificate.getSubjectX500Principal(), e.getMessage());
        }
        return names;
    }

    public X509Certificate certificate() {
        return chain.getFirst();
    }

    public Instant end() {
        return certificate().getNotAfter().toInstant();
    }

    /** What people know it by: its names, or whose it says to be where it has none. */
    public String shown() {
        return names.isEmpty() ? certificate().getSubjectX500Principal().getName() : String.join(", ", names);
    }
}
