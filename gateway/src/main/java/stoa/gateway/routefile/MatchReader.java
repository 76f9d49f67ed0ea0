package stoa.gateway.routefile;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import stoa.gateway.filter.EditRules;
import stoa.gateway.route.Match;

/** Reads which requests a route takes. */
final class MatchReader {
    private static final Pattern HOST = Pattern.compile("(\\*\\.)?[a-z0-9_-]{1,63}(\\.[a-z0-9_-]{1,63})*");
    private static final Pattern NUMBERS = Pattern.compile("(.*\\.)?(\\d+|0x[0-9a-f]*)");
    private static final Pattern METHOD = Pattern.compile("[A-Z][A-Z-]{0,31}");
    private static final int LONGEST_HOST = 253;

    private MatchReader() {}

    /** A match in which unusable parts are left out; flaws tell of them. */
    static Match read(Entry in) {
        var both = in.has("prefix") && in.has("path");
        var exact = in.has("path") && !in.has("prefix");
        if (both || (!in.has("prefix") && !in.has("path"))) {
            in.reject(both ? "path" : "prefix", both
                    ? "cannot stand beside prefix: a route has one of them"
                    : "is missing: a route needs a prefix, or a path for that one alone");
        }
        var path = in.parsed(exact ? "path" : "prefix", MatchReader::path).orElse("/");
        return new Match(in.parsed("host", MatchReader::host).orElse(""), path, exact, methods(in), headers(in));
    }

    /** A path in plain characters: what is escaped or holds dot segments could mean two things. */
    static String path(String text) {
        if (!text.startsWith("/") || text.contains("//") || text.contains("/.")
                || !text.chars().allMatch(c -> c > ' ' && c < 0x7f && "?#%\\\"<>".indexOf(c) < 0)) {
            throw new IllegalArgumentException("is not a plain path that begins with a slash");
        }
        return text;
    }

    private static String host(String text) {
        var host = text.toLowerCase(Locale.ROOT);
        if (host.length() > LONGEST_HOST || !HOST.matcher(host).matches()) {
            throw new IllegalArgumentException("is neither a host's name nor *. and a name");
        }
        if (host.equals("localhost") || NUMBERS.matcher(host).matches()) {
            throw new IllegalArgumentException(
                    "is where the platform itself is reached; a route's host is a name of its own");
        }
        return host;
    }

    private static List<String> methods(Entry in) {
        var methods = in.texts("methods");
        methods.stream().filter(m -> !METHOD.matcher(m).matches() || m.equals("CONNECT") || m.equals("TRACE")).forEach(
                m -> in.reject("methods", "\"" + EditRules.printable(m) + "\" is not a method that can be led on"));
        if (in.has("methods") && methods.isEmpty()) {
            in.reject("methods", "names no method: leave it out for any");
        }
        return methods.stream().distinct().sorted().toList();
    }

    private static Map<String, String> headers(Entry in) {
        var headers = new LinkedHashMap<String, String>();
        in.textsByName("headers").forEach((name, value) -> {
            var lower = name.toLowerCase(Locale.ROOT);
            if (!EditRules.isName(name)) {
                in.reject("headers", "\"" + EditRules.printable(name) + "\" is not the name of a header");
            } else if (lower.equals("host")) {
                in.reject("headers", "Host is the field host's matter");
            } else {
                EditRules.value(value).ifPresent(why -> in.reject("headers", name + ": " + why));
                if (headers.put(lower, value) != null) {
                    in.reject("headers", name + " is there twice");
                }
            }
        });
        return headers;
    }
}
