package stoa.catalog.calls;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import stoa.catalog.calls.store.CallLog;
import stoa.catalog.calls.store.CallStats;
import stoa.catalog.calls.store.CallStores;
import stoa.http.Handler;
import stoa.http.Routes;

/** What the catalog knows of calls: takes reports, answers who asks, and forgets in the background what is too much. */
public final class Calls implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Calls.class);
    private static final Duration TRIM_EVERY = Duration.ofSeconds(10);

    private final CallLog log;
    private final CallStats stats;
    private final InstantSource clock;
    private final CallsApi api;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread trimmer;

    private Calls(CallLog log, CallStats stats, InstantSource clock, Function<String, String> names,
            LongConsumer relayed) {
        this.log = log;
        this.stats = stats;
        this.clock = clock;
        api = new CallsApi(log, stats, clock, names, relayed);
        trimmer = Thread.ofVirtual().name("call trimmer").start(this::trim);
    }

    /**
     * Begins to look after what is kept of calls.
     *
     * @param names a service's name by its number, the same text where there is no such service
     * @param relayed told of how many calls went through {@code /services/call}
     */
    public static Calls in(CallStores stores, InstantSource clock, Function<String, String> names,
            LongConsumer relayed) {
        return new Calls(stores.log(), stores.stats(), clock, names, relayed);
    }

    /** @param counting put around each handler */
    public void routes(Routes routes, UnaryOperator<Handler> counting) {
        api.routes(routes, counting);
    }

    private void trim() {
        try {
            while (!closing.await(TRIM_EVERY.toNanos(), TimeUnit.NANOSECONDS)) {
                try {
                    log.trim();
                    stats.trim(clock.instant().minus(CallStats.KEPT));
                } catch (RuntimeException e) {
                    LOG.debug("old calls cannot be forgotten now and will be later: {}", e.getMessage());
                }
            }
        } catch (InterruptedException e) {
            // nobody interrupts it; if somebody does, old calls stay
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the forgetting; the stores stay open. */
    @Override
    public void close() {
        closing.countDown();
        try {
            trimmer.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
