package stoa.catalog.provider.docker;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import stoa.catalog.provider.BlindProvider;
import tools.jackson.databind.JsonNode;

/** The running containers of one engine whose labels make them instances. */
final class Containers {
    private static final String HOST = "host";

    private Containers() {}

    static List<Sighting> of(EngineClient engine, String engineHost) throws BlindProvider {
        var sightings = new ArrayList<Sighting>();
        for (var container : engine.get("/containers/json?filters=" + Filters.label(Labels.SERVICE))) {
            sightings.add(new Sighting(name(container), new Labels(container.path("Labels")),
                    addresses(container, engineHost), ports(container)));
        }
        return sightings;
    }

    /** The container's name, without the slash that stands for the engine itself. */
    private static String name(JsonNode container) {
        for (var name : container.path("Names")) {
            var text = name.asString("");
            if (text.lastIndexOf('/') == 0) {
                return text.substring(1);
            }
        }
        var id = container.path("Id").asString("unknown");
        return id.substring(0, Math.min(12, id.length()));
    }

    private static SortedMap<String, String> addresses(JsonNode container, String engineHost) {
        var addresses = new TreeMap<String, String>();
        for (var network : container.path("NetworkSettings").path("Networks").properties()) {
            var four = network.getValue().path("IPAddress").asString("");
            var six = network.getValue().path("GlobalIPv6Address").asString("");
            var address = network.getKey().equals(HOST) ? engineHost : four.isEmpty() ? six : four;
            if (!address.isEmpty()) {
                addresses.put(network.getKey(), address);
            }
        }
        return addresses;
    }

    private static SortedSet<Integer> ports(JsonNode container) {
        var ports = new TreeSet<Integer>();
        for (var port : container.path("Ports")) {
            if (port.path("Type").asString("").equals("tcp")) {
                ports.add(port.path("PrivatePort").asInt(0));
            }
        }
        return ports;
    }
}
