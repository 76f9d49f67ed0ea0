package stoa.catalog.provider;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import stoa.http.Origin;
import stoa.http.Problem;
import stoa.runtime.Settings;

/** Instances of one service as the settings name them. */
public final class StaticService {
    private static final Set<String> OWN = Set.of("service", "instance", "url", "urls");

    private final String service;
    private final Map<String, Map<String, Object>> registrations;

    private StaticService(String service, Map<String, Map<String, Object>> registrations) {
        this.service = service;
        this.registrations = registrations;
    }

    /** The setting {@code static-services}. */
    public static List<StaticService> read(Settings in, Terms terms) {
        var services = SettingsEntry.read(in, "static-services",
                "instances that do not register themselves: a list of service, url or urls, instance, weight, tags,"
                        + " version, route, check",
                OWN, entry -> of(entry, terms));
        var ids = new HashSet<String>();
        services.forEach(s -> s.registrations.keySet().stream().map(id -> s.service + "/" + id)
                .filter(id -> !ids.add(id)).forEach(id -> in.error("static-services: " + id + " is there twice")));
        return services;
    }

    /** The setting {@code service-api-url}: an instance of service 1. */
    public static List<StaticService> nameService(Settings in, Terms terms) {
        var setting = in.key("service-api-url").env("SERVICE_API_URL")
                .help("a name service elsewhere, which becomes an instance of service 1");
        var url = setting.uri();
        if (url.isEmpty()) {
            return List.of();
        }
        var entry = new SettingsEntry();
        entry.put("service", "names");
        entry.put("url", url.get().toString());
        try {
            return List.of(of(entry, terms));
        } catch (Problem e) {
            in.error("service-api-url: " + e.detail() + " (from " + setting.origin() + ")");
            return List.of();
        }
    }

    private static StaticService of(SettingsEntry entry, Terms terms) {
        var fields = entry.fields();
        var service = fields.text("service");
        var id = fields.optionalText("instance");
        var one = fields.optionalText("url");
        var urls = new ArrayList<>(fields.texts("urls"));
        if (one.isPresent() == !urls.isEmpty()) {
            fields.reject("url", "or urls must be there, and not both");
        }
        if (id.isPresent() && one.isEmpty()) {
            fields.reject("instance", "can only be given with a single url");
        }
        fields.verify();
        one.ifPresent(urls::add);
        var registrations = new LinkedHashMap<String, Map<String, Object>>();
        for (var url : urls) {
            var said = entry.at(url);
            var instance = id.orElseGet(() -> id(service, url));
            SettingsEntry.verify(terms, service, instance, said);
            if (registrations.put(instance, said) != null) {
                throw Problem.invalid("urls", "has " + url + " twice");
            }
        }
        return new StaticService(service, registrations);
    }

    /** A stable id; for an address that is none, one that will do until the address is refused. */
    private static String id(String service, String url) {
        try {
            return Origin.find(URI.create(url)).map(o -> InstanceId.of(service, o.host(), o.port())).orElse("none");
        } catch (IllegalArgumentException e) {
            return "none";
        }
    }

    void addTo(View view) {
        registrations.forEach((instance, said) -> view.add(service, instance, said));
    }
}
