package stoa.catalog;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import stoa.discovery.InstanceRecord;
import stoa.discovery.ServiceRecord;
import stoa.http.Origin;

/**
 * The registered instances as Prometheus's HTTP service discovery wants them: one group each. All of them, routable or
 * not, since a scrape that fails is what Prometheus tells people by.
 */
final class PrometheusTargets {
    private PrometheusTargets() {}

    record Group(List<String> targets, Map<String, String> labels) {}

    static List<Group> of(List<ServiceRecord> services) {
        return services.stream()
                .flatMap(service -> service.instances().stream().flatMap(i -> group(service.name(), i).stream()))
                .toList();
    }

    private static Optional<Group> group(String service, InstanceRecord instance) {
        return Origin.find(instance.url()).map(origin -> {
            var labels = new LinkedHashMap<String, String>();
            labels.put("__metrics_path__", "/metrics");
            if (origin.scheme().equals("https")) {
                labels.put("__scheme__", "https");
            }
            labels.put("service", service);
            labels.put("instance", instance.id());
            labels.put("version", instance.version());
            labels.put("routable", Boolean.toString(instance.routable()));
            var host = origin.host().contains(":") ? "[" + origin.host() + "]" : origin.host();
            return new Group(List.of(host + ":" + origin.port()), labels);
        });
    }
}
