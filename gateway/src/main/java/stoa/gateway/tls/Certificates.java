package stoa.gateway.tls;

import io.netty.handler.ssl.SslContext;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import stoa.events.Recorder;
import stoa.gateway.certificate.BadCertificate;
import stoa.gateway.certificate.Credential;
import stoa.runtime.Health;

/**
 * The certificates that clients are shown. They are looked at every other second and taken over when they have changed;
 * what cannot be used changes nothing but the gateway's health. Connections that are open go on with what they began with.
 */
final class Certificates implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Certificates.class);
    private static final Duration EVERY = Duration.ofSeconds(2);
    private static final Duration SOON = Duration.ofDays(7);
    private static final String NAME = "tls";

    private final CertificateSource source;
    private final Engine engine;
    private final Recorder events;
    private final InstantSource clock;
    private final TicketKeys tickets = new TicketKeys();
    private final Thread watching = Thread.ofVirtual().name("tls certificates").unstarted(this::watch);
    private Object seen;
    private @Nullable Contexts retired;
    private volatile Contexts current;
    private volatile String trouble = "";

    /** @throws BadCertificate with everything that is wrong with them, one line each */
    Certificates(CertificateSource source, Engine engine, Recorder events, InstantSource clock) throws BadCertificate {
        this.source = source;
        this.engine = engine;
        this.events = events;
        this.clock = clock;
        tickets.change(System.nanoTime());
        seen = source.stamp(clock);
        current = load();
    }

    void start() {
        watching.start();
    }

    private Contexts load() throws BadCertificate {
        var problems = new ArrayList<String>();
        var credentials = source.load(clock, problems::add);
        if (!problems.isEmpty()) {
            throw new BadCertificate(String.join("\n", problems));
        }
        try {
            return Contexts.of(credentials, engine, tickets);
        } catch (SSLException | RuntimeException e) {
            throw new BadCertificate("the certificates cannot be used: " + e.getMessage());
        }
    }

    private void watch() {
        try {
            while (true) {
                Thread.sleep(EVERY);
                look();
            }
        } catch (InterruptedException e) {
            // closed
        }
    }

    private synchronized void look() {
        var before = retired;
        if (before != null) {
            // whoever took one of these before they were replaced has begun its handshake long ago
            retired = null;
            before.release();
        }
        if (tickets.change(System.nanoTime())) {
            current.use(tickets);
        }
        var now = source.stamp(clock);
        if (!now.equals(seen)) {
            seen = now;
            reload();
        }
    }

    private void reload() {
        try {
            var fresh = load();
            trouble = "";
            retired = current;
            current = fresh;
            if (!certificates(fresh).equals(certificates(retired))) {
                tell("certificate.changed", "certificates were changed: " + shown(fresh));
            }
        } catch (BadCertificate e) {
            trouble = String.valueOf(e.getMessage()).replace("\n", "; ");
            tell("certificate.refused", "changed certificates cannot be used, the former ones stay: " + trouble);
        }
    }

    private void tell(String kind, String what) {
        LOG.info("{}", what);
        events.record(kind, NAME, what, Map.of());
    }

    private static List<?> certificates(Contexts of) {
        return of.credentials().stream().map(Credential::certificate).toList();
    }

    private static String shown(Contexts of) {
        return String.join("; ", of.credentials().stream().map(c -> c.shown() + " until " + c.end()).toList());
    }

    /** @param name in lower case; null where the client asks for none */
    SslContext context(@Nullable String name) {
        return current.find(name);
    }

    boolean covers(String name) {
        return current.covers(name);
    }

    /** A file; empty where there is none to be trusted by hand. */
    String authority() {
        return source.authority();
    }

    List<Credential> credentials() {
        return current.credentials();
    }

    /** A bad change and a near end degrade: clients are still served. */
    Health.Check check() {
        if (!trouble.isEmpty()) {
            return degraded("changed certificates cannot be used, the former ones stay: " + trouble);
        }
        var now = clock.instant();
        for (var credential : credentials()) {
            var end = credential.end();
            if (end.isBefore(now)) {
                return degraded("the certificate for " + credential.shown() + " expired at " + end);
            }
            if (!credential.renewsItself() && end.isBefore(now.plus(SOON))) {
                return degraded("the certificate for " + credential.shown() + " expires in " + left(end, now));
            }
        }
        return Health.Check.ok(NAME, "certificates: " + shown(current));
    }

    private static String left(Instant end, Instant now) {
        var left = Duration.between(now, end);
        return left.toDays() > 0 ? left.toDays() + " days" : left.toHours() + " hours";
    }

    private static Health.Check degraded(String why) {
        return new Health.Check(NAME, false, why, Health.Weight.DEGRADES);
    }

    @Override
    public void close() {
        watching.interrupt();
        synchronized (this) {
            var before = retired;
            retired = null;
            if (before != null) {
                before.release();
            }
            current.release();
        }
    }
}
