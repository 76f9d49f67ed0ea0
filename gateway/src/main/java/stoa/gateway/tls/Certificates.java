package stoa.gateway.tls;

import io.netty.handler.ssl.SslContext;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import stoa.events.Recorder;
import stoa.gateway.certificate.BadCertificate;
import stoa.gateway.certificate.Credential;
import stoa.runtime.Health;

/** The certificates that clients are shown. Connections that are open go on with what they began with. */
final class Certificates implements AutoCloseable {
    private static final Duration SOON = Duration.ofDays(7);
    private static final String NAME = "tls";

    private final CertificateSource source;
    private final InstantSource clock;
    private final Renewed<Contexts> current;

    /** @throws BadCertificate with everything that is wrong with them, one line each */
    Certificates(CertificateSource source, Engine engine, Recorder events, InstantSource clock) throws BadCertificate {
        this.source = source;
        this.clock = clock;
        current = new Renewed<>(new Renewed.Words(NAME, "certificates"), new Making(source, engine, clock), events);
    }

    void start() {
        current.start();
    }

    private record Making(CertificateSource source, Engine engine, InstantSource clock, TicketKeys tickets)
            implements
                Renewed.Source<Contexts> {
        Making(CertificateSource source, Engine engine, InstantSource clock) {
            this(source, engine, clock, new TicketKeys());
            tickets.change(System.nanoTime());
        }

        @Override
        public Object stamp() {
            return source.stamp(clock);
        }

        @Override
        public Contexts make() throws BadCertificate {
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

        @Override
        public String changed(Contexts before, Contexts after) {
            return certificates(before).equals(certificates(after)) ? "" : shown(after);
        }

        @Override
        public void tick(Contexts now) {
            if (tickets.change(System.nanoTime())) {
                now.use(tickets);
            }
        }

        @Override
        public void release(Contexts made) {
            made.release();
        }
    }

    private static List<?> certificates(Contexts of) {
        return of.credentials().stream().map(Credential::certificate).toList();
    }

    private static String shown(Contexts of) {
        return String.join("; ", of.credentials().stream().map(c -> c.shown() + " until " + c.end()).toList());
    }

    /** @param name in lower case; null where the client asks for none */
    SslContext context(@Nullable String name) {
        return current.current().find(name);
    }

    boolean covers(String name) {
        return current.current().covers(name);
    }

    /** A file; empty where there is none to be trusted by hand. */
    String authority() {
        return source.authority();
    }

    List<Credential> credentials() {
        return current.current().credentials();
    }

    /** A bad change and a near end degrade: clients are still served. */
    Health.Check check() {
        var trouble = current.trouble();
        if (trouble.isPresent()) {
            return trouble.get();
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
        return Health.Check.ok(NAME, "certificates: " + shown(current.current()));
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
        current.close();
    }
}
