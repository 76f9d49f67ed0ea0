package stoa.gateway.http1;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A reader of HTTP/1.1 that shares nothing with the gateway's own: regular expressions over text of one character a byte. It takes
 * nothing but what RFC 9112 lets a sender generate, so that whatever it takes means the same to everybody.
 */
public final class SecondReader {
    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
    private static final Pattern REQUEST_LINE = Pattern
            .compile("(" + TOKEN + ") (/[!$-~&&[^<>\"]]*) HTTP/1\\.1\r\n");
    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.1 ([1-9][0-9]{2}) [\t -~\u0080-\u00ff]*\r\n");
    private static final Pattern FIELD = Pattern.compile("(" + TOKEN + "):[ \t]*([\t -~\u0080-\u00ff]*)\r\n");
    private static final Pattern CHUNK = Pattern.compile("([0-9A-Fa-f]{1,16})\r\n");

    private final String text;
    private int at;

    /** One message; names of fields are in lower case, the body has no framing left. */
    public record Message(String line, List<Line> fields, String body, List<Line> trailers) {
        /** All values of a field, in their order. */
        public List<String> all(String name) {
            return fields.stream().filter(f -> f.name.equals(name)).map(Line::value).toList();
        }

        public String header(String name) {
            return String.join(", ", all(name));
        }
    }

    /** A field. */
    public record Line(String name, String value) {}

    /** What it met that no sender may generate. */
    public static final class Violation extends RuntimeException {
        Violation(String what) {
            super(what);
        }
    }

    public SecondReader(String text) {
        this.text = text;
    }

    /** Where the messages that were read end. */
    public int position() {
        return at;
    }

    /** The next request; null where it is not whole yet. */
    public @Nullable Message request() {
        var headEnd = text.indexOf("\r\n\r\n", at);
        if (headEnd < 0) {
            return null;
        }
        var begin = at;
        var line = line(REQUEST_LINE, "request line");
        var fields = fields();
        require(all(fields, "host").size() == 1, "not one Host");
        var codings = all(fields, "transfer-encoding");
        var lengths = all(fields, "content-length");
        require(codings.size() + lengths.size() <= 1, "several lengths");
        return whole(begin, line, fields, codings, lengths, 0);
    }

    /** The next answer, to HEAD or not; null where it is not whole yet. */
    public @Nullable Message answer(boolean toHead) {
        if (text.indexOf("\r\n\r\n", at) < 0) {
            return null;
        }
        var begin = at;
        var line = line(STATUS_LINE, "status line");
        var status = Integer.parseInt(line.substring(9, 12));
        var fields = fields();
        var codings = all(fields, "transfer-encoding");
        var lengths = all(fields, "content-length");
        require(codings.size() + lengths.size() <= 1, "several lengths");
        if (status < 200 || status == 204) {
            require(codings.isEmpty() && lengths.isEmpty(), "a length where no body can be");
        }
        if (toHead || status < 200 || status == 204 || status == 304) {
            return new Message(line, fields, "", List.of());
        }
        return whole(begin, line, fields, codings, lengths, text.length() - at);
    }

    private @Nullable Message whole(int begin, String line, List<Line> fields, List<String> codings,
            List<String> lengths, int otherwise) {
        if (!codings.isEmpty()) {
            require(codings.getFirst().equals("chunked"), "another coding");
            var message = chunks(line, fields);
            at = message == null ? begin : at;
            return message;
        }
        if (!lengths.isEmpty()) {
            require(lengths.getFirst().matches("[0-9]{1,18}"), "no length");
        }
        var length = lengths.isEmpty() ? otherwise : Long.parseLong(lengths.getFirst());
        if (text.length() - at < length) {
            at = begin;
            return null;
        }
        at += (int) length;
        return new Message(line, fields, text.substring(at - (int) length, at), List.of());
    }

    private @Nullable Message chunks(String line, List<Line> fields) {
        var body = new StringBuilder();
        while (true) {
            var matcher = CHUNK.matcher(text).region(at, text.length());
            if (!matcher.lookingAt()) {
                require(text.indexOf("\r\n", at) < 0 && text.length() - at < 20, "no chunk");
                return null;
            }
            var size = Long.parseLong(matcher.group(1), 16);
            at = matcher.end();
            if (size == 0) {
                return trailers(line, fields, body.toString());
            }
            if (text.length() - at < size + 2) {
                return null;
            }
            body.append(text, at, at + (int) size);
            at += (int) size;
            require(text.startsWith("\r\n", at), "a chunk that is longer than it says");
            at += 2;
        }
    }

    private @Nullable Message trailers(String line, List<Line> fields, String body) {
        if (!text.startsWith("\r\n", at) && text.indexOf("\r\n\r\n", at) < 0) {
            return null;
        }
        return new Message(line, fields, body, fields());
    }

    private String line(Pattern form, String what) {
        var matcher = form.matcher(text).region(at, text.length());
        require(matcher.lookingAt(), "no " + what);
        at = matcher.end();
        return matcher.group().strip();
    }

    private List<Line> fields() {
        var fields = new ArrayList<Line>();
        while (!text.startsWith("\r\n", at)) {
            var matcher = FIELD.matcher(text).region(at, text.length());
            require(matcher.lookingAt(), "no field");
            fields.add(new Line(matcher.group(1).toLowerCase(Locale.ROOT), matcher.group(2).strip()));
            at = matcher.end();
        }
        at += 2;
        return fields;
    }

    private static List<String> all(List<Line> fields, String name) {
        return fields.stream().filter(f -> f.name.equals(name)).map(Line::value).toList();
    }

    private static void require(boolean kept, String what) {
        if (!kept) {
            throw new Violation(what);
        }
    }
}
