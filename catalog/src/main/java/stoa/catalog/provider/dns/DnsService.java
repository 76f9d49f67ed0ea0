package stoa.catalog.provider.dns;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import stoa.catalog.provider.SettingsEntry;
import stoa.catalog.provider.Terms;
import stoa.http.Fields;
import stoa.runtime.Settings;

/**
 * A service whose instances are a DNS name's records.
 *
 * @param name in full: no search domain is added
 * @param port of the instances, for addresses (A, AAAA); 0 for SRV, whose records say it
 * @param said what every registration says besides its URL
 */
public record DnsService(String service, String name, int port, Map<String, Object> said) {
    private static final Set<String> OWN = Set.of("service", "name", "type", "port");
    private static final String LABEL = "[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?";
    private static final Pattern NAME = Pattern.compile("(?=.{1,254}$)(?:" + LABEL + "\\.)*" + LABEL + "\\.?");

    /** The setting {@code dns-services}. */
    public static List<DnsService> read(Settings in, Terms terms) {
        return SettingsEntry.read(in, "dns-services",
                "services whose instances DNS knows: a list of service, name, type (a or srv), port (of a), weight,"
                        + " tags, version, route, check",
                OWN, entry -> of(entry, terms));
    }

    private static DnsService of(SettingsEntry entry, Terms terms) {
        var fields = entry.fields();
        var service = fields.text("service");
        var name = fields.text("name");
        if (!name.isEmpty() && !NAME.matcher(name).matches()) {
            fields.reject("name", "must be a DNS name");
        }
        var port = port(entry, fields);
        fields.verify();
        SettingsEntry.verify(terms, service, "any", entry.at("http://localhost:" + Math.max(1, port)));
        return new DnsService(service, name, port, Map.copyOf(entry.withoutNulls()));
    }

    private static int port(SettingsEntry entry, Fields fields) {
        return switch (fields.optionalText("type").orElse("a")) {
            case "a" -> {
                if (!entry.containsKey("port")) {
                    fields.reject("port", "must be there for type a");
                }
                yield fields.integer("port", 1, 1, 65_535);
            }
            case "srv" -> {
                if (entry.containsKey("port")) {
                    fields.reject("port", "must not be there for type srv, whose records say it");
                }
                if (entry.containsKey("weight")) {
                    fields.reject("weight", "must not be there for type srv, whose records say it");
                }
                yield 0;
            }
            default -> {
                fields.reject("type", "must be a (the default) or srv");
                yield 0;
            }
        };
    }

    boolean isSrv() {
        return port == 0;
    }
}
