package stoa.catalog.registry;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import stoa.catalog.store.Stored;
import stoa.discovery.Intent;
import stoa.discovery.RouteRecord;
import stoa.discovery.ServiceRecord;

/** All services, to be found by name, by number and by prefix. Guarded by the {@link Board}. */
final class Index {
    private final TreeMap<String, Listed> services = new TreeMap<>();
    private final Map<Long, Listed> numbers = new HashMap<>();
    private final Map<String, Map<String, Intent>> intents = new HashMap<>();
    final Prefixes prefixes = new Prefixes();
    int instances;

    void add(Listed service) {
        services.put(service.name, service);
        numbers.put(service.id, service);
    }

    void remove(Listed service) {
        services.remove(service.name);
        numbers.remove(service.id);
        prefixes.remove(service.route);
    }

    void route(Listed service, @Nullable RouteRecord route) {
        prefixes.remove(service.route);
        service.route = route;
        prefixes.put(route, service.name);
    }

    @Nullable
    RouteRecord route(String name) {
        var service = services.get(name);
        return service == null ? null : service.route;
    }

    /** The operator's will for an instance, registered or not. */
    Intent intent(Stored.Key key) {
        return intents.getOrDefault(key.service(), Map.of()).getOrDefault(key.instance(), Intent.ENABLED);
    }

    void intend(Stored.Key key, Intent intent) {
        intents.computeIfAbsent(key.service(), _ -> new HashMap<>()).put(key.instance(), intent);
    }

    /** Puts the wills of one service, by instance id, in place of those before. */
    void intents(String service, Map<String, Intent> wills) {
        intents.put(service, new HashMap<>(wills));
    }

    Iterable<Listed> all() {
        return services.values();
    }

    int size() {
        return services.size();
    }

    @Nullable
    Listed find(String name) {
        return services.get(name);
    }

    @Nullable
    Listed findByNameOrNumber(String nameOrNumber) {
        try {
            return numbers.get(Long.parseLong(nameOrNumber));
        } catch (NumberFormatException e) {
            return services.get(nameOrNumber);
        }
    }

    @Nullable
    Member find(Stored.Key key) {
        var service = services.get(key.service());
        return service == null ? null : service.members.get(key.instance());
    }

    /** @throws Refused when it is not there */
    Listed service(Stored.Key key) {
        var service = services.get(key.service());
        if (service == null) {
            throw Refused.unknown(key.service(), key.instance());
        }
        return service;
    }

    /** @throws Refused when it is not there */
    Member member(Stored.Key key) {
        var member = find(key);
        if (member == null) {
            throw Refused.unknown(key.service(), key.instance());
        }
        return member;
    }

    /** Services by name, those after {@code after}, at most so many, each as it is now. */
    List<ServiceRecord> list(Registry.Filter filter, String after, int most) {
        var page = new ArrayList<ServiceRecord>();
        for (var service : services.tailMap(after, false).values()) {
            if (page.size() == most) {
                break;
            }
            if (filter.takes(service.told)) {
                page.add(service.record());
            }
        }
        return page;
    }
}
