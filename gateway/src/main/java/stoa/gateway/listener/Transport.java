package stoa.gateway.listener;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import stoa.gateway.listener.ListenerSettings.TransportChoice;
import stoa.runtime.StartFailed;

/** The event loops, and the kernel's interface that they use. */
public final class Transport {
    /** Chunks of 8 KiB times two to this power: 512 KiB. */
    private static final int CHUNK_ORDER = 6;

    private final TransportChoice kind;
    private final EventLoopGroup group;
    private final ByteBufAllocator allocator;

    private Transport(TransportChoice kind, IoHandlerFactory factory, int threads) {
        this.kind = kind;
        this.group = new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory("gateway", true), factory);
        this.allocator = pool(threads);
    }

    /** @throws StartFailed when the machine does not allow what was asked for */
    public static Transport open(TransportChoice choice, int threads) throws StartFailed {
        var kind = choice != TransportChoice.AUTO ? choice : best();
        var refusal = switch (kind) {
            case IO_URING -> IoUring.isAvailable() ? null : IoUring.unavailabilityCause();
            case EPOLL -> Epoll.isAvailable() ? null : Epoll.unavailabilityCause();
            case NIO, AUTO -> null;
        };
        if (refusal != null) {
            throw new StartFailed("gateway-transport " + choice + " is not available here: " + refusal.getMessage());
        }
        return new Transport(kind, switch (kind) {
            case IO_URING -> IoUringIoHandler.newFactory();
            case EPOLL -> EpollIoHandler.newFactory();
            case NIO, AUTO -> NioIoHandler.newFactory();
        }, threads);
    }

    /** One arena for each event loop and small chunks: cheaper by a tenth than the default, and it stays small. */
    private static ByteBufAllocator pool(int threads) {
        return new PooledByteBufAllocator(true, 0, threads, 8192, CHUNK_ORDER,
                PooledByteBufAllocator.defaultSmallCacheSize(), PooledByteBufAllocator.defaultNormalCacheSize(), false);
    }

    /** Finds out what this machine offers, which loads the native libraries. */
    public static void warm() {
        best();
    }

    private static TransportChoice best() {
        return IoUring.isAvailable()
                ? TransportChoice.IO_URING
                : Epoll.isAvailable() ? TransportChoice.EPOLL : TransportChoice.NIO;
    }

    public TransportChoice kind() {
        return kind;
    }

    public EventLoopGroup group() {
        return group;
    }

    /** Makes connections to instances; to be cloned for the event loop that one is to live on. */
    public Bootstrap outgoing() {
        return new Bootstrap().channelFactory(connecting()).disableResolver().option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.ALLOCATOR, allocator);
    }

    private ChannelFactory<? extends Channel> connecting() {
        return switch (kind) {
            case IO_URING -> IoUringSocketChannel::new;
            case EPOLL -> EpollSocketChannel::new;
            case NIO, AUTO -> NioSocketChannel::new;
        };
    }

    ByteBufAllocator allocator() {
        return allocator;
    }

    ChannelFactory<? extends ServerChannel> listening() {
        return switch (kind) {
            case IO_URING -> IoUringServerSocketChannel::new;
            case EPOLL -> EpollServerSocketChannel::new;
            case NIO, AUTO -> NioServerSocketChannel::new;
        };
    }
}
