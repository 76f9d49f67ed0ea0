package stoa.gateway.http1;

import java.util.Locale;
import java.util.Set;

/**
 * Which fields may follow a body (RFC 9110, section 6.5.1): none that frame, route, modify or authenticate the request, steer
 * the answer or say how the content is to be read, since who reads the head alone would be told something else.
 */
final class Trailers {
    private static final Set<String> FOR_HEADS = Set.of("accept", "accept-charset", "accept-encoding",
            "accept-language", "age", "allow", "authentication-info", "cache-control", "clear-site-data",
            "content-disposition", "content-encoding", "content-language", "content-location", "content-range",
            "content-security-policy", "content-type", "expires", "from", "if-match", "if-modified-since",
            "if-none-match", "if-range", "if-unmodified-since", "keep-alive", "link", "location", "origin", "pragma",
            "range", "referer", "retry-after", "set-cookie", "set-cookie2", "strict-transport-security", "trailer",
            "user-agent", "vary", "warning", "www-authenticate");

    private Trailers() {}

    static boolean mayStand(Head head, int i) {
        return head.field(i) == Field.OTHER && !FOR_HEADS.contains(
                head.text(head.lineStart(i), head.nameEnd(i)).toLowerCase(Locale.ROOT).replace('_', '-'));
    }
}
