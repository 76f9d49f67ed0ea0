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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import stoa.runtime.FileStamp;
import stoa.runtime.Settings;

/**
 * Whom an https address has to convince: the authorities that the JDK trusts, and those of a file. Reading the former
 * takes 0.2 s of processor time, so nothing is read before it is asked for.
 */
public final class Trust {
    private static final Logger LOG = LoggerFactory.getLogger(Trust.class);

    private final Optional<Path> file;
    private Object seen = Optional.empty();
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

    /** Whether there is a file of further authorities. */
    public boolean hasFile() {
        return file.isPresent();
    }

    /** What looks different when it is worth reading the file again. */
    public Object stamp() {
        return file.map(FileStamp::of);
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

    /**
     * Judges chains of certificates by the usual authorities and these.
     *
     * @throws IOException when the usual ones cannot be read
     */
    public X509TrustManager authorities(List<X509Certificate> further) throws IOException {
        try {
            var usual = manager(null);
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

    /**
     * For the JDK's own connections. It is another one when the file has changed; a file that cannot be used any more changes
     * nothing.
     *
     * @throws IOException as {@link #further()}, as long as there was none
     */
    public synchronized SSLContext context() throws IOException {
        var before = context;
        var now = stamp();
        if (before != null && now.equals(seen)) {
            return before;
        }
        seen = now;
        try {
            var made = made();
            if (before != null) {
                LOG.info("{} was changed: what it holds is trusted from now on", file.map(Path::toString).orElse(""));
            }
            context = made;
            return made;
        } catch (IOException e) {
            if (before == null) {
                throw e;
            }
            LOG.warn("{}; what it held before is still trusted", e.getMessage());
            return before;
        }
    }

    private SSLContext made() throws IOException {
        try {
            var made = SSLContext.getInstance("TLS");
            made.init(null, new TrustManager[]{authorities(further())}, null);
            return made;
        } catch (GeneralSecurityException e) {
            throw new IOException("this JDK speaks no TLS: " + e.getMessage(), e);
        }
    }
}
