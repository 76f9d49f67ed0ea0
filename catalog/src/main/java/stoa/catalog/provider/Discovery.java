package stoa.catalog.provider;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import stoa.catalog.check.Timing;
import stoa.catalog.registry.Registry;
import stoa.events.Recorder;
import stoa.http.Problem;
import stoa.runtime.Health;

/**
 * Automatic discovery: lets the providers look again and again, and whenever asked. One run at a time; whoever asks
 * while one is under way shares its answer. A run has a thread of its own, so that no client's leaving breaks it off.
 */
public final class Discovery implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Logger LOG = LoggerFactory.getLogger(Discovery.class);

    private final Looks looks;
    private final Registry registry;
    private final Timing timing;
    private final RandomGenerator random;
    private final Recorder events;
    private final Duration interval;
    private final boolean idle;
    private @Nullable CompletableFuture<Report> running;
    private volatile @Nullable Report latest;
    private volatile boolean closed;
    /** Whether the last run of its own failed. */
    private volatile boolean troubled;
    /** Touched by runs alone, of which there is one at a time. */
    private Set<String> toldConflicts = Set.of();
    private Set<String> toldFailures = Set.of();

    /**
     * @param interval how often all look by themselves, give or take a tenth
     * @param timeout how long one look may take
     */
    public record Pace(Duration interval, Duration timeout) {}

    /** @param providers at most one for each source; what other sources registered in earlier runs is lost */
    public Discovery(List<Provider> providers, Registry registry, Pace pace, Timing timing, RandomGenerator random,
            Recorder events) {
        this.looks = new Looks(providers, pace.timeout());
        this.registry = registry;
        this.interval = pace.interval();
        this.timing = timing;
        this.random = random;
        this.events = events;
        this.idle = providers.isEmpty();
    }

    /** The first run, and then one in each interval; returns at once. */
    public void begin() {
        if (!closed) {
            Thread.ofVirtual().name("discovery").start(this::repeat);
        }
    }

    private void repeat() {
        try {
            now();
            troubled = false;
        } catch (RuntimeException e) {
            if (!troubled && !closed) {
                LOG.warn("discovery could not do its work and will try again: {}", e.getMessage());
            }
            troubled = true;
        } finally {
            timing.after(Duration.ofNanos((long) (interval.toNanos() * (0.9 + 0.2 * random.nextDouble()))),
                    this::begin);
        }
    }

    /**
     * Has everybody look now, or waits for the run that is under way.
     *
     * @throws stoa.stores.relational.StoreUnavailable when what was seen cannot be stored
     */
    public Report now() {
        try {
            return run().get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw stopping();
        }
    }

    private synchronized CompletableFuture<Report> run() {
        if (closed) {
            throw stopping();
        }
        if (running == null) {
            var mine = new CompletableFuture<Report>();
            running = mine;
            Thread.ofVirtual().name("discovery run").start(() -> run(mine));
        }
        return running;
    }

    private void run(CompletableFuture<Report> mine) {
        try {
            var report = Round.run(registry, looks.all(), () -> closed);
            latest = report;
            tell(report);
            over();
            mine.complete(report);
        } catch (InterruptedException | RuntimeException e) {
            over();
            mine.completeExceptionally(e);
        }
    }

    private synchronized void over() {
        running = null;
    }

    private void tell(Report report) {
        Set<String> conflicts = new HashSet<>();
        for (var c : report.conflicts()) {
            var words = c.service() + "/" + c.instance() + " by " + c.by() + ": " + c.reason();
            conflicts.add(words);
            if (!toldConflicts.contains(words)) {
                LOG.warn("discovery cannot register {}", words);
            }
        }
        toldConflicts = conflicts;
        var failures = report.failed().stream().map(Report.Failure::words).collect(Collectors.toSet());
        for (var f : report.failed()) {
            if (!toldFailures.contains(f.words())) {
                LOG.warn("discovery cannot look: {}", f.words());
                events.record("discovery.failed", f.name(), "discovery cannot look: " + f.words(),
                        Map.of("reason", f.reason()));
            }
        }
        if (failures.isEmpty() && !toldFailures.isEmpty()) {
            events.record("discovery.recovered", "discovery", "discovery sees everything again");
        }
        toldFailures = failures;
    }

    /** How the last run went: a provider that fails degrades, since nobody sees what comes and goes there. */
    public Health.Check check() {
        var report = latest;
        if (report == null) {
            return Health.Check.ok("discovery", "looks for the first time");
        }
        if (!report.failed().isEmpty()) {
            var words = report.failed().stream().map(Report.Failure::words).collect(Collectors.joining("; "));
            return new Health.Check("discovery", false, words, Health.Weight.DEGRADES);
        }
        return Health.Check.ok("discovery",
                idle ? "no provider is set" : "instances found: " + report.found().size());
    }

    private static Problem stopping() {
        return new Problem(503, "the catalog is stopping").with("Retry-After", "1");
    }

    /** Nothing changes any more once this has returned. */
    @Override
    public void close() {
        CompletableFuture<Report> last;
        synchronized (this) {
            closed = true;
            last = running;
        }
        if (last == null) {
            return;
        }
        try {
            last.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // it is over, or changes nothing any more when it gets so far
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
