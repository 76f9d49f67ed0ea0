package stoa.services.infra;

import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import stoa.http.Probe;
import stoa.runtime.Backend;
import stoa.runtime.Component;
import stoa.runtime.Component.Condition;

/**
 * The stores of the platform, each tried by a round trip: when somebody asks, at most once a second, and every ten seconds
 * by itself, so that the time of a change is about right also when nobody asks. A store that hangs is waited for
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
    private List<Standing> known = new ArrayList<>();

    Stores(List<Backend> backends, String instance, InstantSource clock) {
        this.clock = clock;
        for (var backend : backends) {
            var component = backend.roundTrip(instance);
            component.ifPresent(tried::add);
            probes.add(new Probe<>(() -> component.map(c -> c.check(TRIP)),
                    why -> Optional.of(new Condition(false, "", "", "", PATIENCE, why))));
            known.add(Standing.absent(backend.name(), now()));
        }
        watch = Thread.ofVirtual().name(instance + " looks after stores").start(this::watch);
    }

    private void watch() {
        try {
            while (true) {
                TimeUnit.NANOSECONDS.sleep(EVERY.toNanos());
                look();
            }
        } catch (InterruptedException e) {
            // closed
        }
    }

    /** Tries all, side by side; in the order of the backends. */
    List<Standing> look() {
        var found = Probe.all(probes, PATIENCE);
        // who is told to stop has found nothing
        return Thread.currentThread().isInterrupted() ? known() : noted(found);
    }

    private synchronized List<Standing> noted(List<Optional<Condition>> found) {
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

    /** Of the stores that are set up. */
    void metrics(PrometheusRegistry registry) {
        gauge(registry, "stoa_store_up", "1 where the last round trip went well, else 0",
                standing -> Optional.of(standing.is(Standing.OK) ? 1.0 : 0.0));
        gauge(registry, "stoa_store_round_trip_seconds", "How long the last round trip took",
                standing -> Optional.ofNullable(standing.latencyMs()).map(ms -> ms / 1e3));
    }

    private void gauge(PrometheusRegistry registry, String name, String help,
            Function<Standing, Optional<Double>> value) {
        GaugeWithCallback.builder().name(name).help(help).labelNames("store")
                .callback(callback -> look().stream().filter(s -> !s.is(Standing.NOT_CONFIGURED))
                        .forEach(s -> value.apply(s).ifPresent(v -> callback.call(v, s.name()))))
                .register(registry);
    }

    @Override
    public void close() {
        watch.interrupt();
        tried.forEach(Component::close);
    }
}
