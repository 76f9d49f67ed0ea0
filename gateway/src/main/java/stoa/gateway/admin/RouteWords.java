package stoa.gateway.admin;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import stoa.gateway.balance.UpstreamService;
import stoa.gateway.route.Destination;
import stoa.gateway.route.Route;
import stoa.gateway.route.RouteSpec;

/** What a route is, in words for people. */
final class RouteWords {
    private RouteWords() {}

    /** Where it leads. */
    static String leads(Route route) {
        return switch (route.to()) {
            case Destination.ToService(var service) -> service.name();
            case Destination.Home(var service, var page) -> service.name() + ", browsers to " + page;
            case Destination.Split split -> split.shares();
            case Destination.NoSuchService() -> "404: no such service";
            case Destination.Redirect(var status, var to, _) -> status + " " + to;
            case Destination.Fixed(var reply) -> "answer " + reply.status();
            // everybody may read this, and where a folder is is the operator's business
            case Destination.Files _ -> "files";
        };
    }

    /** The services that it leads to, none where the gateway answers by itself. */
    static List<UpstreamService> services(Route route) {
        return switch (route.to()) {
            case Destination.ToService(var service) -> List.of(service);
            case Destination.Home(var service, _) -> List.of(service);
            case Destination.Split split -> split.parts().stream().filter(p -> p.weight() > 0)
                    .map(Destination.Split.Part::service).toList();
            case Destination.NoSuchService() -> List.of();
            case Destination.Redirect _ -> List.of();
            case Destination.Fixed _ -> List.of();
            case Destination.Files _ -> List.of();
        };
    }

    static String source(Route route) {
        return switch (route.label().source()) {
            case BUILT_IN -> "built-in";
            case SETTINGS, FILE, REGISTERED -> route.label().source().name().toLowerCase(Locale.ROOT);
        };
    }

    /** All that is said of it beside what it takes and where it leads, by field. */
    static Map<String, String> says(Route route) {
        var said = new LinkedHashMap<String, String>();
        var edits = route.edits();
        if (route.strip() && !services(route).isEmpty()) {
            said.put(edits.rewrite().isEmpty() ? "strip" : "rewrite",
                    edits.rewrite().isEmpty() ? "true" : edits.rewrite());
        }
        if (route.to() instanceof Destination.Files(var folder) && !folder.cacheControl().isEmpty()) {
            said.put("cache-control", folder.cacheControl());
        }
        if (!edits.request().isNone()) {
            said.put("request-headers", edits.request().shown());
        }
        if (!edits.answer().isNone()) {
            said.put("response-headers", edits.answer().shown());
        }
        said.putAll(RouteSpec.fields(route.policy()));
        return said;
    }
}
