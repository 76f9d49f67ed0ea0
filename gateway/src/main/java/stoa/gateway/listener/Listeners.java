package stoa.gateway.listener;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import stoa.gateway.listener.ListenerSettings.Port;
import stoa.runtime.StartFailed;

/** The gateway's bound ports. The main one is required; others that are taken are reported together and left out. */
public final class Listeners {
    private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);
    private static final int BACKLOG = 4096;

    private final List<Bound> bound;

    /** A port that is being listened on. */
    public record Bound(Port port, URI uri, Channel channel) {}

    private Listeners(List<Bound> bound) {
        this.bound = List.copyOf(bound);
    }

    /**
     * Binds all ports.
     *
     * @param accepted told of each connection and the listener it came in by, on the connection's event loop
     * @throws StartFailed when the main port is taken, in one line that names all taken ports
     */
    public static Listeners bind(ListenerSettings settings, Transport transport, BiConsumer<Channel, Port> accepted)
            throws StartFailed {
        var address = address(settings.host());
        var bound = new ArrayList<Bound>();
        var taken = new ArrayList<Port>();
        var failures = new ArrayList<Throwable>();
        for (var port : settings.ports()) {
            var done = bootstrap(transport, port, accepted).bind(new InetSocketAddress(address, port.number()))
                    .awaitUninterruptibly();
            if (done.isSuccess()) {
                bound.add(new Bound(port, uri(port, address, done.channel()), done.channel()));
            } else {
                if (!isTaken(done.cause()) && !port.label().equals(ListenerSettings.MAIN)) {
                    LOG.warn("the gateway cannot listen on port {} ({}) and goes on without: {}", port.number(),
                            port.label(), String.valueOf(done.cause().getMessage()));
                    continue;
                }
                taken.add(port);
                failures.add(done.cause());
            }
        }
        var listeners = new Listeners(bound);
        if (taken.isEmpty()) {
            return listeners;
        }
        if (!taken.getFirst().label().equals(ListenerSettings.MAIN)) {
            LOG.warn("{}; the gateway goes on without", new Ports(settings).describe(taken));
            return listeners;
        }
        listeners.close();
        throw failure(settings, taken, failures.getFirst());
    }

    private static StartFailed failure(ListenerSettings settings, List<Port> taken, Throwable cause) {
        if (isTaken(cause)) {
            return new StartFailed("the gateway cannot listen: " + new Ports(settings).describe(taken), cause);
        }
        return new StartFailed("the gateway cannot listen on " + settings.host() + ":" + taken.getFirst().number()
                + ": " + cause.getMessage(), cause);
    }

    private static boolean isTaken(Throwable cause) {
        var message = String.valueOf(cause.getMessage());
        // a port that may not be used is told by the same exception as one that is taken
        return message.contains("Address already in use")
                || (cause instanceof BindException && !message.contains("Permission denied"));
    }

    private static InetAddress address(String host) throws StartFailed {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new StartFailed("the gateway cannot listen on " + host + ": no such address", e);
        }
    }

    private static ServerBootstrap bootstrap(Transport transport, Port port, BiConsumer<Channel, Port> accepted) {
        return new ServerBootstrap().group(transport.group()).channelFactory(transport.listening())
                .option(ChannelOption.SO_BACKLOG, BACKLOG).option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.ALLOCATOR, transport.allocator())
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        accepted.accept(channel, port);
                    }
                });
    }

    /** Where a client on this machine reaches the port. */
    private static URI uri(Port of, InetAddress address, Channel channel) {
        var port = ((InetSocketAddress) channel.localAddress()).getPort();
        var host = address.isAnyLocalAddress() ? "127.0.0.1" : address.getHostAddress();
        return URI.create((of.isSecure() ? "https://" : "http://") + (host.indexOf(':') >= 0 ? "[" + host + "]" : host)
                + ":" + port + "/");
    }

    /** The main listener first. */
    public List<Bound> bound() {
        return bound;
    }

    /** Takes no further connection. */
    public void close() {
        bound.forEach(b -> b.channel().close().awaitUninterruptibly());
    }
}
