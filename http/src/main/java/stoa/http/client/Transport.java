package stoa.http.client;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one {@link Client}: the JDK's HTTP/1.1 client on virtual threads. One for plain addresses and, made
 * when first needed, one for TLS: reading the trusted certificates costs 0.2 s of processor time.
 */
final class Transport implements AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    private final ExecutorService threads = Executors
            .newThreadPerTaskExecutor(Thread.ofVirtual().name("client-", 0).factory());
    private final Trust trust;
    private @Nullable HttpClient plain;
    private @Nullable HttpClient secure;
    private @Nullable SSLContext securedBy;
    private boolean closed;

    Transport(Trust trust) {
        this.trust = trust;
    }

    /** @throws Unreachable when the client is closed */
    synchronized HttpClient connections(URI uri) throws Unreachable {
        if (closed) {
            throw Unreachable.stopped();
        }
        if ("https".equals(uri.getScheme())) {
            var by = context();
            if (secure == null || !by.equals(securedBy)) {
                // the former one ends by itself when the last of its requests has
                secure = builder().sslContext(by).build();
                securedBy = by;
            }
            return secure;
        }
        if (plain == null) {
            plain = builder().sslContext(new NoTls()).sslParameters(new SSLParameters()).build();
        }
        return plain;
    }

    private SSLContext context() throws Unreachable {
        try {
            return trust.context();
        } catch (IOException e) {
            throw Unreachable.because(Unreachable.Kind.NOT_TRUSTED, e);
        }
    }

    private HttpClient.Builder builder() {
        return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).proxy(HttpClient.Builder.NO_PROXY)
                .followRedirects(HttpClient.Redirect.NEVER).connectTimeout(CONNECT_TIMEOUT).executor(threads);
    }

    synchronized boolean closed() {
        return closed;
    }

    @Override
    public void close() {
        List<HttpClient> open = new ArrayList<>();
        synchronized (this) {
            closed = true;
            if (plain != null) {
                open.add(plain);
            }
            if (secure != null) {
                open.add(secure);
            }
        }
        open.forEach(HttpClient::shutdownNow);
        threads.shutdown();
    }
}
