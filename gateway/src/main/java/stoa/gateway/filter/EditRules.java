package stoa.gateway.filter;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Which header fields a route may touch, and which values it may write. */
public final class EditRules {
    private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}");
    private static final int LONGEST_VALUE = 4096;
    /** These belong to one connection or to the message's framing (RFC 9110, sections 7.6.1 and 8.6). */
    private static final Set<String> FRAMING = Set.of("content-length", "transfer-encoding", "connection", "keep-alive",
            "te", "trailer", "upgrade", "http2-settings", "expect");
    private static final Set<String> OWN = Set.of("host", "forwarded", "via", "x-request-id", "traceparent",
            "tracestate", "date");

    private EditRules() {}

    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /** Why a field of this name may not be touched, in words; empty where it may. */
    public static Optional<String> name(String name) {
        var lower = name.toLowerCase(Locale.ROOT);
        if (!isName(name)) {
            return Optional.of("\"" + printable(name) + "\" is not the name of a header");
        }
        if (FRAMING.contains(lower) || lower.startsWith("proxy-")) {
            return Optional.of(name + " belongs to the connection and cannot be edited");
        }
        if (OWN.contains(lower) || lower.startsWith("x-forwarded-") || lower.startsWith("x-stoa-")) {
            return Optional.of(name + " is the gateway's own and cannot be edited");
        }
        return Optional.empty();
    }

    /** Why this value may not be written, in words; empty where it may. Values are of printable ASCII and blanks. */
    public static Optional<String> value(String value) {
        if (value.length() > LONGEST_VALUE) {
            return Optional.of("the value is longer than " + LONGEST_VALUE + " characters");
        }
        if (!value.chars().allMatch(c -> c == '\t' || (c >= ' ' && c < 127))) {
            return Optional.of("the value holds a control character or one beyond ASCII");
        }
        return value.equals(value.strip()) ? Optional.empty() : Optional.of("the value begins or ends with a blank");
    }

    /** A text without what a terminal might obey. */
    public static String printable(String text) {
        return text.chars().mapToObj(c -> c < ' ' || c == 127 ? "?" : String.valueOf((char) c))
                .reduce("", String::concat);
    }
}
