package stoa.gateway.relay;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import stoa.gateway.balance.Upstream;
import stoa.gateway.http1.Draft;
import stoa.gateway.http1.Head;
import stoa.gateway.http1.HeadReader;
import stoa.gateway.http1.Target;
import stoa.gateway.relay.Incoming.HeadForm;

/** What all connections of one event loop share; touched by that loop alone. */
final class Loop {
    private static final Duration POOL_IDLE = Duration.ofSeconds(30);
    private static final Duration LINGER = Duration.ofSeconds(2);
    private static final int FIRST_LOOK = 2048;

    final EventLoop events;
    final Relay relay;
    final RelaySettings settings;
    /** How many event loops share the limits. */
    final int loops;
    final SplittableRandom random;
    final Draft draft = new Draft();
    final Head head = new Head();
    final Target target = new Target();
    final HeadReader reader;
    final HeadForm requests;
    /** An instance's answer may have a larger head than a request. */
    final HeadReader answerReader = new HeadReader(8192, 256 * 1024);
    final HeadForm answers = answerReader::response;
    final Set<ClientConnection> clients = new HashSet<>();
    final Deadlines clientIdle;
    final Deadlines clientHeader;
    final Deadlines linger;
    final Deadlines connect;
    final Deadlines response;
    final Deadlines upstreamIdle;
    final Deadlines pending;
    final Deadlines poolIdle;
    /** {@link System#nanoTime()} as of the last event; near enough for deadlines and durations. */
    long now = System.nanoTime();
    private byte[] scratch = new byte[FIRST_LOOK + 1];
    private final Map<Upstream, Pool> pools = new HashMap<>();

    Loop(EventLoop events, RelaySettings settings, int loops, Relay relay, SplittableRandom random) {
        this.events = events;
        this.settings = settings;
        this.loops = loops;
        this.relay = relay;
        this.random = random;
        reader = new HeadReader(settings.maxLineBytes(), settings.maxHeaderBytes());
        requests = reader::request;
        clientIdle = new Deadlines(events, settings.clientIdleTimeout());
        clientHeader = new Deadlines(events, settings.clientHeaderTimeout());
        linger = new Deadlines(events, LINGER);
        connect = new Deadlines(events, settings.connectTimeout());
        response = new Deadlines(events, settings.responseTimeout());
        upstreamIdle = new Deadlines(events, settings.upstreamIdleTimeout());
        pending = new Deadlines(events, settings.pendingTimeout());
        poolIdle = new Deadlines(events, POOL_IDLE);
    }

    /** Refreshes the time; to be called as each event begins. */
    void tick() {
        now = System.nanoTime();
    }

    Pool pool(Upstream upstream) {
        var pool = pools.get(upstream);
        if (pool == null) {
            pool = new Pool(this, upstream);
            pools.put(upstream, pool);
        }
        return pool;
    }

    /** The instance takes nothing new: what is open for it is closed as soon as it is idle. */
    void retire(Upstream upstream) {
        tick();
        var pool = pools.remove(upstream);
        if (pool != null) {
            pool.retire();
        }
    }

    /** Copies what is there into an array that has room for one byte more; not more than {@code most} bytes. */
    byte[] look(ByteBuf in, int most) {
        if (most >= scratch.length) {
            scratch = new byte[Math.max(most + 1, 2 * scratch.length)];
        }
        in.getBytes(in.readerIndex(), scratch, 0, most);
        return scratch;
    }

    /** How much of what is there is looked at first: most heads are short, and what follows may be a long body. */
    static int firstLook(int readable) {
        return Math.min(readable, FIRST_LOOK);
    }
}
