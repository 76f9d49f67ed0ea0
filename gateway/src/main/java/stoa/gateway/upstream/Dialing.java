package stoa.gateway.upstream;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.time.Duration;
import stoa.gateway.balance.Upstream;
import stoa.gateway.tls.UpstreamTls;

/**
 * How connections to instances are opened, plain and by TLS.
 *
 * @param bootstrap makes connections, of the kind of the event loops
 * @param timeout for a connection, and again for its handshake
 */
public record Dialing(Bootstrap bootstrap, UpstreamTls tls, Duration timeout) {
    public Dialing {
        bootstrap = bootstrap.clone().option(ChannelOption.CONNECT_TIMEOUT_MILLIS,
                Math.toIntExact(timeout.toMillis()));
    }

    /** @param connection takes what comes, by TLS when the handshake is over */
    ChannelFuture open(EventLoop on, Upstream to, InetSocketAddress address, ChannelHandler connection) {
        // where an instance takes no more of a request, its answer may still be on its way
        return bootstrap.clone(on).option(ChannelOption.AUTO_CLOSE, false)
                .handler(to.isSecure() ? secured(to, connection) : connection).connect(address);
    }

    private ChannelInitializer<Channel> secured(Upstream to, ChannelHandler connection) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline().addLast(tls.handler(channel.alloc(), to.host(), to.port(),
                        Math.toIntExact(timeout.toMillis())), connection);
            }
        };
    }
}
