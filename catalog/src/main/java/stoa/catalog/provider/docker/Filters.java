package stoa.catalog.provider.docker;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import stoa.http.Json;

/** The engine's way of asking for some things only: JSON in a query parameter. */
final class Filters {
    private Filters() {}

    static String label(String name) {
        return of(Map.of("label", List.of(name)));
    }

    /** @param filters values by name; names are all to hold, of a name's values one */
    static String of(Map<String, ? extends Collection<String>> filters) {
        return URLEncoder.encode(Json.text(filters), StandardCharsets.UTF_8);
    }
}
