package stoa.telemetry;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/** A growing buffer of JSON objects, one a line, in UTF-8. Written by one thread, with nothing made along the way. */
final class JsonLine {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private byte[] bytes = new byte[512];
    private int length;
    private boolean first;
    private long second = Long.MIN_VALUE;
    private byte[] secondText = {};

    int length() {
        return length;
    }

    void clear() {
        length = 0;
    }

    byte[] bytes() {
        return Arrays.copyOf(bytes, length);
    }

    void writeTo(OutputStream out) throws IOException {
        out.write(bytes, 0, length);
    }

    JsonLine begin() {
        first = true;
        raw('{');
        return this;
    }

    void end() {
        raw('}');
        raw('\n');
    }

    JsonLine field(String name, String value) {
        name(name);
        string(value);
        return this;
    }

    JsonLine field(String name, long value) {
        name(name);
        ascii(Long.toString(value));
        return this;
    }

    /** RFC 3339 in UTC, to the millisecond. */
    JsonLine time(String name, long epochMillis) {
        name(name);
        var whole = Math.floorDiv(epochMillis, 1000L);
        if (whole != second) {
            var text = Instant.ofEpochSecond(whole).toString();
            secondText = text.substring(0, text.length() - 1).getBytes(StandardCharsets.US_ASCII);
            second = whole;
        }
        raw('"');
        room(secondText.length);
        System.arraycopy(secondText, 0, bytes, length, secondText.length);
        length += secondText.length;
        var millis = (int) Math.floorMod(epochMillis, 1000L);
        raw('.');
        raw('0' + millis / 100);
        raw('0' + millis / 10 % 10);
        raw('0' + millis % 10);
        raw('Z');
        raw('"');
        return this;
    }

    private void name(String name) {
        if (!first) {
            raw(',');
        }
        first = false;
        raw('"');
        ascii(name);
        raw('"');
        raw(':');
    }

    private void string(String value) {
        room(value.length() + 2);
        raw('"');
        var plain = plain(value);
        for (var i = plain; i < value.length(); i++) {
            i += escaped(value, i);
        }
        raw('"');
    }

    /** Copies the characters that need no care, which are all of them nearly always; answers how many. */
    private int plain(String value) {
        var to = bytes;
        var at = length;
        var i = 0;
        for (; i < value.length(); i++) {
            var c = value.charAt(i);
            if (c < ' ' || c >= 0x7f || c == '"' || c == '\\') {
                break;
            }
            to[at++] = (byte) c;
        }
        length = at;
        return i;
    }

    /** Writes one character; answers how many more it took, one for the second half of a pair. */
    private int escaped(String value, int i) {
        var c = value.charAt(i);
        if (c == '"' || c == '\\') {
            raw('\\');
            raw(c);
        } else if (c < ' ' || c == 0x7f) {
            ascii("\\u00");
            raw(HEX[c >> 4]);
            raw(HEX[c & 0xf]);
        } else if (c < 0x7f) {
            raw(c);
        } else if (Character.isHighSurrogate(c) && i + 1 < value.length()
                && Character.isLowSurrogate(value.charAt(i + 1))) {
            wide(Character.toCodePoint(c, value.charAt(i + 1)));
            return 1;
        } else {
            wide(Character.isSurrogate(c) ? 0xfffd : c);
        }
        return 0;
    }

    private void wide(int codePoint) {
        if (codePoint < 0x800) {
            raw(0xc0 | codePoint >> 6);
        } else {
            if (codePoint < 0x10000) {
                raw(0xe0 | codePoint >> 12);
            } else {
                raw(0xf0 | codePoint >> 18);
                raw(0x80 | (codePoint >> 12 & 0x3f));
            }
            raw(0x80 | (codePoint >> 6 & 0x3f));
        }
        raw(0x80 | (codePoint & 0x3f));
    }

    private void ascii(String text) {
        room(text.length());
        var to = bytes;
        var at = length;
        for (var i = 0; i < text.length(); i++) {
            to[at++] = (byte) text.charAt(i);
        }
        length = at;
    }

    private void raw(int b) {
        room(1);
        bytes[length++] = (byte) b;
    }

    private void room(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
