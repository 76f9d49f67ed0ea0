package stoa.gateway.tls;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.util.ReferenceCountUtil;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import stoa.gateway.certificate.Credential;

/** What clients are shown, by the name that they ask for: an exact one before one of a whole domain, else the first. */
final class Contexts {
    private final List<Credential> credentials;
    private final List<SslContext> all = new ArrayList<>();
    private final Map<String, SslContext> exact = new HashMap<>();
    /** Under {@code .example.com} for {@code *.example.com}. */
    private final Map<String, SslContext> domains = new HashMap<>();

    private Contexts(List<Credential> credentials) {
        this.credentials = credentials;
    }

    /** @param credentials at least one */
    static Contexts of(List<Credential> credentials, Engine engine, TicketKeys tickets) throws SSLException {
        var made = new Contexts(List.copyOf(credentials));
        try {
            for (var credential : made.credentials) {
                made.add(credential, context(credential, engine));
            }
        } catch (SSLException | RuntimeException e) {
            made.release();
            throw e;
        }
        made.use(tickets);
        return made;
    }

    private static SslContext context(Credential credential, Engine engine) throws SSLException {
        return engine.common(SslContextBuilder.forServer(credential.key(),
                credential.chain().toArray(X509Certificate[]::new))).build();
    }

    private void add(Credential credential, SslContext context) {
        all.add(context);
        for (var name : credential.names()) {
            if (name.startsWith("*.")) {
                domains.putIfAbsent(name.substring(1), context);
            } else {
                exact.putIfAbsent(name, context);
            }
        }
    }

    void use(TicketKeys tickets) {
        all.forEach(tickets::giveTo);
    }

    List<Credential> credentials() {
        return credentials;
    }

    /** @param name in lower case; null where the client asks for none */
    SslContext find(@Nullable String name) {
        var found = name == null ? null : named(name);
        return found == null ? all.getFirst() : found;
    }

    /** Whether a certificate names it, by itself or by its domain (one label in place of the star: RFC 6125). */
    boolean covers(String name) {
        return named(name) != null;
    }

    private @Nullable SslContext named(String name) {
        var found = exact.get(name);
        if (found != null) {
            return found;
        }
        var dot = name.indexOf('.');
        return dot < 1 ? null : domains.get(name.substring(dot));
    }

    /** To be called when no handshake begins with them any more; those under way keep theirs. */
    void release() {
        all.forEach(ReferenceCountUtil::release);
    }
}
