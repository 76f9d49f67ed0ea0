package stoa.gateway.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import stoa.gateway.certificate.Credential;
import stoa.gateway.tls.TlsSettings.ProviderChoice;
import stoa.http.client.Trust;
import stoa.runtime.StartFailed;

/**
 * The side of the instances: TLS to those that are registered by https. Each has to show a certificate for the host of
 * its URL, by an authority that is trusted; that cannot be turned off. Made ready when the first such instance is
 * connected to.
 */
public final class UpstreamTls implements AutoCloseable {
    private final Trust trust;
    private final Optional<Credential> own;
    private final ProviderChoice provider;
    private volatile @Nullable Ready ready;

    private record Ready(SslContext context, Engine engine) {}

    /** @param own what the gateway shows to instances that ask for a certificate */
    UpstreamTls(Trust trust, Optional<Credential> own, ProviderChoice provider) {
        this.trust = trust;
        this.own = own;
        this.provider = provider;
    }

    public boolean isReady() {
        return ready != null;
    }

    /** Reads whom to trust, which no event loop may wait for. @throws IOException with what is wrong in words */
    public synchronized void prepare() throws IOException {
        if (ready != null) {
            return;
        }
        try {
            var engine = Engine.choose(provider);
            var builder = engine.common(SslContextBuilder.forClient()).trustManager(trust.authorities())
                    .endpointIdentificationAlgorithm("HTTPS");
            own.ifPresent(c -> builder.keyManager(c.key(), c.chain().toArray(X509Certificate[]::new)));
            ready = new Ready(builder.build(), engine);
        } catch (StartFailed | SSLException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /**
     * What a new connection is secured with; to be called when it is ready. Chains are judged on threads of their own.
     *
     * @param host as the instance's URL has it: asked for by name, and what the certificate must be for
     */
    public SslHandler handler(ByteBufAllocator alloc, String host, int port, int timeoutMillis) {
        var with = ready;
        if (with == null) {
            throw new IllegalStateException("not ready");
        }
        var handler = with.context.newHandler(alloc, host, port, with.engine.tasks());
        handler.setHandshakeTimeoutMillis(timeoutMillis);
        return handler;
    }

    /** To be called when no connection is opened any more. */
    @Override
    public synchronized void close() {
        var with = ready;
        ready = null;
        if (with != null) {
            ReferenceCountUtil.release(with.context);
        }
    }
}
