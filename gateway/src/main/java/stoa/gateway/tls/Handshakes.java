package stoa.gateway.tls;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Clients' handshakes, counted. */
final class Handshakes {
    private final Map<Kind, LongAdder> counts = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> resumed = new ConcurrentHashMap<>();

    /** How one ended. */
    enum Result {
        OK, FAILED, TIMEOUT, PLAIN_TEXT
    }

    private record Kind(String version, Result result) {}

    /** @param version as {@code TLSv1.3}; empty where none was agreed on */
    void count(String version, Result result) {
        counts.computeIfAbsent(new Kind(version, result), _ -> new LongAdder()).increment();
    }

    /** One that took up a session of before; counted as good as well. */
    void resumed(String version) {
        resumed.computeIfAbsent(version, _ -> new LongAdder()).increment();
    }

    CounterSnapshot resumptions() {
        var all = CounterSnapshot.builder().name("gateway_tls_resumptions")
                .help("Handshakes that took up a session of before, by version; only BoringSSL tells");
        resumed.forEach((version, count) -> all.dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder()
                .labels(Labels.of("version", version)).value((double) count.sum()).build()));
        return all.build();
    }

    CounterSnapshot snapshot() {
        var all = CounterSnapshot.builder().name("gateway_tls_handshakes")
                .help("Handshakes with clients, by version and result");
        counts.forEach((kind, count) -> all.dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder()
                .labels(Labels.of("version", kind.version, "result", kind.result.name().toLowerCase(Locale.ROOT)))
                .value((double) count.sum()).build()));
        return all.build();
    }
}
