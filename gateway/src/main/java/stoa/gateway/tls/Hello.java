package stoa.gateway.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SniHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.Mapping;

/** Reads a client's first message, and goes on with the certificate for the name that it asks for (RFC 6066). */
final class Hello extends SniHandler {
    /** Tickets and post-quantum shares are a few kilobytes; nobody needs to make us keep megabytes. */
    private static final int LARGEST = 32 * 1024;

    private final Engine engine;

    Hello(Mapping<String, SslContext> contexts, Engine engine, long timeoutMillis) {
        super(contexts, LARGEST, timeoutMillis);
        this.engine = engine;
    }

    /** BoringSSL signs with the key in a tenth of a millisecond, which is less than a way to another thread and back. */
    @Override
    protected SslHandler newSslHandler(SslContext context, ByteBufAllocator alloc) {
        var handler = engine.isBoring() ? context.newHandler(alloc) : context.newHandler(alloc, engine.tasks());
        handler.setHandshakeTimeoutMillis(handshakeTimeoutMillis);
        return handler;
    }
}
