package stoa.gateway.relay;

import io.netty.bootstrap.Bootstrap;
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
import stoa.gateway.balance.Upstream;
import stoa.gateway.forward.Gatekeeper;
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
    private final IdentityHashMap<EventLoop, Loop> loops = new IdentityHashMap<>();
    private volatile boolean draining;
    private volatile boolean heard;

    /**
     * @param group the event loops that accept and relay
     * @param outgoing makes connections to instances, of the group's kind
     * @param log takes one entry for each request; called on event loops, so it must not wait
     * @param refusals told of each instance that begins to refuse connections, with what it is in words; as log
     */
    public Relay(RelaySettings settings, EventLoopGroup group, Bootstrap outgoing,
            Gatekeeper gatekeeper, Traffic traffic, Consumer<AccessLog.Entry> log,
            BiConsumer<Upstream, String> refusals,
            Recorder events) {
        this.gatekeeper = gatekeeper;
        this.traffic = traffic;
        this.log = log;
        this.refusals = refusals;
        this.events = events;
        var seeds = new SplittableRandom(new SecureRandom().nextLong());
        var found = new ArrayList<EventLoop>();
        group.forEach(executor -> found.add((EventLoop) executor));
        var connecting = outgoing.clone().option(ChannelOption.CONNECT_TIMEOUT_MILLIS,
                Math.toIntExact(settings.connectTimeout().toMillis()));
        found.forEach(
                loop -> loops.put(loop, new Loop(loop, settings, found.size(), this, connecting, seeds.split())));
    }

    /** Takes a connection that a listener has accepted. */
    public void accept(Channel channel, Entrance entrance) {
        var loop = loops.get(channel.eventLoop());
        if (loop == null) {
            throw new IllegalArgumentException("the channel is on an event loop of another group");
        }
        channel.config().setWriteBufferWaterMark(UNSENT);
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        channel.pipeline().addLast(new ClientConnection(loop, entrance));
    }

    /** To be called when the registry is known; before, no service is said to be unknown. */
    public void heard() {
        heard = true;
    }

    Gatekeeper gatekeeper() {
        return gatekeeper;
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
                if (closeIdle(idleFor) == 0 || passed >= grace.toNanos()) {
                    return;
                }
                Thread.sleep(LOOK_EVERY_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** @return how many connections are left */
    private int closeIdle(long idleForNanos) throws InterruptedException {
        var left = 0;
        for (var loop : List.copyOf(loops.values())) {
            if (loop.events.isShuttingDown()) {
                continue;
            }
            try {
                left += loop.events.submit(() -> {
                    loop.tick();
                    List.copyOf(loop.clients).forEach(client -> client.patience.drain(idleForNanos));
                    return loop.clients.size();
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
        if (upstream.refused(failure.words() + " " + upstream.shown())) {
            events.record("instance.refused", upstream.service() + "/" + upstream.id(),
                    failure.words() + " " + upstream.shown());
            refusals.accept(upstream, failure.finding());
        }
    }
}
