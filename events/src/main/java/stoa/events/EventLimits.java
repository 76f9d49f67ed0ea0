package stoa.events;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import stoa.http.Fields;

/** How large an event may be, and what its fields look like: the service refuses others, the recorder cuts to fit. */
final class EventLimits {
    private static final Pattern KIND = Pattern.compile("[a-z][a-z0-9-]*(\\.[a-z0-9-]+)*");
    private static final int LONGEST_KIND = 100;
    private static final int LONGEST_NAME = 250;
    private static final int LONGEST_TEXT = 1000;
    private static final int MOST_DATA = 30;

    private EventLimits() {}

    /** Reads one event of a request; what is wrong with it is gathered in {@code in}. */
    static Event read(Fields in) {
        var id = in.text("id").isEmpty() ? "" : in.parsed("id", EventLimits::id).orElse("");
        var at = in.text("at").isEmpty() ? Instant.EPOCH : in.parsed("at", EventLimits::time).orElse(Instant.EPOCH);
        var kind = in.text("kind").isEmpty() ? "" : in.parsed("kind", EventLimits::kind).orElse("");
        var data = in.textsByName("data");
        if (data.size() > MOST_DATA) {
            in.reject("data", "must be at most " + MOST_DATA + " texts");
        }
        data.forEach((name, text) -> {
            if (name.length() > LONGEST_NAME || text.length() > LONGEST_TEXT) {
                in.reject("data", "must have names of at most " + LONGEST_NAME + " and texts of at most "
                        + LONGEST_TEXT + " characters");
            }
        });
        return new Event(id, at, kind, text(in, "source", LONGEST_NAME), text(in, "subject", LONGEST_NAME),
                text(in, "summary", LONGEST_TEXT), data);
    }

    private static String text(Fields in, String field, int longest) {
        var text = in.text(field);
        if (text.length() > longest) {
            in.reject(field, "must be at most " + longest + " characters");
        }
        return text;
    }

    private static String id(String text) {
        try {
            var id = UUID.fromString(text);
            if (id.toString().equalsIgnoreCase(text)) {
                return id.toString();
            }
        } catch (IllegalArgumentException e) {
            // answered below, as any other text
        }
        throw new IllegalArgumentException("must be a UUID");
    }

    /** RFC 3339, to the millisecond. */
    static Instant time(String text) {
        try {
            return Instant.ofEpochMilli(Instant.parse(text).toEpochMilli());
        } catch (DateTimeException | ArithmeticException e) {
            throw new IllegalArgumentException("must be a time such as 2026-01-31T23:59:59Z", e);
        }
    }

    private static String kind(String text) {
        if (text.length() > LONGEST_KIND || !KIND.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "must be lower-case words with dots between, such as instance.lost, of at"
                            + " most " + LONGEST_KIND + " characters");
        }
        return text;
    }

    /** The same event, cut where it is too long. */
    static Event fit(Event event) {
        var data = new LinkedHashMap<String, String>();
        event.data().entrySet().stream().limit(MOST_DATA)
                .forEach(d -> data.put(cut(d.getKey(), LONGEST_NAME), cut(d.getValue(), LONGEST_TEXT)));
        return new Event(event.id(), event.at(), event.kind(), cut(event.source(), LONGEST_NAME),
                cut(event.subject(), LONGEST_NAME), cut(event.summary(), LONGEST_TEXT), Map.copyOf(data));
    }

    private static String cut(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest - 1) + "…";
    }
}
