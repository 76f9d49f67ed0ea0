package stoa.gateway.upstream;

import io.netty.channel.ChannelFuture;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import stoa.gateway.balance.Upstream;
import stoa.gateway.http1.HeadReader;
import stoa.gateway.wire.Deadlines;
import stoa.gateway.wire.Desk;
import stoa.gateway.wire.Incoming.HeadForm;

/** The connections of one event loop to all instances. */
public final class Pools {
    private static final Duration IDLE = Duration.ofSeconds(30);

    final Desk desk;
    final Limits limits;
    /** For how long a connection is kept that nobody uses. */
    final Deadlines idle;
    /** An instance's answer may have a larger head than a request. */
    final HeadReader reader = new HeadReader(8192, 256 * 1024);
    final HeadForm answers = reader::response;
    /** For how long an instance is waited for that is asked who it is. */
    final Deadlines introductions;
    final Dialing outgoing;
    private final BiConsumer<Upstream, UpstreamFailure> refusals;
    private final Map<Upstream, Pool> pools = new HashMap<>();

    /**
     * For each instance.
     *
     * @param connections that are open
     * @param waiting requests that wait for one
     * @param introduction how long it may take to say who it is on a new connection
     */
    public record Limits(int connections, int waiting, Duration introduction) {}

    /**
     * @param outgoing opens connections
     * @param refusals told of each that could not be opened, for a reason that lies with the instance
     */
    public Pools(Desk desk, Limits limits, Dialing outgoing, BiConsumer<Upstream, UpstreamFailure> refusals) {
        this.desk = desk;
        this.limits = limits;
        this.outgoing = outgoing;
        this.refusals = refusals;
        idle = new Deadlines(desk.events(), IDLE);
        introductions = new Deadlines(desk.events(), limits.introduction());
    }

    /** An attempt at that instance, not yet begun. */
    public Attempt attempt(Upstream upstream, Errand errand) {
        var pool = pools.get(upstream);
        if (pool == null) {
            pool = new Pool(this, upstream);
            pools.put(upstream, pool);
        }
        return new Attempt(pool, errand);
    }

    /** The instance takes nothing new: what is open for it is closed as soon as it is idle. */
    public void retire(Upstream upstream) {
        desk.tick();
        var pool = pools.remove(upstream);
        if (pool != null) {
            pool.retire();
        }
    }

    ChannelFuture connect(UpstreamConnection connection, InetSocketAddress address) {
        return outgoing.open(desk.events(), connection.pool.upstream, address, connection);
    }

    void refused(Upstream upstream, UpstreamFailure failure) {
        refusals.accept(upstream, failure);
    }
}
