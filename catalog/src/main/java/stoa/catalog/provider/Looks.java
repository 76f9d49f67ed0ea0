package stoa.catalog.provider;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import stoa.discovery.Registered.Source;
import stoa.runtime.Values;

/**
 * Lets all providers look, side by side. One that does not come back in time is waited for no longer, and does not look
 * again before it has.
 */
final class Looks {
    /** A provider keeps to its time by itself and can say more about it; this is for one that does not. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Logger LOG = LoggerFactory.getLogger(Looks.class);
    private static final Executor THREADS = task -> Thread.ofVirtual().name("discovery look").start(task);

    private final List<Provider> providers;
    private final Duration within;
    private final Map<Source, CompletableFuture<View>> underway = new EnumMap<>(Source.class);

    /** What came of one provider's look. */
    sealed interface Look {
        Source source();

        record Saw(Source source, View view) implements Look {}

        record Failed(Source source, String reason) implements Look {}
    }

    Looks(List<Provider> providers, Duration within) {
        this.providers = List.copyOf(providers);
        this.within = within;
    }

    /** In the order of the providers. Not for two threads at once. */
    List<Look> all() throws InterruptedException {
        var end = System.nanoTime() + within.plus(PATIENCE).toNanos();
        var begun = new ArrayList<CompletableFuture<View>>();
        for (var provider : providers) {
            var last = underway.get(provider.source());
            var look = last != null && !last.isDone() ? stuck() : begin(provider);
            begun.add(look);
        }
        var looks = new ArrayList<Look>();
        for (var i = 0; i < begun.size(); i++) {
            looks.add(await(providers.get(i).source(), begun.get(i), end));
        }
        return looks;
    }

    private static CompletableFuture<View> stuck() {
        return CompletableFuture.failedFuture(new BlindProvider("its last look has not come back yet"));
    }

    private CompletableFuture<View> begin(Provider provider) {
        var look = CompletableFuture.supplyAsync(() -> {
            try {
                return provider.look(within);
            } catch (BlindProvider e) {
                throw new CompletionException(e);
            }
        }, THREADS);
        underway.put(provider.source(), look);
        return look;
    }

    private Look await(Source source, CompletableFuture<View> look, long end) throws InterruptedException {
        try {
            return new Look.Saw(source, look.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            return new Look.Failed(source, "nothing was seen within " + Values.text(within));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof BlindProvider blind) {
                return new Look.Failed(source, blind.reason());
            }
            LOG.error("discovery by {} failed inside the catalog", source, e.getCause());
            return new Look.Failed(source, "the look itself failed, see the log");
        }
    }
}
