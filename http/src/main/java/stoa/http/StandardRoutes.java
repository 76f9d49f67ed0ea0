package stoa.http;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import stoa.runtime.Health;

/** What every service answers besides its own: health, status, metrics, and its OpenAPI document. */
final class StandardRoutes {
    private static final String TEXT_FORMAT = "text/plain;version=0.0.4";
    private static final String OPEN_METRICS = "application/openmetrics-text;version=1.0.0";

    private final Service service;
    private final String instance;
    private final Checkup checkup;
    private final PrometheusRegistry metrics;
    private final Instant startedAt = Instant.now();
    private final ExpositionFormatWriter prometheus = PrometheusTextFormatWriter.create();
    private final ExpositionFormatWriter openMetrics = OpenMetricsTextFormatWriter.create();

    private volatile byte @Nullable [] openApi;

    /** The shape of {@code /health}. */
    record HealthView(String service, String instance, Health.Status status, boolean live, boolean ready,
            List<CheckView> checks) {}

    record CheckView(String name, boolean ok, String detail) {}

    /** The shape of {@code /status}. */
    record StatusView(String name, String instance, String version, Instant startedAt, long uptimeSeconds, String java,
            long pid, List<StoreView> stores, Map<String, Object> details) {}

    record StoreView(String name, boolean ok, String kind, String version, String address, double latencyMs,
            String detail) {}

    StandardRoutes(Service service, String instance, Checkup checkup, PrometheusRegistry metrics) {
        this.service = service;
        this.instance = instance;
        this.checkup = checkup;
        this.metrics = metrics;
    }

    void declare(RouteTable routes) {
        routes.get("/health", _ -> {
            var health = checkup.health();
            return health(health, health.ready());
        }).says("Liveness, readiness, and every reason").answers(200, HealthView.class)
                .answers(503, HealthView.class);
        routes.get("/health/live", _ -> {
            var health = checkup.alone();
            return health(health, health.live());
        }).says("Whether the instance lives").answers(200, HealthView.class).answers(503, HealthView.class);
        // a lost store does not make an instance unready, so whoever routes by this need not wait for one that hangs
        routes.get("/health/ready", _ -> {
            var health = checkup.alone();
            return health(health, health.ready());
        }).says("Whether the instance takes requests").answers(200, HealthView.class).answers(503, HealthView.class);
        routes.get("/status", _ -> Reply.json(status()).with("Cache-Control", "no-store"))
                .says("Version, uptime, instance, its stores, and details of the service's own")
                .answers(200, StatusView.class);
        routes.get("/openapi.json", _ -> openApi(routes)).says("This document").answers(200, "An OpenAPI 3.1 document");
        routes.get("/metrics", this::metrics).says("Metrics for Prometheus").answers(200, String.class);
    }

    /** Made when first asked for: all routes are declared by then. */
    private Reply openApi(RouteTable routes) {
        var document = openApi;
        if (document == null) {
            document = OpenApi.document(service, routes.entries());
            openApi = document;
        }
        return Reply.of(200, "application/json", document);
    }

    private Reply health(Health health, boolean well) {
        var checks = health.checks().stream().map(c -> new CheckView(c.name(), c.ok(), c.detail())).toList();
        var view = new HealthView(service.name(), instance, health.status(), health.live(), health.ready(), checks);
        return Reply.json(well ? 200 : 503, view).with("Cache-Control", "no-store");
    }

    private StatusView status() {
        var stores = checkup.stores().stream().map(StandardRoutes::view).toList();
        return new StatusView(service.name(), instance, Version.current(), startedAt,
                Duration.between(startedAt, Instant.now()).toSeconds(), System.getProperty("java.version", ""),
                ProcessHandle.current().pid(), stores, service.details());
    }

    private static StoreView view(Checkup.Store store) {
        var c = store.condition();
        return new StoreView(store.name(), c.ok(), c.kind(), c.version(), c.address(),
                c.latency().toNanos() / 1e6, c.detail());
    }

    private Reply metrics(Request request) throws IOException {
        var best = request.prefers(TEXT_FORMAT, OPEN_METRICS);
        var writer = best.equals(TEXT_FORMAT) ? prometheus : openMetrics;
        var out = new ByteArrayOutputStream();
        writer.write(out, metrics.scrape(), EscapingScheme.UNDERSCORE_ESCAPING);
        return Reply.of(200, writer.getContentType(), out.toByteArray());
    }
}
