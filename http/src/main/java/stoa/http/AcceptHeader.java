package stoa.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The media ranges of an Accept header and their weights (RFC 9110, section 12.5.1). */
public final class AcceptHeader {
    private final List<Range> ranges;

    private record Range(String type, String subtype, List<String> parameters, double weight) {

        /** How closely this range names the media type; negative when it does not. */
        int precision(Range offered) {
            if (type.equals("*")) {
                return 0;
            }
            if (!type.equals(offered.type)) {
                return -1;
            }
            if (subtype.equals("*")) {
                return 1;
            }
            return subtype.equals(offered.subtype) && offered.parameters.containsAll(parameters)
                    ? 2 + parameters.size()
                    : -1;
        }
    }

    private AcceptHeader(List<Range> ranges) {
        this.ranges = ranges;
    }

    /** @param values of each Accept header of a request; with none, everything is acceptable */
    public static AcceptHeader of(List<String> values) {
        var ranges = new ArrayList<Range>();
        for (var value : values) {
            for (var part : split(value, ',')) {
                if (!part.isBlank()) {
                    ranges.add(range(part));
                }
            }
        }
        return new AcceptHeader(ranges);
    }

    boolean accepts(String mediaType) {
        return weight(mediaType) > 0;
    }

    /** The best of the offered media types; the first where any will do. */
    public String prefers(String... mediaTypes) {
        var best = mediaTypes[0];
        var bestWeight = weight(best);
        for (var mediaType : mediaTypes) {
            var weight = weight(mediaType);
            if (weight > bestWeight) {
                best = mediaType;
                bestWeight = weight;
            }
        }
        return best;
    }

    /** The weight of the closest range. */
    private double weight(String mediaType) {
        if (ranges.isEmpty()) {
            return 1;
        }
        var offered = range(mediaType);
        var weight = 0.0;
        var closest = -1;
        for (var range : ranges) {
            var precision = range.precision(offered);
            if (precision > closest) {
                closest = precision;
                weight = range.weight;
            }
        }
        return weight;
    }

    private static Range range(String text) {
        var parts = split(text, ';');
        var type = parts.getFirst().strip().toLowerCase(Locale.ROOT);
        var slash = type.indexOf('/');
        var parameters = new ArrayList<String>();
        var weight = 1.0;
        for (var part : parts.subList(1, parts.size())) {
            var parameter = part.replace(" ", "").replace("\t", "").toLowerCase(Locale.ROOT);
            if (parameter.startsWith("q=")) {
                weight = weightOf(parameter.substring(2));
                break;
            }
            if (!parameter.isEmpty() && !parameter.startsWith("charset=")) {
                parameters.add(parameter);
            }
        }
        return slash < 0
                ? new Range(type, "*", parameters, weight)
                : new Range(type.substring(0, slash), type.substring(slash + 1), parameters, weight);
    }

    private static double weightOf(String text) {
        try {
            var weight = Double.parseDouble(text);
            return weight >= 0 && weight <= 1 ? weight : 0;
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** Splits outside of quotes. */
    private static List<String> split(String text, char separator) {
        var parts = new ArrayList<String>();
        var quoted = false;
        var start = 0;
        for (var i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == '\\' && quoted) {
                i++;
            } else if (c == separator && !quoted) {
                parts.add(text.substring(start, i));
                start = i + 1;
            }
        }
        parts.add(text.substring(start));
        return parts;
    }
}
