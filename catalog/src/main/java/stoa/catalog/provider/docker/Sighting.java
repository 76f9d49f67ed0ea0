package stoa.catalog.provider.docker;

import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;

import stoa.catalog.provider.View;

/**
 * A container or task, and where it can be reached.
 *
 * @param id of the instance: the container's own name
 * @param addresses by the names of its networks
 * @param ports the TCP ports that it exposes
 */
record Sighting(String id, Labels labels, SortedMap<String, String> addresses, SortedSet<Integer> ports) {

    /** Shows it as an instance, or says why it cannot be one. */
    void show(View view) {
        try {
            view.add(labels.service(), id, registration());
        } catch (IllegalArgumentException e) {
            view.reject(labels.service(), id, String.valueOf(e.getMessage()));
        }
    }

    private Map<String, Object> registration() {
        var address = address();
        var host = address.indexOf(':') < 0 ? address : "[" + address + "]";
        return labels.registration("http://" + host + ":" + port());
    }

    private String address() {
        var wanted = labels.network();
        if (wanted.isPresent()) {
            return Optional.ofNullable(addresses.get(wanted.get())).orElseThrow(() -> new IllegalArgumentException(
                    "has no address in the network " + wanted.get() + " of its label stoa.network; its networks are "
                            + addresses.keySet()));
        }
        if (addresses.size() != 1) {
            throw new IllegalArgumentException(addresses.isEmpty()
                    ? "has no address in any network"
                    : "is in the networks " + addresses.keySet()
                            + ": the label stoa.network must say which one counts");
        }
        return addresses.firstEntry().getValue();
    }

    private String port() {
        return labels.port().orElseGet(() -> {
            if (ports.size() != 1) {
                throw new IllegalArgumentException(ports.isEmpty()
                        ? "exposes no TCP port: the label stoa.port must say one"
                        : "exposes the ports " + ports + ": the label stoa.port must say which one counts");
            }
            return ports.first().toString();
        });
    }
}
