package stoa.http;

import java.util.List;
import java.util.stream.Stream;

/**
 * What a request asks of the entity tag of what it is about (RFC 9110, section 13.1). A condition that cannot be read
 * names no tag.
 *
 * @param ifMatch the tags of {@code If-Match}; empty where there is none
 * @param ifNoneMatch the tags of {@code If-None-Match}; empty where there is none
 */
public record Conditions(List<String> ifMatch, List<String> ifNoneMatch) {
    private static final String WEAK = "W/";

    public static Conditions of(Request request) {
        return new Conditions(tags(request, "If-Match"), tags(request, "If-None-Match"));
    }

    /** A tag may have a comma inside, but no quotes: what is cut off at one is not a whole tag. */
    private static List<String> tags(Request request, String header) {
        return request.headers(header).stream().flatMap(line -> Stream.of(line.split(",", -1))).map(String::strip)
                .toList();
    }

    /**
     * Whether {@code If-Match} lets the request go on; else the answer is 412. A weak tag never does.
     *
     * @param etag a strong one, with its quotes
     */
    public boolean fit(String etag) {
        return ifMatch.isEmpty() || ifMatch.contains("*") || ifMatch.contains(etag);
    }

    /** Whether {@code If-None-Match} names it, so that a read is answered with 304, and anything else with 412. */
    public boolean know(String etag) {
        return ifNoneMatch.contains("*")
                || ifNoneMatch.stream().anyMatch(t -> etag.equals(t.startsWith(WEAK) ? t.substring(2) : t));
    }

    /** Whether what has this tag may be changed or removed; else the answer is 412. */
    public boolean letChange(String etag) {
        return fit(etag) && !know(etag);
    }
}
