package stoa.catalog.provider;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import stoa.discovery.Registration;
import stoa.discovery.Registration.CheckRecord;
import stoa.http.Fields;

/** What a provider's look shows, for tests in the packages below; and terms that take everything with a URL. */
public final class Looking {
    /** As the catalog's own, but for what only the catalog can say. */
    public static final Terms TERMS = (service, instance, said) -> {
        var fields = Fields.of(said);
        var url = fields.url("url").orElse(URI.create("http://none"));
        var weight = fields.integer("weight", 1, 0, 1000);
        var tags = fields.texts("tags");
        var route = fields.object("route")
                .map(r -> new stoa.discovery.RouteRecord(r.text("prefix"), r.flag("strip", true)));
        var check = fields.object("check").map(c -> new CheckRecord(c.optionalText("http").orElse(null),
                c.flag("tcp", false), Duration.ofSeconds(2), Duration.ofSeconds(1)));
        fields.verify();
        return new Registration(url, weight, tags, fields.optionalText("version").orElse(""), route.orElse(null),
                check.orElse(null), null);
    };

    private Looking() {}

    /** {@code service/instance url weight}, sorted. */
    public static List<String> seen(View view) {
        return view.seen().stream()
                .map(s -> s.service() + "/" + s.instance() + " " + s.said().url() + " " + s.said().weight()).sorted()
                .toList();
    }

    public static List<Registration> registrations(View view) {
        return view.seen().stream().map(View.Seen::said).toList();
    }

    public static List<String> unfit(View view) {
        return view.unfit().stream().map(u -> u.service() + "/" + u.instance() + " " + u.reason()).toList();
    }

    public static Map<String, String> hidden(View view) {
        return view.hidden();
    }
}
