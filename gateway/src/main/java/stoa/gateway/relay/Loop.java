package stoa.gateway.relay;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import stoa.gateway.balance.UpstreamService;
import stoa.gateway.forward.Dates;
import stoa.gateway.http1.Draft;
import stoa.gateway.http1.HeadReader;
import stoa.gateway.http1.Target;
import stoa.gateway.upstream.Dialing;
import stoa.gateway.upstream.Pools;
import stoa.gateway.wire.Deadlines;
import stoa.gateway.wire.Desk;
import stoa.gateway.wire.Incoming.HeadForm;

/** What all connections of one event loop share; touched by that loop alone. */
final class Loop {
    private static final Duration LINGER = Duration.ofSeconds(2);
    private static final Duration HALF_CLOSED = Duration.ofSeconds(1);

    final EventLoop events;
    final Desk desk;
    final Pools pools;
    final Relay relay;
    final SplittableRandom random;
    final Draft draft = new Draft();
    final Dates dates = new Dates(InstantSource.system());
    final Target target = new Target();
    final HeadReader reader;
    final HeadForm requests;
    final Set<ClientConnection> clients = new HashSet<>();
    /** Connections before the end of their handshake. */
    final Set<Channel> arriving = new HashSet<>();
    final Deadlines clientIdle;
    final Deadlines clientHeader;
    final Deadlines linger;
    /** Between two looks at a client that ended its side. */
    final Deadlines halfClosed;
    final Deadlines connect;
    private final Deadlines response;
    final Deadlines upstreamIdle;
    final Deadlines pending;
    /** How often a request that may have been begun is sent once more. */
    final int repeats;
    /** Bytes that a client has to send or take each second, on average. */
    final int minRate;
    /** For how long it need not. */
    final long patienceNanos;
    private final int mostToService;
    private final Map<UpstreamService, ServiceLoad> loads = new HashMap<>();
    private final Map<Duration, Deadlines> responses = new HashMap<>();

    /** @param loops how many event loops share the limits */
    Loop(EventLoop events, RelaySettings settings, int loops, Relay relay, Dialing outgoing,
            SplittableRandom random) {
        this.events = events;
        this.relay = relay;
        desk = new Desk(events);
        var limits = new Pools.Limits(Math.max(1, settings.poolSize() / loops),
                Math.ceilDiv(settings.pending(), loops), settings.responseTimeout());
        pools = new Pools(desk, limits, outgoing, relay::refused);
        this.random = random;
        reader = new HeadReader(settings.maxLineBytes(), settings.maxHeaderBytes());
        requests = reader::request;
        clientIdle = new Deadlines(events, settings.clientIdleTimeout());
        clientHeader = new Deadlines(events, settings.clientHeaderTimeout());
        linger = new Deadlines(events, LINGER);
        halfClosed = new Deadlines(events, HALF_CLOSED);
        connect = new Deadlines(events, settings.connectTimeout());
        response = new Deadlines(events, settings.responseTimeout());
        upstreamIdle = new Deadlines(events, settings.upstreamIdleTimeout());
        pending = new Deadlines(events, settings.pendingTimeout());
        repeats = settings.retries();
        minRate = settings.clientMinRate();
        patienceNanos = settings.clientIdleTimeout().toNanos();
        mostToService = Math.ceilDiv(settings.serviceRequests(), loops);
    }

    ServiceLoad load(UpstreamService service) {
        var load = loads.get(service);
        if (load == null) {
            load = new ServiceLoad(events, mostToService);
            loads.put(service, load);
        }
        return load;
    }

    /** What an answer is awaited with; zero stands for the time that holds where a route sets none. */
    Deadlines response(Duration tryTimeout) {
        return tryTimeout.isZero()
                ? response
                : responses.computeIfAbsent(tryTimeout, length -> new Deadlines(events, length));
    }

    long now() {
        return desk.now();
    }

    /** Refreshes the time; to be called as each event begins. */
    void tick() {
        desk.tick();
    }
}
