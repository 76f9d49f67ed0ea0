package stoa.gateway.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import stoa.discovery.ServiceRecord;
import stoa.gateway.route.Action;
import stoa.gateway.route.Configured;

/**
 * The prefixes that are taken off before a service sees a path, so that a call counts as the same endpoint whichever way
 * it came.
 */
final class Prefixes {
    static final String CALL = "/services/call/";

    private static final String[] NONE = {};

    private final Map<String, String[]> byService;

    /** @param configured routes that lead to services beside their own */
    Prefixes(Map<String, ServiceRecord> services, Configured configured) {
        var found = new HashMap<String, List<String>>();
        services.forEach((name, service) -> service.routes().stream().filter(r -> r.strip())
                .forEach(r -> add(found, name, r.prefix())));
        configured.all().filter(r -> !r.match().exact()).forEach(r -> {
            if (r.action() instanceof Action.ToServices to && to.strip()) {
                to.shares().forEach(s -> add(found, s.service(), r.match().path()));
            }
        });
        var arrays = new HashMap<String, String[]>();
        found.forEach((name, prefixes) -> arrays.put(name, prefixes.toArray(String[]::new)));
        byService = arrays;
    }

    private static void add(Map<String, List<String>> found, String service, String prefix) {
        found.computeIfAbsent(service, _ -> new ArrayList<>())
                .add(prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix);
    }

    /** Where the path begins that the service sees; that is a slash, or the end. */
    int end(String service, String path, boolean call) {
        if (call) {
            var slash = path.indexOf('/', CALL.length());
            return slash < 0 ? path.length() : slash;
        }
        var longest = 0;
        for (var prefix : byService.getOrDefault(service, NONE)) {
            var length = prefix.length();
            if (length > longest && path.startsWith(prefix)
                    && (path.length() == length || path.charAt(length) == '/')) {
                longest = length;
            }
        }
        return longest;
    }
}
