package stoa.services.probe;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import stoa.events.Recorder;
import stoa.services.probe.ProbeStore.Observation;
import stoa.services.probe.Standing.State;
import stoa.stores.relational.StoreUnavailable;

/** One instance's watch over one target: a thread that probes it in even steps, one probe at a time, and tells what it finds. */
final class Watch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);
    /** Probes that wait while the store is away; the oldest give way, and their time counts as not observed. */
    private static final int MOST_WAITING = 1000;

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Target target;
    private final Means means;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread;
    private final ReentrantLock writing = new ReentrantLock();
    private final ArrayDeque<Observation> waiting = new ArrayDeque<>();
    private Standing standing;
    private long number;
    private Optional<Instant> previous = Optional.empty();
    private long firstDelay;
    private boolean settled;
    private boolean away;

    /**
     * What every watch of an instance has in common.
     *
     * @param call probes once; empty where that says nothing of the target
     * @param startPeriod failures before the first good answer do not count until it is over
     * @param failed told when a watch can go on no longer
     */
    record Means(String instance, Function<Target, Optional<Result>> call, ProbeStore store, Recorder events,
            ProbeMetrics metrics, Duration startPeriod, Consumer<Throwable> failed) {}

    /** Goes on from what the instance made of the target last; to be started. */
    Watch(Target target, Means means) {
        this.target = target;
        this.means = means;
        this.standing = means.store().standing(target.name(), means.instance());
        this.number = means.store().kept(target.name(), means.instance());
        this.thread = Thread.ofVirtual().name("probe-" + target.name()).unstarted(this::run);
    }

    /** @param spread the first probe comes at a moment of the system's choice within it, and within the interval */
    void start(Duration spread) {
        var longest = Math.min(spread.toNanos(), target.interval().toNanos());
        firstDelay = longest == 0 ? 0 : ThreadLocalRandom.current().nextLong(longest);
        thread.start();
    }

    private void run() {
        try {
            var began = System.nanoTime();
            var due = began + firstDelay;
            while (!stopped.await(due - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                var starting = System.nanoTime() - began < means.startPeriod().toNanos();
                means.call().apply(target).filter(_ -> stopped.getCount() > 0)
                        .ifPresentOrElse(result -> take(result, starting), () -> previous = Optional.empty());
                due = next(due, target.interval().toNanos(), System.nanoTime());
            }
        } catch (InterruptedException e) {
            // closed while it waited
        } catch (RuntimeException | Error e) {
            if (stopped.getCount() > 0) {
                means.failed().accept(e);
            }
        }
    }

    /** The next step that is not past: steps stay even however long a probe takes, and none is made up for. */
    static long next(long due, long interval, long now) {
        return due + Math.max(1, Math.ceilDiv(now - due, interval)) * interval;
    }

    private void take(Result result, boolean starting) {
        settled |= result.good() || !starting;
        if (!settled) {
            LOG.info("{}: not there yet: {}", target.name(), result.detail());
            return;
        }
        var before = standing;
        standing = before.after(result, target);
        LOG.info("{}: {} ({} ms)", target.name(), result.good() ? result.answer() : "failed: " + result.detail(),
                result.took().toMillis());
        means.metrics().count(target, result, standing);
        tell(before, result);
        var earliest = result.at().minus(target.interval().multipliedBy(2));
        var from = previous.filter(earliest::isBefore).orElse(result.at());
        previous = Optional.of(result.at());
        keep(new Observation(++number, result, from));
    }

    private void tell(Standing before, Result result) {
        if (standing.state() == State.DOWN && before.state() != State.DOWN) {
            means.events().record("probe.failed", target.name(), target.name() + " is down: " + result.detail(),
                    Map.of("address", target.address().toString(), "outcome", result.outcome().word(), "failures",
                            Integer.toString(standing.failures())));
        } else if (standing.state() == State.UP && before.state() == State.DOWN) {
            means.events().record("probe.recovered", target.name(), target.name() + " is up again, was down since "
                    + before.since(), Map.of("address", target.address().toString()));
        }
    }

    private void keep(Observation observation) {
        waiting.add(observation);
        if (waiting.size() > MOST_WAITING) {
            waiting.remove();
        }
        writing.lock();
        try {
            if (stopped.getCount() == 0) {
                return;
            }
            means.store().keep(target.name(), means.instance(), List.copyOf(waiting), standing);
            waiting.clear();
            away = false;
        } catch (StoreUnavailable e) {
            if (!away) {
                LOG.warn("{}: what is found cannot be kept now, and waits: {}", target.name(), e.getMessage());
            }
            away = true;
        } finally {
            writing.unlock();
        }
    }

    /** Cuts off a probe that is under way, which does not count then; what is being written is waited for. */
    @Override
    public void close() {
        closeAll(List.of(this));
    }

    /** As {@link #close}, of all at once: none takes longer because of another. */
    static void closeAll(List<Watch> watches) {
        watches.forEach(watch -> watch.stopped.countDown());
        try {
            var written = System.nanoTime() + PATIENCE.toNanos();
            for (var watch : watches) {
                watch.cutOff(written - System.nanoTime());
            }
            var ended = System.nanoTime() + PATIENCE.toNanos();
            for (var watch : watches) {
                watch.thread.join(Duration.ofNanos(ended - System.nanoTime()));
            }
        } catch (InterruptedException e) {
            watches.forEach(watch -> watch.thread.interrupt());
            Thread.currentThread().interrupt();
        }
    }

    private void cutOff(long patienceNanos) throws InterruptedException {
        var written = writing.tryLock(patienceNanos, TimeUnit.NANOSECONDS);
        thread.interrupt();
        if (written) {
            writing.unlock();
        }
    }
}
