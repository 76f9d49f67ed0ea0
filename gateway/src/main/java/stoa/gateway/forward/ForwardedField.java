package stoa.gateway.forward;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** The {@code Forwarded} field (RFC 7239, section 4). */
final class ForwardedField {
    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
    private static final String QUOTED = "\"((?:[^\"\\\\]|\\\\.)*+)\"";
    private static final Pattern PAIR = Pattern
            .compile("[ \t]*(" + TOKEN + ")=(?:(" + TOKEN + ")|" + QUOTED + ")[ \t]*");

    private ForwardedField() {}

    /** Its elements, names in lower case, quotes taken off; none at all where it breaks the rules anywhere. */
    static List<Map<String, String>> elements(String value) {
        var elements = new ArrayList<Map<String, String>>();
        var element = new HashMap<String, String>();
        var pairs = PAIR.matcher(value);
        var at = 0;
        while (pairs.region(at, value.length()).lookingAt()) {
            var quoted = pairs.group(3);
            element.put(pairs.group(1).toLowerCase(Locale.ROOT),
                    quoted == null ? pairs.group(2) : quoted.replaceAll("\\\\(.)", "$1"));
            at = pairs.end() + 1;
            if (pairs.end() == value.length()) {
                elements.add(element);
                return elements;
            }
            switch (value.charAt(pairs.end())) {
                case ',' -> {
                    elements.add(element);
                    element = new HashMap<>();
                }
                case ';' -> {
                    // more of the same element
                }
                default -> {
                    return List.of();
                }
            }
        }
        return List.of();
    }
}
