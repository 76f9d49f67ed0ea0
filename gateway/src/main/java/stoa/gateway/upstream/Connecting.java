package stoa.gateway.upstream;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import stoa.gateway.wire.Desk;
import stoa.http.client.Distrust;

/** The opening of one connection to an instance, on behalf of the attempt that needs it first. */
final class Connecting {
    private static final Logger LOG = LoggerFactory.getLogger(Connecting.class);

    private final Pool pool;
    private final Desk desk;
    private final UpstreamConnection connection;
    private final Attempt first;

    Connecting(Pool pool, UpstreamConnection connection, Attempt first) {
        this.pool = pool;
        this.desk = pool.pools.desk;
        this.connection = connection;
        this.first = first;
    }

    void begin() {
        var host = pool.upstream.host();
        if (isLiteral(host) && (!pool.upstream.isSecure() || pool.pools.outgoing.tls().isReady())) {
            open(new InetSocketAddress(host, pool.upstream.port()));
        } else {
            prepare(host);
        }
    }

    private static boolean isLiteral(String host) {
        return host.indexOf(':') >= 0 || host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
    }

    /** Asking for a name's address blocks, and so does reading whom to trust, which no event loop may. */
    private void prepare(String host) {
        Thread.ofVirtual().name("resolve " + host).start(() -> {
            try {
                if (pool.upstream.isSecure()) {
                    pool.pools.outgoing.tls().prepare();
                }
                var address = new InetSocketAddress(InetAddress.getByName(host), pool.upstream.port());
                desk.events().execute(() -> open(address));
            } catch (IOException | RuntimeException e) {
                desk.events().execute(() -> failed(e));
            }
        });
    }

    private void open(InetSocketAddress address) {
        pool.pools.connect(connection, address).addListener((ChannelFuture done) -> {
            if (desk.events().inEventLoop()) {
                opened(done);
            } else {
                // where not even a socket could be made, the future belongs to no event loop of ours
                desk.events().execute(() -> opened(done));
            }
        });
    }

    private void opened(ChannelFuture done) {
        desk.tick();
        if (!done.isSuccess()) {
            failed(done.cause());
            return;
        }
        if (pool.upstream.isSecure()) {
            if (first.awaits(connection)) {
                first.secures();
            }
            var _ = done.channel().pipeline().get(SslHandler.class).handshakeFuture().addListener(this::shaken);
        } else {
            introduce();
        }
    }

    private void shaken(Future<? super Channel> handshake) {
        desk.tick();
        if (handshake.isSuccess()) {
            introduce();
            return;
        }
        connection.close();
        unusable(
                handshake.cause() instanceof SslHandshakeTimeoutException
                        ? UpstreamFailure.CONNECT_TIMEOUT
                        : UpstreamFailure.TLS,
                Distrust.words(handshake.cause(), pool.upstream.host()));
    }

    private void introduce() {
        if (pool.upstream.isIdentified() && !first.isProven()) {
            if (first.awaits(connection)) {
                first.introduces();
            }
            new Introduction(pool, connection, this::introduced).begin();
        } else {
            ready();
        }
    }

    private void ready() {
        pool.upstream.connected();
        if (first.awaits(connection)) {
            first.connected(connection, false);
        } else {
            pool.release(connection);
        }
    }

    /** @param failure why it cannot be used; its end was told to the pool already */
    private void introduced(@Nullable UpstreamFailure failure) {
        if (failure != null) {
            unusable(failure, "");
        } else if (connection.isUsable()) {
            ready();
        } else if (first.awaits(connection)) {
            // it is who it should be and ends each connection after an answer
            pool.again(first);
        }
    }

    private void unusable(UpstreamFailure failure, String detail) {
        // one that is slow to say who it is may only be busy
        if (failure.isRefusal() && failure != UpstreamFailure.CONNECT_TIMEOUT) {
            pool.pools.refused(pool.upstream, failure);
        }
        if (first.awaits(connection)) {
            first.failed(failure, detail);
        }
    }

    private void failed(@Nullable Throwable cause) {
        var failure = switch (cause) {
            case ConnectTimeoutException _ -> UpstreamFailure.CONNECT_TIMEOUT;
            case NoRouteToHostException _ -> UpstreamFailure.UNREACHABLE;
            case UnknownHostException _ -> UpstreamFailure.UNREACHABLE;
            case ConnectException e when isLocal(e) -> UpstreamFailure.LOCAL;
            case ConnectException _ -> UpstreamFailure.REFUSED;
            case null, default -> UpstreamFailure.LOCAL;
        };
        if (failure.isRefusal()) {
            pool.pools.refused(pool.upstream, failure);
        } else {
            LOG.warn("no connection to {} could be made: {}", pool.upstream.shown(), String.valueOf(cause));
        }
        pool.closed(connection);
        if (first.awaits(connection)) {
            first.failed(failure);
        }
    }

    /** Whether this machine is short of something, such as ports; the native transports tell it only in words. */
    private static boolean isLocal(ConnectException failure) {
        return String.valueOf(failure.getMessage()).contains("Cannot assign requested address");
    }
}
