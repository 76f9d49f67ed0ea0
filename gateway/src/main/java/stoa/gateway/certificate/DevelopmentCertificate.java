package stoa.gateway.certificate;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import stoa.runtime.DataFolder;
import stoa.runtime.StartFailed;

/**
 * The certificate of who has none: for the names of this machine, by an authority of this data folder alone. Made once
 * for all processes that share the folder, and again a month before it ends; the authority stays, so that it has to be
 * trusted once.
 */
public final class DevelopmentCertificate {
    private static final Logger LOG = LoggerFactory.getLogger(DevelopmentCertificate.class);
    /** In the data folder: what a client has to trust. */
    public static final String AUTHORITY = "tls/dev-ca.pem";
    private static final String AUTHORITY_KEY = "tls/dev-ca-key.pem";
    private static final String SERVER = "tls/dev-server.pem";
    private static final Duration AUTHORITY_LIFE = Duration.ofDays(3650);
    private static final Duration LIFE = Duration.ofDays(365);
    private static final Duration RENEW = Duration.ofDays(30);
    /** Clocks of other machines may be behind. */
    private static final Duration EARLY = Duration.ofHours(1);
    private static final Duration WAIT = Duration.ofSeconds(10);
    private static final int WAIT_MILLIS = 20;

    private final DataFolder data;
    private final InstantSource clock;
    private final List<String> names;

    /** @param names host names and addresses it is for, beside those of this machine */
    public DevelopmentCertificate(DataFolder data, InstantSource clock, List<String> names) {
        this.data = data;
        this.clock = clock;
        var all = new LinkedHashSet<>(List.of("localhost", "127.0.0.1", "::1"));
        all.addAll(names);
        this.names = List.copyOf(all);
    }

    /** The name of this machine where it has one that a certificate can hold. */
    public static Optional<String> machine() {
        try {
            return Optional.of(InetAddress.getLocalHost().getHostName().toLowerCase(Locale.ROOT))
                    .filter(n -> n.matches("[a-z0-9_-]+(\\.[a-z0-9_-]+)*"));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /** What a client has to trust. */
    public Path authority() {
        return data.file(AUTHORITY);
    }

    /** Where it is kept, with its key. */
    public Path server() {
        return data.file(SERVER);
    }

    /** Whether it is the literal of one address, and not of all that a machine has. */
    public static boolean isSomeAddress(String host) {
        return CertificateMaker.isAddress(host) && !InetAddress.ofLiteral(host).isAnyLocalAddress();
    }

    /** The one that is there, or a new one. @throws BadCertificate when none can be made */
    public Credential provide() throws BadCertificate {
        var there = find();
        if (there.isPresent()) {
            return there.get();
        }
        try (var _ = lock()) {
            // another process may have been quicker
            there = find();
            return there.isPresent() ? there.get() : make();
        } catch (IOException | GeneralSecurityException | StartFailed e) {
            throw new BadCertificate("no development certificate can be made in " + authority().getParent() + ": "
                    + e.getMessage(), e);
        }
    }

    private DataFolder.Lock lock() throws StartFailed, IOException {
        Files.createDirectories(authority().getParent());
        var end = System.nanoTime() + WAIT.toNanos();
        while (System.nanoTime() < end) {
            var lock = data.tryLock("tls/dev");
            if (lock.isPresent()) {
                return lock.get();
            }
            try {
                Thread.sleep(WAIT_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StartFailed("interrupted");
            }
        }
        throw new StartFailed("another process holds the lock there");
    }

    private Optional<Credential> find() {
        if (!Files.exists(data.file(SERVER)) || !Files.exists(authority())) {
            return Optional.empty();
        }
        try {
            var chain = Pem.certificates(data.file(SERVER));
            var key = Pem.key(data.file(SERVER));
            var leaf = chain.getFirst();
            leaf.verify(Pem.certificates(authority()).getFirst().getPublicKey());
            var fits = lasts(leaf) && Credential.belongs(key, leaf.getPublicKey()) && covered(leaf);
            return fits
                    ? Optional.of(new Credential(key, chain, Credential.names(leaf), true))
                    : Optional.empty();
        } catch (BadCertificate | GeneralSecurityException e) {
            LOG.warn("the development certificate in {} is made anew: {}", data.file(SERVER), e.getMessage());
            return Optional.empty();
        }
    }

    private boolean lasts(X509Certificate certificate) {
        return clock.instant().plus(RENEW).isBefore(certificate.getNotAfter().toInstant());
    }

    private boolean covered(X509Certificate leaf) {
        return Credential.names(leaf)
                .containsAll(names.stream().filter(n -> !CertificateMaker.isAddress(n)).toList());
    }

    private Credential make() throws IOException, GeneralSecurityException {
        var now = clock.instant();
        var issuer = authority(now);
        var keys = CertificateMaker.keys();
        var leaf = CertificateMaker.make(
                new CertificateMaker.Draft(new X500Principal("CN=localhost, O=Stoa development"), keys.getPublic(),
                        now.minus(EARLY), now.plus(LIFE), names),
                issuer);
        write(SERVER, Pem.text(keys.getPrivate()) + Pem.text(leaf));
        return new Credential(keys.getPrivate(), List.of(leaf), Credential.names(leaf), true);
    }

    private CertificateMaker.Issuer authority(Instant now) throws IOException, GeneralSecurityException {
        if (Files.exists(authority()) && Files.exists(data.file(AUTHORITY_KEY))) {
            try {
                var certificate = Pem.certificates(authority()).getFirst();
                var key = Pem.key(data.file(AUTHORITY_KEY));
                var lasts = now.plus(LIFE).isBefore(certificate.getNotAfter().toInstant());
                if (lasts && Credential.belongs(key, certificate.getPublicKey())) {
                    return CertificateMaker.Issuer.of(certificate, key);
                }
            } catch (BadCertificate e) {
                LOG.warn("the development authority is made anew, to be trusted anew: {}", e.getMessage());
            }
        }
        var keys = CertificateMaker.keys();
        // two folders' authorities must not be taken for one another by who trusts both
        var name = new X500Principal("CN=Stoa development authority " + Long.toHexString(now.toEpochMilli())
                + ", O=Stoa development");
        var issuer = new CertificateMaker.Issuer(name, keys.getPublic(), keys.getPrivate());
        var certificate = CertificateMaker.make(new CertificateMaker.Draft(name, keys.getPublic(), now.minus(EARLY),
                now.plus(AUTHORITY_LIFE), List.of()), issuer);
        write(AUTHORITY_KEY, Pem.text(keys.getPrivate()));
        data.write(AUTHORITY, Pem.text(certificate));
        return issuer;
    }

    /** Whole from the moment it is there, and of mode 0600. */
    private void write(String name, String content) throws IOException {
        var target = data.file(name);
        var fresh = Files.createTempFile(target.getParent(), ".dev", "");
        try {
            Files.writeString(fresh, content);
            Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(fresh, target, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }
}
