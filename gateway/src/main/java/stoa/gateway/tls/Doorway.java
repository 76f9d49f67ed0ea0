package stoa.gateway.tls;

import io.netty.channel.Channel;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import stoa.runtime.Health;

/** The side of the clients: takes what a TLS listener accepts through its handshake. */
public final class Doorway implements AutoCloseable {
    private final Certificates certificates;
    private final Engine engine;
    private final Handshakes handshakes = new Handshakes();
    private final long timeoutMillis;

    Doorway(Certificates certificates, Engine engine, Duration timeout) {
        this.certificates = certificates;
        this.engine = engine;
        this.timeoutMillis = timeout.toMillis();
    }

    /** @param arrival told when the handshake has come to a good end; a bad one closes the connection */
    public void accept(Channel channel, Arrival arrival) {
        channel.pipeline().addLast(new PlainTextGuard(handshakes),
                new Hello(certificates::context, engine, timeoutMillis), new Negotiation(arrival, handshakes));
    }

    /** @param port where clients reach the TLS listener */
    public Redirect redirect(int port) {
        return new Redirect(certificates, port);
    }

    /** A certificate for people. */
    record Shown(String names, Instant notAfter, long daysLeft, boolean renewsItself) {}

    /**
     * {@code /status} shows it.
     *
     * @param authority the file that clients have to trust, of a certificate for development; otherwise empty
     */
    record View(String provider, String authority, List<Shown> certificates) {}

    View view() {
        var now = Instant.now();
        return new View(engine.shown(), certificates.authority(), certificates.credentials().stream().map(
                c -> new Shown(c.shown(), c.end(), Duration.between(now, c.end()).toDays(), c.renewsItself()))
                .toList());
    }

    /** Of handshakes and certificates. */
    public MetricSnapshots metrics() {
        return new MetricSnapshots(handshakes.snapshot(), handshakes.resumptions(), expiry());
    }

    /** Whether the certificates are well: what is to be told of them under {@code /health}. */
    public Health.Check check() {
        return certificates.check();
    }

    private GaugeSnapshot expiry() {
        var all = GaugeSnapshot.builder().name("gateway_tls_certificate_expiry_seconds")
                .help("When each certificate ends, in seconds since 1970");
        certificates.credentials().stream().collect(java.util.stream.Collectors.toMap(c -> c.shown(),
                c -> (double) c.end().getEpochSecond(), Math::min))
                .forEach((names, end) -> all.dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder()
                        .labels(Labels.of("certificate", names)).value(end).build()));
        return all.build();
    }

    @Override
    public void close() {
        certificates.close();
    }
}
