package stoa.catalog.provider;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import stoa.catalog.registry.Registry;
import stoa.discovery.Registered.Source;
import stoa.discovery.ReservedPrefixes;
import stoa.discovery.RouteRecord;
import stoa.discovery.ServiceRecord;

/**
 * Gives a service another route. Its instances share one, so the old one has to go with the last of them: where a single
 * provider holds all of a service's instances and sees them all with the same other route, they are taken out for a
 * moment, to be registered anew.
 */
final class Rerouting {
    private final Registry registry;

    /** An instance as its provider wants it. */
    record Wish(Source by, View.Seen seen) {
        @Nullable
        RouteRecord route() {
            return seen.said().route();
        }
    }

    Rerouting(Registry registry) {
        this.registry = registry;
    }

    /** Takes out what has to be registered anew. */
    void clear(List<Wish> wishes) {
        Map<String, List<Wish>> byService = wishes.stream().collect(Collectors.groupingBy(w -> w.seen.service()));
        byService.forEach((name, ofService) -> {
            var service = registry.service(name);
            if (service.isPresent() && isToBeRerouted(service.get(), ofService)) {
                var by = ofService.getFirst().by;
                service.get().instances().forEach(i -> registry.lose(name, i.id(), by));
            }
        });
    }

    private boolean isToBeRerouted(ServiceRecord service, List<Wish> wishes) {
        var by = wishes.getFirst().by;
        var route = wishes.getFirst().route();
        return !service.routes().isEmpty() && !service.routes().getFirst().equals(route)
                && wishes.stream().allMatch(w -> w.by == by && Objects.equals(w.route(), route))
                && service.instances().stream().allMatch(i -> i.registered().by() == by
                        && wishes.stream().anyMatch(w -> w.seen.instance().equals(i.id())))
                && (route == null || isFree(route, service.name()));
    }

    private boolean isFree(RouteRecord route, String service) {
        return ReservedPrefixes.conflict(route.prefix(), service).isEmpty()
                && registry.list(Registry.Filter.ALL, "", Integer.MAX_VALUE).stream()
                        .filter(s -> !s.name().equals(service)).flatMap(s -> s.routes().stream())
                        .noneMatch(r -> RouteRecord.overlap(r.prefix(), route.prefix()));
    }
}
