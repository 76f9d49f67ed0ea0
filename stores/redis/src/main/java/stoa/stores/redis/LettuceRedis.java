package stoa.stores.redis;

import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.protocol.AsyncCommand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A Redis by Lettuce: one connection for all, on which commands follow one another without waiting for answers. */
final class LettuceRedis implements Redis {
    private static final Logger LOG = LoggerFactory.getLogger(LettuceRedis.class);

    private final String owner;
    private final RedisUrl url;
    private final Duration patience;
    private final Clients clients;
    private final Line line;
    /** Until the contrary is known: what is away from the beginning is told as well. */
    private volatile boolean answers = true;
    private volatile long lastAnswer = System.nanoTime();

    private LettuceRedis(String owner, RedisUrl url, Duration patience, Clients clients) {
        this.owner = owner;
        this.url = url;
        this.patience = patience;
        this.clients = clients;
        this.line = new Line(clients.connect());
    }

    static LettuceRedis open(String owner, RedisUrl url, RedisSettings settings) {
        var redis = new LettuceRedis(owner, url, settings.commandTimeout(),
                Clients.of(url, settings, "stoa-" + owner));
        var _ = redis.line.connection();
        return redis;
    }

    @Override
    public Reply run(Command command) {
        return run(List.of(command)).getFirst();
    }

    @Override
    public List<Reply> run(List<Command> commands) {
        if (commands.isEmpty()) {
            return List.of();
        }
        var began = System.nanoTime();
        try {
            var replies = exchange(commands, began);
            found();
            return replies;
        } catch (RedisUnavailable e) {
            if (e.answered()) {
                found();
            } else if (!Thread.currentThread().isInterrupted()) {
                missed(e);
            }
            LOG.debug("{}", name(), e);
            throw e;
        }
    }

    private void found() {
        if (!answers) {
            answers = true;
            LOG.info("{} at {} answers again", name(), url.address());
        }
    }

    private void missed(RedisUnavailable why) {
        if (answers) {
            answers = false;
            LOG.warn("{} at {} is away: {}", name(), url.address(), why.getMessage());
        }
    }

    private List<Reply> exchange(List<Command> commands, long began) {
        var connection = connected(began);
        var sent = Wire.send(connection, commands, false);
        var replies = new ArrayList<Reply>(sent.size());
        for (var n = 0; n < sent.size(); n++) {
            replies.add(answer(connection, commands.get(n), sent.get(n), began));
        }
        return replies;
    }

    private StatefulConnection<String, String> connected(long began) {
        var attempt = line.connection();
        try {
            return attempt.get(left(began), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw Faults.unavailable(e);
        } catch (TimeoutException e) {
            throw new RedisUnavailable("Redis: no connection within " + patience.toMillis() + " ms", e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private Reply answer(StatefulConnection<String, String> connection, Command command,
            AsyncCommand<String, String, Reply> sent, long began) {
        try {
            return waitFor(connection, sent, began);
        } catch (ExecutionException e) {
            if (!Faults.unknownScript(e)) {
                throw refused(connection, e);
            }
        }
        try {
            return waitFor(connection, Wire.send(connection, List.of(command), true).getFirst(), began);
        } catch (ExecutionException e) {
            throw refused(connection, e);
        }
    }

    private Reply waitFor(StatefulConnection<String, String> connection, Future<Reply> sent, long began)
            throws ExecutionException {
        try {
            var reply = sent.get(left(began), TimeUnit.NANOSECONDS);
            lastAnswer = System.nanoTime();
            return reply;
        } catch (TimeoutException e) {
            sent.cancel(false);
            // others got answers meanwhile: then it is this command that takes long, not the connection that is dead
            if (lastAnswer < began) {
                line.giveUp(connection);
            }
            throw new RedisUnavailable("Redis: no answer within " + patience.toMillis() + " ms", e);
        } catch (InterruptedException e) {
            sent.cancel(false);
            throw interrupted(e);
        } catch (CancellationException e) {
            throw new RedisUnavailable("Redis: the connection was lost", e);
        }
    }

    private RuntimeException refused(StatefulConnection<String, String> connection, ExecutionException e) {
        if (Faults.elsewhere(e)) {
            line.giveUp(connection);
        }
        var wrong = Faults.wrongCommand(e);
        return wrong.isPresent() ? new IllegalArgumentException(wrong.get(), e) : Faults.unavailable(e);
    }

    private static RedisUnavailable interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new RedisUnavailable("Redis: interrupted before there was an answer", e);
    }

    private long left(long began) {
        return Math.max(0, began + patience.toNanos() - System.nanoTime());
    }

    @Override
    public String key(String name) {
        return "stoa:{" + owner + "}:" + name;
    }

    @Override
    public boolean connected() {
        return answers && line.open();
    }

    @Override
    public String name() {
        return "redis/" + owner;
    }

    /** Makes a round trip, since one that can only be read is of no use, and where this owner's keys are: so it counts in a Cluster. */
    @Override
    public Condition check(Duration timeout) {
        var began = System.nanoTime();
        var asked = new FutureTask<>(() -> {
            roundTrip();
            return version();
        });
        Thread.ofVirtual().name(name() + " check").start(asked);
        var version = "";
        var detail = "";
        try {
            version = asked.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            detail = e.getCause() instanceof RedisUnavailable away
                    ? String.valueOf(away.getMessage())
                    : "Redis: " + e.getCause();
        } catch (TimeoutException e) {
            detail = "Redis: no answer within " + timeout.toMillis() + " ms";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            detail = "Redis: interrupted before there was an answer";
        }
        return new Condition(detail.isEmpty(), url.kindInWords(), version, url.address(),
                Duration.ofNanos(System.nanoTime() - began), detail);
    }

    /** By a key that no other check meets, and that ends by itself where this one is cut short. */
    private void roundTrip() {
        var value = UUID.randomUUID().toString();
        var key = key("check:" + value);
        run(Command.of("SET", key, value, "EX", "60"));
        var read = run(Command.of("GET", key));
        run(Command.of("DEL", key));
        if (!read.equals(new Reply.Text(value))) {
            throw new RedisUnavailable("Redis: what was written is not what is read back",
                    new IllegalStateException("read " + read));
        }
    }

    private String version() {
        var now = System.nanoTime();
        var connection = connected(now);
        try {
            return Wire.version(waitFor(connection, Wire.sendInfo(connection), now).text());
        } catch (ExecutionException e) {
            throw Faults.unavailable(e);
        }
    }

    @Override
    public void close() {
        line.close();
        clients.close();
    }
}
