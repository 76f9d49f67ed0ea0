package stoa.catalog.registry;

import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import stoa.discovery.ReservedPrefixes;
import stoa.discovery.RouteRecord;

/** Which service has which path prefix. Guarded by the {@link Board}. */
final class Prefixes {
    private final TreeMap<String, String> owners = new TreeMap<>();

    void put(@Nullable RouteRecord route, String service) {
        if (route != null) {
            owners.put(closed(route.prefix()), service);
        }
    }

    void remove(@Nullable RouteRecord route) {
        if (route != null) {
            owners.remove(closed(route.prefix()));
        }
    }

    /**
     * The route that a registration adds to its service; null where it adds none.
     *
     * @throws Refused when the service has another one, or the prefix is somebody else's
     */
    @Nullable
    RouteRecord added(String service, @Nullable RouteRecord has, @Nullable RouteRecord said) {
        if (said == null || said.equals(has)) {
            return null;
        }
        if (has != null) {
            throw new Refused(Refused.Reason.CONFLICT, "service " + service + " has the route " + words(has)
                    + ", and all its instances share it; to give it " + words(said) + ", deregister them first");
        }
        ReservedPrefixes.conflict(said.prefix(), service).or(() -> foreign(said.prefix(), service)).ifPresent(why -> {
            throw new Refused(Refused.Reason.CONFLICT, why);
        });
        return said;
    }

    /** Why this prefix would claim paths of another service; "/" claims none that anybody else has. */
    private Optional<String> foreign(String prefix, String service) {
        var path = closed(prefix);
        if (path.equals("/")) {
            return words(prefix, path, service);
        }
        for (var end = path.length(); end > 1; end = path.lastIndexOf('/', end - 2) + 1) {
            var around = words(prefix, path.substring(0, end), service);
            if (around.isPresent()) {
                return around;
            }
        }
        return owners.tailMap(path, false).keySet().stream().takeWhile(inside -> inside.startsWith(path))
                .flatMap(inside -> words(prefix, inside, service).stream()).findFirst();
    }

    private Optional<String> words(String prefix, String taken, String service) {
        var owner = owners.get(taken);
        return owner == null || owner.equals(service)
                ? Optional.empty()
                : Optional.of(prefix + (taken.equals(closed(prefix))
                        ? " belongs"
                        : " overlaps with " + taken
                                + ", which belongs")
                        + " to the service " + owner);
    }

    private static String closed(String prefix) {
        return prefix.endsWith("/") ? prefix : prefix + "/";
    }

    private static String words(RouteRecord route) {
        return route.prefix() + (route.strip() ? " (stripped)" : " (kept)");
    }
}
