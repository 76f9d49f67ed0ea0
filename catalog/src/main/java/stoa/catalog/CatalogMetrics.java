package stoa.catalog;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.function.BooleanSupplier;
import stoa.catalog.registry.Registry;

/** The contract's metrics of the catalog. */
final class CatalogMetrics {
    private final Registry registry;
    private final BooleanSupplier redis;
    private final Counter requests = Counter.builder().name("service_catalog_requests_total")
            .help("Requests to the catalog itself").build();
    private final Counter relayed = Counter.builder().name("service_catalog_proxy_calls_total")
            .help("Calls through /services/call, as the gateways report them").build();

    /** @param redis whether it is connected */
    CatalogMetrics(Registry registry, BooleanSupplier redis) {
        this.registry = registry;
        this.redis = redis;
    }

    void countRequest() {
        requests.inc();
    }

    void countRelayed(long calls) {
        relayed.inc(calls);
    }

    void register(PrometheusRegistry metrics) {
        metrics.register(requests);
        metrics.register(relayed);
        GaugeWithCallback.builder().name("service_catalog_services_count").help("Services in the registry")
                .callback(to -> to.call(registry.size())).register(metrics);
        GaugeWithCallback.builder().name("service_catalog_redis_connected")
                .help("1 while Redis is connected; 0 where it is not, or none is set")
                .callback(to -> to.call(redis.getAsBoolean() ? 1 : 0))
                .register(metrics);
    }
}
