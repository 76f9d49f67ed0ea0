package stoa.services.points.redis;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import stoa.stores.redis.Command;
import stoa.stores.redis.Redis;
import stoa.stores.redis.RedisUnavailable;
import stoa.stores.redis.Replicas;
import stoa.stores.redis.Replicated;
import stoa.stores.redis.Reply;

/** A connection to Redis that knows who answers on it: asked for after each connection made, and once a second. */
final class Server {
    private static final long ASKED_FOR_NANOS = Duration.ofSeconds(1).toNanos();
    private static final int TRIES = 5;

    private final Redis redis;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable Known known;

    Server(Redis redis) {
        this.redis = redis;
    }

    private record Known(Epoch epoch, long asked) {}

    /** Somebody else answers than was said: nothing was run, and what was read before may not hold any more. */
    static final class Changed extends RuntimeException {
        Changed() {
            super("Redis is another one than a moment before", null, false, false);
        }
    }

    /** @throws RedisUnavailable when nobody answers */
    Epoch current() {
        var last = fresh();
        if (last.isPresent()) {
            return last.get();
        }
        // one asks, for all who wait
        lock.lock();
        try {
            return fresh().orElseGet(this::ask);
        } finally {
            lock.unlock();
        }
    }

    private Optional<Epoch> fresh() {
        return Optional.ofNullable(known).filter(k -> System.nanoTime() - k.asked <= ASKED_FOR_NANOS)
                .map(Known::epoch);
    }

    /** What was last heard; asks nobody. */
    Optional<Epoch> last() {
        return Optional.ofNullable(known).map(Known::epoch);
    }

    /** @throws RedisUnavailable when nobody answers */
    Epoch ask() {
        for (var n = 1;; n++) {
            var began = System.nanoTime();
            var info = redis.ask("INFO");
            var always = Epoch.logs(info) && writesThrough();
            // asking may have made a Cluster's connections
            if (n == TRIES || redis.ask("PING").generation() == info.generation()) {
                var epoch = Epoch.of(info, always);
                known = new Known(epoch, began);
                return epoch;
            }
        }
    }

    private boolean writesThrough() {
        try {
            return redis.ask("CONFIG", "GET", "appendfsync").answers().stream().map(Reply::texts)
                    .allMatch(said -> said.contains("always"));
        } catch (IllegalArgumentException | RedisUnavailable e) {
            // who may not ask does not know
            return false;
        }
    }

    List<Reply> run(List<Command> commands, Epoch epoch) {
        return run(commands, epoch, Replicas.NONE).replies();
    }

    Reply run(Command command, Epoch epoch) {
        return run(List.of(command), epoch).getFirst();
    }

    /**
     * Runs commands on this Redis and no other.
     *
     * @throws Changed when it is another one now
     * @throws RedisUnavailable when it does not answer
     */
    Replicated run(List<Command> commands, Epoch epoch, Replicas wanted) {
        var generation = epoch.generation();
        for (var n = 1;; n++) {
            try {
                return redis.run(commands, generation, wanted);
            } catch (RedisUnavailable e) {
                known = null;
                if (e.isEffectUnknown() || n == TRIES) {
                    throw e;
                }
            }
            // another connection, or none: the same Redis may be at its other end
            var now = ask();
            if (!now.text().equals(epoch.text())) {
                throw new Changed();
            }
            generation = now.generation();
        }
    }
}
