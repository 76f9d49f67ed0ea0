package stoa.gateway.relay;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import stoa.events.Recorder;
import stoa.gateway.admin.Traffic;
import stoa.gateway.balance.Ejection;
import stoa.gateway.balance.Notices;
import stoa.gateway.balance.Upstream;
import stoa.gateway.files.FileThreads;
import stoa.gateway.forward.Gatekeeper;
import stoa.gateway.upstream.Dialing;
import stoa.gateway.upstream.UpstreamFailure;
import stoa.telemetry.AccessLog;

/**
 * The data plane: takes accepted connections and relays their requests. An exchange and its instance's connection live
 * on the event loop of the client's connection, so nothing in here is shared between threads but counters.
 */
public final class Relay {
    /** So long a client may need to use a connection again that it was about to use when the drain began. */
    private static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    /** Of an unsent body; more than one read may bring, so that not each of them stops the other side. */
    private static final WriteBufferWaterMark UNSENT = new WriteBufferWaterMark(128 * 1024, 256 * 1024);
    private static final long LOOK_EVERY_MILLIS = 10;

    private final Gatekeeper gatekeeper;
    private final Traffic traffic;
    private final Consumer<AccessLog.Entry> log;
    private final BiConsumer<Upstream, String> refusals;
    private final Recorder events;
    private final FileThreads files;
    private final IdentityHashMap<EventLoop, Loop> loops = new IdentityHashMap<>();
    private volatile boolean draining;
    private volatile boolean heard;

    /**
     * @param group the event loops that accept and relay
     * @param outgoing opens connections to instances, of the group's kind
     * @param log takes one entry for each request; called on event loops, so it must not wait
     * @param refusals told of each instance that begins to refuse connections, or is ejected for its failures, with what it
     *            is in words; as log
     * @param files where files are opened and read; not closed here
     */
    public Relay(RelaySettings settings, EventLoopGroup group, Dialing outgoing,
            Gatekeeper gatekeeper, Traffic traffic, Consumer<AccessLog.Entry> log,
            BiConsumer<Upstream, String> refusals,
            Recorder events, FileThreads files) {
        this.gatekeeper = gatekeeper;
        this.traffic = traffic;
        this.log = log;
        this.refusals = refusals;
        this.events = events;
        this.files = files;
        var seeds = new SplittableRandom(new SecureRandom().nextLong());
        var found = new ArrayList<EventLoop>();
        group.forEach(executor -> found.add((EventLoop) executor));
        found.forEach(
                loop -> loops.put(loop, new Loop(loop, settings, found.size(), this, outgoing, seeds.split())));
    }

    /** Takes a connection that a listener has accepted. */
    public void accept(Channel channel, Entrance entrance) {
        var loop = loop(channel);
        channel.config().setWriteBufferWaterMark(UNSENT);
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        channel.pipeline().addLast(new ClientConnection(loop, entrance));
    }

    /** A connection is about to come through its handshake, or to end; a drain waits a moment for it. */
    public void expect(Channel channel) {
        var arriving = loop(channel).arriving;
        arriving.add(channel);
        var _ = channel.closeFuture().addListener(_ -> arriving.remove(channel));
    }

    /** Takes a connection whose handshake is over; to be called on its event loop. */
    public void acceptSecured(Channel channel, Entrance entrance) {
        var loop = loop(channel);
        loop.arriving.remove(channel);
        channel.config().setWriteBufferWaterMark(UNSENT);
        var client = new ClientConnection(loop, entrance);
        client.channelActive(channel.pipeline().addLast(client).context(client));
    }

    private Loop loop(Channel channel) {
        var loop = loops.get(channel.eventLoop());
        if (loop == null) {
            throw new IllegalArgumentException("the channel is on an event loop of another group");
        }
        return loop;
    }

    /** To be called when the registry is known; before, no service is said to be unknown. */
    public void heard() {
        heard = true;
    }

    /** Tells of instances that are left alone for their failures as of those that refuse connections. */
    public Notices notices() {
        return new Bulletin(events, refusals);
    }

    Gatekeeper gatekeeper() {
        return gatekeeper;
    }

    FileThreads files() {
        return files;
    }

    boolean hasHeard() {
        return heard;
    }

    /** These instances take nothing new: their idle connections are closed, those at work finish. */
    public void retire(Collection<Upstream> upstreams) {
        if (!upstreams.isEmpty()) {
            loops.values().forEach(loop -> loop.events.execute(() -> upstreams.forEach(loop.pools::retire)));
        }
    }

    /** Finishes what is in flight, then closes every connection; returns when all are closed or the time is over. */
    public void drain(Duration grace) {
        draining = true;
        var begin = System.nanoTime();
        try {
            while (true) {
                var passed = System.nanoTime() - begin;
                var idleFor = passed < grace.toNanos() - LATE_NANOS ? LATE_NANOS : 0;
                if (closeIdle(idleFor, passed < LATE_NANOS) == 0 || passed >= grace.toNanos()) {
                    return;
                }
                Thread.sleep(LOOK_EVERY_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** @return how many connections are left; those before the end of their handshake only where they count */
    private int closeIdle(long idleForNanos, boolean arrivingToo) throws InterruptedException {
        var left = 0;
        for (var loop : List.copyOf(loops.values())) {
            if (loop.events.isShuttingDown()) {
                continue;
            }
            try {
                left += loop.events.submit(() -> {
                    loop.tick();
                    List.copyOf(loop.clients).forEach(client -> client.patience.drain(idleForNanos));
                    return loop.clients.size() + (arrivingToo ? loop.arriving.size() : 0);
                }).get();
            } catch (ExecutionException e) {
                throw new IllegalStateException(e);
            }
        }
        return left;
    }

    boolean isDraining() {
        return draining;
    }

    Traffic traffic() {
        return traffic;
    }

    void log(AccessLog.Entry entry) {
        log.accept(entry);
    }

    /** No connection could be opened. */
    void refused(Upstream upstream, UpstreamFailure failure) {
        var kind = switch (failure) {
            case REFUSED -> Ejection.Kind.REFUSED;
            case CONNECT_TIMEOUT -> Ejection.Kind.CONNECT_TIMEOUT;
            case IMPOSTOR -> Ejection.Kind.IMPOSTOR;
            default -> Ejection.Kind.UNREACHABLE;
        };
        if (upstream.refused(kind, failure.words() + " " + upstream.shown())) {
            events.record("instance.refused", upstream.service() + "/" + upstream.id(),
                    failure.words() + " " + upstream.shown());
            refusals.accept(upstream, failure.finding());
        }
    }
}
