package stoa.gateway.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import stoa.events.Recorder;
import stoa.gateway.certificate.BadCertificate;
import stoa.gateway.certificate.Credential;
import stoa.gateway.tls.TlsSettings.CertificateFiles;
import stoa.gateway.tls.TlsSettings.ProviderChoice;
import stoa.http.client.Trust;
import stoa.runtime.Health;
import stoa.runtime.StartFailed;

/**
 * The side of the instances: TLS to those that are registered by https. Each has to show a certificate for the host of
 * its URL, by an authority that is trusted; that cannot be turned off. The files are read at the start and when they have
 * changed; the costly rest is made when the first such instance is connected to. Connections that are open go on.
 */
public final class UpstreamTls implements AutoCloseable {
    private static final String NAME = "upstream-tls";
    private static final String WHAT = "certificates towards instances";

    private final Trust trust;
    private final Optional<CertificateFiles> own;
    private final ProviderChoice provider;
    private final Making making = new Making();
    private final Renewed<Outfit> files;
    private @Nullable Engine engine;

    /**
     * @param own what the gateway shows to instances that ask for a certificate
     * @throws BadCertificate with everything that is wrong with the files, one line each
     */
    UpstreamTls(Trust trust, Optional<CertificateFiles> own, ProviderChoice provider, Recorder events)
            throws BadCertificate {
        this.trust = trust;
        this.own = own;
        this.provider = provider;
        files = new Renewed<>(new Renewed.Words(NAME, WHAT), making,
                events);
        if (hasFiles()) {
            files.start();
        }
    }

    private boolean hasFiles() {
        return trust.hasFile() || own.isPresent();
    }

    private record Ready(SslContext context, Engine engine) {}

    /** What the files hold, and what is made of it when it is needed. Changed under the lock of {@link #files}. */
    private static final class Outfit {
        private final List<X509Certificate> further;
        private final Optional<Credential> own;
        private volatile @Nullable Ready ready;

        Outfit(List<X509Certificate> further, Optional<Credential> own) {
            this.further = further;
            this.own = own;
        }

        List<X509Certificate> certificates() {
            var all = new ArrayList<>(further);
            own.ifPresent(c -> all.addAll(c.chain()));
            return all;
        }

        void release() {
            var made = ready;
            ready = null;
            if (made != null) {
                ReferenceCountUtil.release(made.context);
            }
        }
    }

    private final class Making implements Renewed.Source<Outfit> {
        /** Whether some instance was connected to. */
        private boolean wanted;

        @Override
        public Object stamp() {
            return List.of(trust.stamp(), own.map(CertificateFiles::stamp));
        }

        @Override
        public Outfit make() throws BadCertificate {
            var problems = new ArrayList<String>();
            List<X509Certificate> further = List.of();
            try {
                further = trust.further();
            } catch (IOException e) {
                problems.add(e.getMessage());
            }
            var credential = own.flatMap(
                    f -> Credential.load(f.certificatePath(), f.keyPath(), Instant.now(), problems::add));
            if (!problems.isEmpty()) {
                throw new BadCertificate(String.join("\n", problems));
            }
            var outfit = new Outfit(further, credential);
            if (wanted) {
                try {
                    ready(outfit);
                } catch (IOException | RuntimeException e) {
                    throw new BadCertificate("they cannot be used: " + e.getMessage());
                }
            }
            return outfit;
        }

        @Override
        public String changed(Outfit before, Outfit after) {
            return before.certificates().equals(after.certificates())
                    ? ""
                    : after.further.size() + " further authorities"
                            + after.own.map(c -> ", shown: " + c.shown() + " until " + c.end()).orElse("");
        }

        @Override
        public void release(Outfit made) {
            made.release();
        }
    }

    private void ready(Outfit outfit) throws IOException {
        if (outfit.ready != null) {
            return;
        }
        try {
            var with = engine == null ? Engine.choose(provider) : engine;
            engine = with;
            var builder = with.common(SslContextBuilder.forClient()).trustManager(trust.authorities(outfit.further))
                    .endpointIdentificationAlgorithm("HTTPS");
            outfit.own.ifPresent(c -> builder.keyManager(c.key(), c.chain().toArray(X509Certificate[]::new)));
            outfit.ready = new Ready(builder.build(), with);
        } catch (StartFailed | SSLException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    public boolean isReady() {
        return files.current().ready != null;
    }

    /** Makes what connections need, which no event loop may wait for. @throws IOException with what is wrong in words */
    public void prepare() throws IOException {
        synchronized (files) {
            making.wanted = true;
            ready(files.current());
        }
    }

    /**
     * What a new connection is secured with; to be called when it is ready. Chains are judged on threads of their own.
     *
     * @param host as the instance's URL has it: asked for by name, and what the certificate must be for
     */
    public SslHandler handler(ByteBufAllocator alloc, String host, int port, int timeoutMillis) {
        var with = files.current().ready;
        if (with == null) {
            throw new IllegalStateException("not ready");
        }
        var handler = with.context.newHandler(alloc, host, port, with.engine.tasks());
        handler.setHandshakeTimeoutMillis(timeoutMillis);
        return handler;
    }

    /** What is to be told of the files under {@code /health}; empty where none is set. */
    public Optional<Health.Check> check() {
        return hasFiles()
                ? files.trouble().or(() -> Optional.of(Health.Check.ok(NAME, WHAT + " can be used")))
                : Optional.empty();
    }

    /** To be called when no connection is opened any more. */
    @Override
    public void close() {
        files.close();
    }
}
