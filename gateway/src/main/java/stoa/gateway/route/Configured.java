package stoa.gateway.route;

import java.util.List;
import java.util.stream.Stream;

/** The routes that an operator wrote, those of the settings first. */
public record Configured(List<RouteSpec> settings, List<RouteSpec> file) {
    public static final Configured NONE = new Configured(List.of(), List.of());

    public Configured {
        settings = List.copyOf(settings);
        file = List.copyOf(file);
    }

    public Stream<RouteSpec> all() {
        return Stream.concat(settings.stream(), file.stream());
    }
}
