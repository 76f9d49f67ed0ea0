package stoa.http.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import stoa.runtime.Settings;

/**
 * Whom an https address has to convince: the authorities that the JDK trusts, and those of a file. Reading the former
 * takes 0.2 s of processor time, so nothing is read before it is asked for.
 */
public final class Trust {
    private final Optional<Path> file;
    private @Nullable SSLContext context;

    private Trust(Optional<Path> file) {
        this.file = file;
    }

    public static Trust read(Settings in) {
        return new Trust(in.key("upstream-ca")
                .help("file of authorities in PEM that https instances may come from, beside the usual ones").text()
                .map(Path::of));
    }

    /** The authorities that the JDK trusts, and no other. */
    public static Trust usual() {
        return new Trust(Optional.empty());
    }

    /** @param file of further authorities, in PEM */
    public static Trust with(Path file) {
        return new Trust(Optional.of(file));
    }

    /** The file's authorities. @throws IOException with the file and what is wrong with it */
    public List<X509Certificate> further() throws IOException {
        if (file.isEmpty()) {
            return List.of();
        }
        var path = file.get();
        var all = new ArrayList<X509Certificate>();
        try (var in = Files.newInputStream(path)) {
            for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                all.add((X509Certificate) certificate);
            }
        } catch (NoSuchFileException e) {
            throw new IOException(path + ": there is no such file", e);
        } catch (IOException e) {
            throw new IOException(path + ": cannot be read: " + e.getMessage(), e);
        } catch (GeneralSecurityException e) {
            throw new IOException(path + ": holds no certificates in PEM", e);
        }
        if (all.isEmpty()) {
            throw new IOException(path + ": holds no certificate");
        }
        return all;
    }

    /** Judges chains of certificates by all authorities. @throws IOException as {@link #further()} */
    public X509TrustManager authorities() throws IOException {
        try {
            var usual = manager(null);
            var further = further();
            if (further.isEmpty()) {
                return usual;
            }
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            var number = 0;
            for (var authority : usual.getAcceptedIssuers()) {
                store.setCertificateEntry("usual-" + number++, authority);
            }
            for (var authority : further) {
                store.setCertificateEntry("further-" + number++, authority);
            }
            return manager(store);
        } catch (GeneralSecurityException e) {
            throw new IOException("the trusted authorities cannot be read: " + e.getMessage(), e);
        }
    }

    /** @param store null for the usual ones */
    private static X509TrustManager manager(@Nullable KeyStore store) throws GeneralSecurityException {
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        for (var manager : factory.getTrustManagers()) {
            if (manager instanceof X509TrustManager found) {
                return found;
            }
        }
        throw new GeneralSecurityException("this JDK knows no certificates");
    }

    /** For the JDK's own connections; made once. @throws IOException as {@link #further()} */
    public synchronized SSLContext context() throws IOException {
        var made = context;
        if (made == null) {
            try {
                made = SSLContext.getInstance("TLS");
                made.init(null, new TrustManager[]{authorities()}, null);
            } catch (GeneralSecurityException e) {
                throw new IOException("this JDK speaks no TLS: " + e.getMessage(), e);
            }
            context = made;
        }
        return made;
    }
}
