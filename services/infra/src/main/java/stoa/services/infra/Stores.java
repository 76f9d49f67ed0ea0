package stoa.services.infra;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import stoa.http.Probe;
import stoa.runtime.Backend;
import stoa.runtime.Component;
import stoa.runtime.Component.Condition;

/**
 * The stores of the platform, each tried by a round trip: when somebody asks, at most once a second, and at the start
 * and every ten seconds by itself, so that the time of a change is about right also when nobody asks. A store that hangs is waited for
 * {@link #PATIENCE}, and not tried anew before it has let go.
 */
final class Stores implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(2);
    /** What a store has, so that its own words about why it does not answer are in time. */
    private static final Duration TRIP = Duration.ofMillis(1800);
    private static final Duration EVERY = Duration.ofSeconds(10);

    private final InstantSource clock;
    private final List<Component> tried = new ArrayList<>();
    private final List<Probe<Optional<Condition>>> probes = new ArrayList<>();
    private final Thread watch;
    private final AtomicLong begun = new AtomicLong();
    private List<Standing> known = new ArrayList<>();
    private long latest;

    Stores(List<Backend> backends, String instance, InstantSource clock) {
        this.clock = clock;
        try {
            backends.forEach(backend -> add(backend, instance));
        } catch (RuntimeException e) {
            tried.forEach(Component::close);
            throw e;
        }
        watch = Thread.ofVirtual().name(instance + " looks after stores").start(this::watch);
    }

    private void add(Backend backend, String instance) {
        var component = backend.roundTrip(instance);
        component.ifPresent(tried::add);
        probes.add(new Probe<>(() -> component.map(c -> c.check(TRIP)),
                why -> Optional.of(new Condition(false, "", "", "", PATIENCE, why))));
        known.add(component.isPresent()
                ? Standing.untried(backend.name(), now())
                : Standing.absent(backend.name(), now()));
    }

    private void watch() {
        try {
            while (true) {
                look();
                TimeUnit.NANOSECONDS.sleep(EVERY.toNanos());
            }
        } catch (InterruptedException e) {
            // closed
        }
    }

    /** Tries all, side by side; in the order of the backends. */
    List<Standing> look() {
        var number = begun.incrementAndGet();
        var found = Probe.all(probes, PATIENCE);
        // who is told to stop has found nothing
        return Thread.currentThread().isInterrupted() ? known() : noted(number, found);
    }

    /** What a look found that began before the one noted last is old, and changes nothing. */
    synchronized List<Standing> noted(long number, List<Optional<Condition>> found) {
        if (number < latest) {
            return known();
        }
        latest = number;
        var now = now();
        var next = new ArrayList<Standing>();
        for (var i = 0; i < found.size(); i++) {
            var before = known.get(i);
            next.add(found.get(i).map(condition -> before.after(condition, now)).orElse(before));
        }
        known = next;
        return List.copyOf(next);
    }

    /** As they were found last; tries nothing. */
    synchronized List<Standing> known() {
        return List.copyOf(known);
    }

    private Instant now() {
        return Instant.ofEpochMilli(clock.millis());
    }

    /** Of the stores that are set up; both come from one look. */
    void metrics(PrometheusRegistry registry) {
        // a lambda would be taken for a collector of one metric
        registry.register(new MultiCollector() {
            @Override
            public MetricSnapshots collect() {
                return snapshots(look());
            }
        });
    }

    private static MetricSnapshots snapshots(List<Standing> found) {
        var up = GaugeSnapshot.builder().name("stoa_store_up").help("1 where the last round trip went well, else 0");
        var took = GaugeSnapshot.builder().name("stoa_store_round_trip_seconds")
                .help("How long the last round trip took");
        for (var store : found) {
            if (store.is(Standing.OK) || store.is(Standing.DOWN)) {
                up.dataPoint(point(store, store.is(Standing.OK) ? 1 : 0));
            }
            var millis = store.latencyMs();
            if (millis != null) {
                took.dataPoint(point(store, millis / 1e3));
            }
        }
        return new MetricSnapshots(up.build(), took.build());
    }

    private static GaugeSnapshot.GaugeDataPointSnapshot point(Standing store, double value) {
        return GaugeSnapshot.GaugeDataPointSnapshot.builder().labels(Labels.of("store", store.name())).value(value)
                .build();
    }

    @Override
    public void close() {
        watch.interrupt();
        tried.forEach(Component::close);
    }
}
