package stoa.gateway.admin;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import stoa.gateway.balance.Directory;

/** How often instances were left alone, and which services have no other ones left. */
final class Standings implements MultiCollector {
    private final Directory directory;

    Standings(Directory directory) {
        this.directory = directory;
    }

    @Override
    public MetricSnapshots collect() {
        return new MetricSnapshots(ejections(), panics());
    }

    private CounterSnapshot ejections() {
        var all = CounterSnapshot.builder().name("gateway_ejections").help("Instances left alone, by what for");
        directory.ejections().forEach(c -> all.dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder()
                .labels(Labels.of("service", c.service(), "kind", c.kind().label())).value((double) c.count())
                .build()));
        return all.build();
    }

    private GaugeSnapshot panics() {
        var all = GaugeSnapshot.builder().name("gateway_panic")
                .help("1 where all routable instances are left alone, and requests go to them all the same");
        directory.panics().forEach((service, panic) -> all.dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder()
                .labels(Labels.of("service", service)).value(panic ? 1 : 0).build()));
        return all.build();
    }
}
