package stoa.catalog.provider;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import stoa.discovery.ReservedPrefixes;
import stoa.http.Fields;
import stoa.http.Problem;
import stoa.runtime.Settings;

/**
 * One element of a settings list that describes instances: fields of its own, beside those of a registration. Its
 * {@code check} may also be the word {@code none}.
 */
public final class SettingsEntry extends LinkedHashMap<String, Object> {
    private static final Set<String> OF_REGISTRATIONS = Set.of("weight", "tags", "version", "route", "check");
    private static final Map<String, ?> TCP = Map.of("tcp", true);

    /**
     * Reads a list of entries; whatever is wrong with any of them is a settings error that names the element and field.
     *
     * @param own the fields that are the list's own
     * @param reader may throw a {@link Problem}
     */
    public static <T> List<T> read(Settings in, String key, String help, Set<String> own,
            Function<SettingsEntry, T> reader) {
        var setting = in.key(key).help(help);
        var read = new ArrayList<T>();
        var number = 0;
        for (var entry : setting.list(SettingsEntry.class)) {
            number++;
            var where = key + ": element " + number + " ";
            var known = new TreeSet<>(OF_REGISTRATIONS);
            known.addAll(own);
            entry.keySet().stream().filter(field -> !known.contains(field)).forEach(field -> in.error(
                    where + field + " is no field of it; the fields are " + String.join(", ", known)
                            + from(setting.origin())));
            try {
                read.add(reader.apply(entry));
            } catch (Problem e) {
                in.error(where + e.detail() + from(setting.origin()));
            }
        }
        return List.copyOf(read);
    }

    private static String from(String origin) {
        return " (from " + origin + ")";
    }

    public Fields fields() {
        return Fields.of(this);
    }

    /** The entry as a registration of an instance at this address. */
    public Map<String, Object> at(String url) {
        return registration(this, url);
    }

    /**
     * A registration. An instance that cannot speak for itself is checked unless it says otherwise: by connecting to it.
     */
    public static Map<String, Object> registration(Map<String, Object> said, String url) {
        var body = new LinkedHashMap<String, Object>();
        body.put("url", url);
        OF_REGISTRATIONS.stream().filter(said::containsKey).forEach(field -> body.put(field, said.get(field)));
        @Nullable
        Object check = body.get("check");
        if (check == null) {
            body.put("check", TCP);
        } else if (isNone(check)) {
            body.remove("check");
        }
        return body;
    }

    /** Holds what the settings say to the rules. @throws Problem naming every bad field */
    public static void verify(Terms terms, String service, String instance, Map<String, Object> said) {
        var route = terms.read(service, instance, said).route();
        if (route != null) {
            ReservedPrefixes.conflict(route.prefix(), service).ifPresent(why -> {
                throw Problem.invalid("route.prefix", "cannot be had: " + why);
            });
        }
    }

    private static boolean isNone(Object check) {
        return check instanceof String word && word.toLowerCase(Locale.ROOT).equals("none");
    }

    /** The same without fields that are there and say nothing. */
    public Map<String, Object> withoutNulls() {
        var said = new LinkedHashMap<String, Object>(this);
        said.values().removeIf(Objects::isNull);
        return said;
    }
}
