package stoa.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Percent-encoding of URLs (RFC 3986, section 2.1), decoded strictly: what cannot be read is refused, not guessed. */
final class Percent {
    private Percent() {}

    /** @throws Problem 400 for what is not percent-encoded UTF-8 */
    static String decode(String raw) {
        return decode(raw, false);
    }

    /** A name or value of a query, where a plus sign is a space. @throws Problem 400 */
    static String decodeForm(String raw) {
        return decode(raw, true);
    }

    private static String decode(String raw, boolean form) {
        var plain = true;
        for (var i = 0; i < raw.length(); i++) {
            var c = raw.charAt(i);
            if (c <= ' ' || c >= 0x7f) {
                throw refused();
            }
            plain &= c != '%' && !(form && c == '+');
        }
        return plain ? raw : text(bytes(raw, form));
    }

    private static ByteBuffer bytes(String raw, boolean form) {
        var bytes = ByteBuffer.allocate(raw.length());
        for (var i = 0; i < raw.length(); i++) {
            var c = raw.charAt(i);
            if (c == '%') {
                bytes.put((byte) ((digit(raw, i + 1) << 4) | digit(raw, i + 2)));
                i += 2;
            } else {
                bytes.put((byte) (form && c == '+' ? ' ' : c));
            }
        }
        return bytes.flip();
    }

    private static int digit(String raw, int at) {
        var value = at < raw.length() ? Character.digit(raw.charAt(at), 16) : -1;
        if (value < 0) {
            throw refused();
        }
        return value;
    }

    private static String text(ByteBuffer bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw refused();
        }
    }

    private static Problem refused() {
        return new Problem(400, "the URL is not percent-encoded UTF-8");
    }
}
