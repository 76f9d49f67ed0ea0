package stoa.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import stoa.discovery.InstanceRecord;
import stoa.discovery.Intent;
import stoa.discovery.Registered;
import stoa.discovery.RegistryWatch.Registry;
import stoa.discovery.ServiceRecord;
import stoa.gateway.balance.Balancing;
import stoa.gateway.balance.Directory;
import stoa.gateway.balance.Ejection.Kind;

class StandingsTest {
    private final Directory directory = new Directory();
    private final Standings standings = new Standings(directory);

    private void tell(String service) {
        var instance = new InstanceRecord(service + "-1", URI.create("http://127.0.0.1:9/"), 1, List.of(), "1",
                new Registered(Instant.EPOCH, Registered.Source.SELF, null), Intent.ENABLED, List.of(), true, "");
        directory.update(new Registry("1", Map.of(service, new ServiceRecord(1, service, "", ServiceRecord.State.UP,
                List.of(), List.of(instance), 1)), List.of(service)));
    }

    private DataPointSnapshot point(String metric, String... labels) {
        return standings.collect().stream().filter(s -> s.getMetadata().getName().equals(metric))
                .flatMap(s -> s.getDataPoints().stream()).filter(p -> p.getLabels().equals(Labels.of(labels)))
                .findFirst().orElseThrow();
    }

    @Test
    void ejectionsAndPanicAreMetrics() {
        tell("a");
        tell("b");
        var upstream = Objects
                .requireNonNull(
                        directory.service("a").pick(Balancing.DEFAULT, 0, false, List.of(), new SplittableRandom(1),
                                System.nanoTime()));
        upstream.refused(Kind.CONNECT_TIMEOUT, "no connection in time to a-1");
        assertThat(((CounterDataPointSnapshot) point("gateway_ejections", "service", "a", "kind", "connect_timeout"))
                .getValue()).isEqualTo(1);
        assertThat(((GaugeDataPointSnapshot) point("gateway_panic", "service", "a")).getValue()).isEqualTo(1);
        assertThat(((GaugeDataPointSnapshot) point("gateway_panic", "service", "b")).getValue()).isZero();
    }
}
