package stoa.http;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import stoa.runtime.Values;

/**
 * Something that is looked at when asked, but at most once a second however often it is asked, and never twice at the
 * same time: a store that hangs holds one thread, not one for each question.
 */
public final class Probe<T> {
    private static final Logger LOG = LoggerFactory.getLogger(Probe.class);
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final Executor THREADS = task -> Thread.ofVirtual().name("check").start(task);

    private final Supplier<T> look;
    private final Function<String, T> otherwise;
    private @Nullable Look<T> latest;

    private record Look<T>(CompletableFuture<T> found, long beganAt) {}

    /** @param otherwise what to say, with the reason, when looking fails or takes too long */
    public Probe(Supplier<T> look, Function<String, T> otherwise) {
        this.look = look;
        this.otherwise = otherwise;
    }

    /** Asks all, side by side; what has not answered within the timeout is answered for. */
    public static <T> List<T> all(List<Probe<T>> probes, Duration timeout) {
        var looks = probes.stream().map(Probe::ask).toList();
        var findings = new ArrayList<T>();
        for (var i = 0; i < looks.size(); i++) {
            findings.add(probes.get(i).await(looks.get(i), timeout));
        }
        return findings;
    }

    private synchronized Look<T> ask() {
        var now = System.nanoTime();
        var known = latest;
        if (known != null && (!known.found.isDone() || now - known.beganAt < FRESH_NANOS)) {
            return known;
        }
        var begun = new Look<>(CompletableFuture.supplyAsync(look, THREADS), now);
        latest = begun;
        return begun;
    }

    private T await(Look<T> begun, Duration timeout) {
        try {
            var left = begun.beganAt + timeout.toNanos() - System.nanoTime();
            return begun.found.get(Math.max(0, left), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return otherwise.apply("no answer within " + Values.text(timeout));
        } catch (ExecutionException e) {
            LOG.warn("a check failed", e.getCause());
            return otherwise.apply("the check itself failed, see the log");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return otherwise.apply("stopping");
        }
    }
}
