package stoa.stores.redis;

import io.lettuce.core.api.StatefulConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongFunction;
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
        return commands.isEmpty() ? List.of() : watched(began -> {
            var connection = connected(line.connection(), began);
            return answered(connection, began, Duration.ZERO,
                    waiting -> new Exchange(connection, commands, Replicas.NONE).answers(waiting)).replies();
        });
    }

    @Override
    public Replicated run(List<Command> commands, long generation, Replicas wanted) {
        return commands.isEmpty() ? new Replicated(List.of(), 0) : watched(began -> {
            var attempt = line.connection();
            var connection = connected(attempt, began);
            if (generation(attempt) != generation) {
                throw new RedisUnavailable("Redis: the connection was lost",
                        new IllegalStateException("another connection was made meanwhile"), true).beforeAnything();
            }
            return wanted.count() == 0
                    ? answered(connection, began, Duration.ZERO,
                            waiting -> new Exchange(connection, commands, wanted).answers(waiting))
                    : shared(connection, commands, wanted, began);
        });
    }

    /** Each node's share on its own connection, on which it then tells how many replicas have it. */
    private Replicated shared(StatefulConnection<String, String> connection, List<Command> commands, Replicas wanted,
            long began) {
        var shares = Nodes.shares(connection, commands);
        var nodes = shares.stream().map(s -> node(s.node(), began)).toList();
        var exchanges = new ArrayList<Exchange>();
        for (var n = 0; n < shares.size(); n++) {
            exchanges.add(new Exchange(nodes.get(n), shares.get(n).places().stream().map(commands::get).toList(),
                    wanted));
        }
        var replies = new Reply[commands.size()];
        var replicas = Long.MAX_VALUE;
        for (var n = 0; n < shares.size(); n++) {
            var told = answered(connection, began, wanted.atMost(), exchanges.get(n)::answers);
            replicas = Math.min(replicas, told.replicas());
            for (var m = 0; m < told.replies().size(); m++) {
                replies[shares.get(n).places().get(m)] = told.replies().get(m);
            }
        }
        return new Replicated(List.of(replies), replicas);
    }

    @Override
    public Told ask(String... words) {
        try {
            return watched(began -> asked(began, words));
        } catch (RedisUnavailable e) {
            // a question changes nothing
            throw e.beforeAnything();
        }
    }

    private Told asked(long began, String... words) {
        var attempt = line.connection();
        var connection = connected(attempt, began);
        var nodes = Nodes.masters(connection).stream().map(n -> node(n, began)).toList();
        var generation = generation(attempt);
        var sent = nodes.stream().map(n -> Wire.ask(n, words)).toList();
        var answers = new ArrayList<Reply>();
        for (var answer : sent) {
            answers.add(answered(connection, began, Duration.ZERO, waiting -> waiting.on(answer)));
        }
        return new Told(generation, answers);
    }

    private long generation(Line.Attempt attempt) {
        return attempt.number() + clients.nodesMade().getAsLong();
    }

    /** Runs a call and remembers whether Redis answers. */
    private <T> T watched(LongFunction<T> call) {
        try {
            var result = call.apply(System.nanoTime());
            found();
            return result;
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

    private StatefulConnection<String, String> connected(Line.Attempt attempt, long began) {
        return node(attempt.connection(), began);
    }

    private StatefulConnection<String, String> node(
            CompletableFuture<? extends StatefulConnection<String, String>> attempt, long began) {
        try {
            return attempt.get(left(began, Duration.ZERO), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw Faults.unavailable(e).beforeAnything();
        } catch (TimeoutException e) {
            throw new RedisUnavailable("Redis: no connection within " + patience.toMillis() + " ms", e)
                    .beforeAnything();
        } catch (InterruptedException e) {
            throw interrupted(e).beforeAnything();
        }
    }

    /** What is asked of the answers of one connection. */
    @FunctionalInterface
    private interface Question<T> {
        T ask(Exchange.Waiting waiting) throws ExecutionException;
    }

    /** @param more how much longer than usual an answer may take */
    private <T> T answered(StatefulConnection<String, String> connection, long began, Duration more,
            Question<T> question) {
        try {
            return question.ask(answer -> waitFor(connection, answer, began, more));
        } catch (ExecutionException e) {
            throw refused(connection, e);
        }
    }

    private Reply waitFor(StatefulConnection<String, String> connection, Future<Reply> sent, long began, Duration more)
            throws ExecutionException {
        try {
            var reply = sent.get(left(began, more), TimeUnit.NANOSECONDS);
            lastAnswer = System.nanoTime();
            return reply;
        } catch (TimeoutException e) {
            sent.cancel(false);
            // others got answers meanwhile: then it is this command that takes long, not the connection that is dead
            if (lastAnswer < began) {
                line.giveUp(connection);
            }
            throw new RedisUnavailable("Redis: no answer within " + patience.plus(more).toMillis() + " ms", e);
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
        if (Faults.moved(e)) {
            clients.lookAgain().run();
        }
        var wrong = Faults.wrongCommand(e);
        return wrong.isPresent() ? new IllegalArgumentException(wrong.get(), e) : Faults.unavailable(e);
    }

    private static RedisUnavailable interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new RedisUnavailable("Redis: interrupted before there was an answer", e);
    }

    private long left(long began, Duration more) {
        return Math.max(0, began + patience.plus(more).toNanos() - System.nanoTime());
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
        return Wire.version(ask("INFO", "server").answers().getFirst().text());
    }

    @Override
    public void close() {
        line.close();
        clients.close();
    }
}
