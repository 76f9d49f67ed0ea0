package stoa.catalog.provider.docker;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import stoa.catalog.provider.BlindProvider;
import tools.jackson.databind.JsonNode;

/**
 * The running tasks, on all nodes, of the Swarm services whose labels make them instances. Each is known by the name of
 * its container: service, slot (or node) and task.
 */
final class SwarmTasks {
    private SwarmTasks() {}

    /** Nothing where the engine is no manager: only managers know. */
    static List<Sighting> of(EngineClient engine) throws BlindProvider {
        if (!engine.get("/info").path("Swarm").path("ControlAvailable").asBoolean(false)) {
            return List.of();
        }
        var services = new TreeMap<String, JsonNode>();
        engine.get("/services?filters=" + Filters.label(Labels.SERVICE))
                .forEach(service -> services.put(service.path("ID").asString(""), service.path("Spec")));
        if (services.isEmpty()) {
            return List.of();
        }
        var sightings = new ArrayList<Sighting>();
        for (var task : engine.get("/tasks?filters="
                + Filters.of(Map.of("desired-state", List.of("running"), "service", services.keySet())))) {
            var service = services.get(task.path("ServiceID").asString(""));
            if (service != null && task.path("Status").path("State").asString("").equals("running")) {
                sightings.add(new Sighting(name(service, task), new Labels(service.path("Labels")), addresses(task),
                        ports(service)));
            }
        }
        return sightings;
    }

    private static String name(JsonNode service, JsonNode task) {
        var slot = task.path("Slot").asInt(0);
        return service.path("Name").asString("") + "." + (slot > 0 ? slot : task.path("NodeID").asString("")) + "."
                + task.path("ID").asString("");
    }

    private static SortedMap<String, String> addresses(JsonNode task) {
        var addresses = new TreeMap<String, String>();
        for (var attachment : task.path("NetworksAttachments")) {
            var network = attachment.path("Network").path("Spec");
            var name = network.path("Name").asString("");
            // the ingress network leads to published ports only
            if (!network.path("Ingress").asBoolean(false) && !name.equals("ingress")) {
                attachment.path("Addresses").valueStream().map(a -> a.asString("").replaceFirst("/.*", ""))
                        .filter(a -> !a.isEmpty()).findFirst().ifPresent(a -> addresses.put(name, a));
            }
        }
        return addresses;
    }

    private static SortedSet<Integer> ports(JsonNode service) {
        var ports = new TreeSet<Integer>();
        for (var port : service.path("EndpointSpec").path("Ports")) {
            if (port.path("Protocol").asString("tcp").equals("tcp")) {
                ports.add(port.path("TargetPort").asInt(0));
            }
        }
        return ports;
    }
}
