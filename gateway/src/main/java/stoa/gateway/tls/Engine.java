package stoa.gateway.tls;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.internal.tcnative.SSL;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import stoa.gateway.tls.TlsSettings.ProviderChoice;
import stoa.runtime.StartFailed;

/** Who does the cryptography, and what is the same of every context: versions, protocols, where long work is done. */
final class Engine {
    private static final int THREADS = 2;
    private static final int IDLE_SECONDS = 10;
    /** What is spoken inside; HTTP/2 would be named here, and taken up by {@link Arrival}. */
    private static final String[] PROTOCOLS = {"http/1.1"};

    private final boolean boring;
    private final Executor tasks;

    private Engine(boolean boring) {
        this.boring = boring;
        var pool = new ThreadPoolExecutor(THREADS, THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
                new DefaultThreadFactory("tls", true));
        pool.allowCoreThreadTimeOut(true);
        tasks = pool;
    }

    /** @throws StartFailed when what was asked for cannot be loaded here */
    static Engine choose(ProviderChoice wanted) throws StartFailed {
        return switch (wanted) {
            case JDK -> new Engine(false);
            case AUTO -> new Engine(OpenSsl.isAvailable());
            case BORINGSSL -> {
                if (!OpenSsl.isAvailable()) {
                    throw new StartFailed("tls-provider boringssl cannot be loaded here: "
                            + OpenSsl.unavailabilityCause().getMessage());
                }
                yield new Engine(true);
            }
        };
    }

    boolean isBoring() {
        return boring;
    }

    /** For people. */
    String shown() {
        return boring ? "boringssl (" + OpenSsl.versionString() + ")" : "jdk (" + Runtime.version() + ")";
    }

    /** Contexts of BoringSSL live outside the heap and are counted, so that none waits for a collection to be freed. */
    SslContextBuilder common(SslContextBuilder builder) {
        return builder.sslProvider(boring ? SslProvider.OPENSSL_REFCNT : SslProvider.JDK)
                .protocols("TLSv1.3", "TLSv1.2").applicationProtocolConfig(new ApplicationProtocolConfig(Protocol.ALPN,
                        SelectorFailureBehavior.NO_ADVERTISE, SelectedListenerFailureBehavior.ACCEPT, PROTOCOLS));
    }

    /**
     * Whether the client came back to a session that it had before, which spared both the long handshake. Only BoringSSL
     * tells; to be asked on the connection's event loop.
     */
    static boolean isResumed(SSLEngine after) {
        return after instanceof ReferenceCountedOpenSslEngine boring && boring.sslPointer() != 0
                && SSL.isSessionReused(boring.sslPointer());
    }

    /** Where work is done that an event loop should not wait for: chains of certificates, the JDK's key exchange. */
    Executor tasks() {
        return tasks;
    }
}
