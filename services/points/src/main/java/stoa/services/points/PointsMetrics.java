package stoa.services.points;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import stoa.services.points.ledger.Kind;
import stoa.services.points.ledger.Outcome;

/** What Prometheus is told of entries and of the batches that they are made in. */
final class PointsMetrics {
    private final Counter entries = Counter.builder().name("points_entries_total").help("Entries made, by kind")
            .labelNames("kind").withoutExemplars().build();
    private final Counter replays = Counter.builder().name("points_replays_total")
            .help("Requests whose entry was there already, and that were told it again").withoutExemplars().build();
    private final Counter refused = Counter.builder().name("points_refused_total")
            .help("Entries that were not made, by reason").labelNames("reason").withoutExemplars().build();
    private final Counter batches = Counter.builder().name("points_batches_total")
            .help("Batches of entries, each made durable at once").withoutExemplars().build();
    private final Counter batched = Counter.builder().name("points_batched_total")
            .help("Entries asked for in batches").withoutExemplars().build();
    private final Histogram sizes = Histogram.builder().name("points_batch_size").help("Entries asked for in a batch")
            .classicOnly().withoutExemplars().classicUpperBounds(1, 2, 5, 10, 20, 50, 100, 200, 500, 1000).build();

    /** Why an entry was not made. */
    enum Refusal { BELOW_ZERO, TOO_MUCH, KEY_TAKEN, IN_FLIGHT, SETTLED }

    PointsMetrics() {
        Arrays.stream(Kind.values()).forEach(kind -> entries.initLabelValues(kind.word()));
        Arrays.stream(Refusal.values()).forEach(reason -> refused.initLabelValues(word(reason)));
    }

    private static String word(Refusal reason) {
        return reason.name().toLowerCase(Locale.ROOT);
    }

    /** @param discrepancies how many accounts do not add up, where that is known */
    void register(PrometheusRegistry registry, Supplier<Optional<Integer>> discrepancies) {
        registry.register(entries);
        registry.register(replays);
        registry.register(refused);
        registry.register(batches);
        registry.register(batched);
        registry.register(sizes);
        GaugeWithCallback.builder().name("points_discrepancies")
                .help("Accounts whose entries do not add up to their balance; NaN before the first look")
                .callback(to -> to.call(discrepancies.get().map(Integer::doubleValue).orElse(Double.NaN)))
                .register(registry);
    }

    void count(Outcome outcome) {
        switch (outcome) {
            case Outcome.Entered(var entry, _) -> entries.labelValues(entry.kind().word()).inc();
            case Outcome.Replayed _ -> replays.inc();
            case Outcome.KeyTaken(var by) -> count(by.refers().isPresent() ? Refusal.SETTLED : Refusal.KEY_TAKEN);
            case Outcome.TooLittle _ -> count(Refusal.BELOW_ZERO);
            case Outcome.TooMuch _ -> count(Refusal.TOO_MUCH);
        }
    }

    void count(Refusal reason) {
        refused.labelValues(word(reason)).inc();
    }

    /** @param items how many were asked for in it */
    void batch(int items) {
        batches.inc();
        batched.inc(items);
        sizes.observe(items);
    }
}
