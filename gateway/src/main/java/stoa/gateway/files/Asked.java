package stoa.gateway.files;

import java.util.ArrayList;
import stoa.gateway.http1.Field;
import stoa.gateway.http1.Head;

/**
 * What a request says that matters for a file, as it is kept when its head's bytes are gone. Fields that came several times
 * are joined; those that did not come are empty.
 *
 * @param rest of the path behind the route's prefix, as it came
 * @param wholeOnly whether no part may be answered
 * @param boundary between the parts of an answer of several
 */
public record Asked(String rest, boolean wholeOnly, String boundary, String ifMatch, String ifNoneMatch,
        String ifModifiedSince, String ifUnmodifiedSince, String ifRange, String range, String acceptEncoding) {

    public static Asked of(Head head, String rest, boolean wholeOnly, String boundary) {
        return new Asked(rest, wholeOnly, boundary, value(head, "if-match"), value(head, "if-none-match"),
                value(head, "if-modified-since"), value(head, "if-unmodified-since"), value(head, "if-range"),
                value(head, "range"), value(head, "accept-encoding"));
    }

    private static String value(Head head, String name) {
        var values = new ArrayList<String>(1);
        for (var i = 0; i < head.count(); i++) {
            if (Field.isNamed(head.bytes(), head.lineStart(i), head.nameEnd(i), name)) {
                values.add(head.value(i));
            }
        }
        return values.size() == 1 ? values.getFirst() : String.join(", ", values);
    }
}
