package stoa.gateway.certificate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.security.auth.x500.X500Principal;

/** An authority of a test's own, and what servers and clients make of it. */
public final class TestAuthority {
    private static final char[] PASSWORD = {};

    private final KeyPair keys;
    private final X509Certificate certificate;

    public TestAuthority() {
        try {
            keys = CertificateMaker.keys();
            var name = new X500Principal("CN=test authority " + System.nanoTime());
            certificate = CertificateMaker.make(
                    new CertificateMaker.Draft(name, keys.getPublic(), Instant.now().minus(Duration.ofDays(100)),
                            Instant.now().plus(Duration.ofDays(100)), List.of()),
                    new CertificateMaker.Issuer(name, keys.getPublic(), keys.getPrivate()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A certificate with its key. */
    public record Issued(KeyPair keys, X509Certificate certificate) {
        /** Replaces both files. @return their names as a setting has them */
        public String into(Path folder, String name) throws IOException, GeneralSecurityException {
            put(folder.resolve(name + "-key.pem"), Pem.text(keys.getPrivate()));
            put(folder.resolve(name + ".pem"), Pem.text(certificate));
            return "{certificate: " + folder.resolve(name + ".pem") + ", key: " + folder.resolve(name + "-key.pem")
                    + "}";
        }

        private static void put(Path file, String text) throws IOException {
            var fresh = Files.createTempFile(file.getParent(), "fresh", "");
            Files.writeString(fresh, text);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    public Issued issue(String... names) throws GeneralSecurityException {
        return issue(Instant.now().plus(Duration.ofDays(60)), names);
    }

    public Issued issue(Instant until, String... names) throws GeneralSecurityException {
        return issue(CertificateMaker.keys(), until, names);
    }

    public Issued issue(KeyPair pair, Instant until, String... names) throws GeneralSecurityException {
        return new Issued(pair, CertificateMaker.make(
                new CertificateMaker.Draft(new X500Principal("CN=" + names[0].replace("*", "all")), pair.getPublic(),
                        Instant.now().minus(Duration.ofDays(90)), until, List.of(names)),
                CertificateMaker.Issuer.of(certificate, keys.getPrivate())));
    }

    /** The authority's certificate as a file. */
    public Path into(Path folder) throws IOException, GeneralSecurityException {
        return Files.writeString(folder.resolve("ca-" + System.nanoTime() + ".pem"), Pem.text(certificate));
    }

    /** What trusts this authority alone. */
    public SSLContext client() throws GeneralSecurityException, IOException {
        return context(null);
    }

    /** A server's side, or that of a client with a certificate. */
    public SSLContext context(@org.jspecify.annotations.Nullable Issued shown)
            throws GeneralSecurityException, IOException {
        var trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry("ca", certificate);
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        var managers = new KeyManager[0];
        if (shown != null) {
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            store.setKeyEntry("own", shown.keys.getPrivate(), PASSWORD, new Certificate[]{shown.certificate});
            var keyManagers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keyManagers.init(store, PASSWORD);
            managers = keyManagers.getKeyManagers();
        }
        var context = SSLContext.getInstance("TLS");
        context.init(managers, trust.getTrustManagers(), null);
        return context;
    }
}
