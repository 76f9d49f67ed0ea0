package stoa.gateway.http1;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The head of one message: its first line and its fields, as positions in a byte array. Reused from message to message
 * and valid only until the array is filled again; what is needed longer has to be copied.
 */
public final class Head {
    private static final int MOST_FIELDS = 256;

    byte[] bytes = new byte[0];
    /** Where the first field begins. */
    int fieldsStart;
    /** After the blank line. */
    int end;
    int methodEnd;
    int targetStart;
    int targetEnd;
    int minor;
    int status;
    int count;
    private Field[] kinds = new Field[32];
    /** Four for each field: its line's start, its name's end, its value's start and end. */
    private int[] spans = new int[4 * 32];

    long contentLength;
    boolean chunked;
    boolean close;
    boolean keepAlive;
    boolean namesFields;

    void clear(byte[] array) {
        bytes = array;
        count = 0;
        contentLength = -1;
        chunked = false;
        close = false;
        keepAlive = false;
        namesFields = false;
    }

    void add(Field kind, int line, int nameEnd, int valueStart, int valueEnd) throws BadMessage {
        if (count == kinds.length) {
            if (count == MOST_FIELDS) {
                throw new BadMessage(431, "the head has more than " + MOST_FIELDS + " fields");
            }
            kinds = Arrays.copyOf(kinds, 2 * count);
            spans = Arrays.copyOf(spans, 8 * count);
        }
        kinds[count] = kind;
        var at = 4 * count++;
        spans[at] = line;
        spans[at + 1] = nameEnd;
        spans[at + 2] = valueStart;
        spans[at + 3] = valueEnd;
    }

    public byte[] bytes() {
        return bytes;
    }

    /** How many bytes the head takes, the blank line included. */
    public int length() {
        return end;
    }

    /** Where the request's method ends, which the head begins with. */
    public int methodEnd() {
        return methodEnd;
    }

    public int targetStart() {
        return targetStart;
    }

    public int targetEnd() {
        return targetEnd;
    }

    /** Whether the other side speaks HTTP/1.0. */
    public boolean isHttp10() {
        return minor == 0;
    }

    public int status() {
        return status;
    }

    /** Where an answer's status code begins, in {@code 200 OK}; its reason ends two bytes before {@link #fieldsStart()}. */
    public int statusStart() {
        return "HTTP/1.1 ".length();
    }

    public int fieldsStart() {
        return fieldsStart;
    }

    public int count() {
        return count;
    }

    public Field field(int i) {
        return kinds[i];
    }

    public int lineStart(int i) {
        return spans[4 * i];
    }

    /** Where the next line begins. */
    public int lineEnd(int i) {
        return i + 1 < count ? spans[4 * i + 4] : end - 2;
    }

    public int nameEnd(int i) {
        return spans[4 * i + 1];
    }

    public int valueStart(int i) {
        return spans[4 * i + 2];
    }

    public int valueEnd(int i) {
        return spans[4 * i + 3];
    }

    public String value(int i) {
        return text(valueStart(i), valueEnd(i));
    }

    public String text(int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }

    /** The first field of the kind, -1 where there is none. */
    public int find(Field kind) {
        for (var i = 0; i < count; i++) {
            if (kinds[i] == kind) {
                return i;
            }
        }
        return -1;
    }

    /** -1 where there is none. */
    public long contentLength() {
        return contentLength;
    }

    public boolean chunked() {
        return chunked;
    }

    /** Whether the sender keeps the connection open after this message. */
    public boolean persistent() {
        return !close && (minor > 0 || keepAlive);
    }

    /** Whether a {@code Connection} field names fields that end here. */
    public boolean namesFields() {
        return namesFields;
    }

    /** Whether a {@code Connection} field names the {@code i}th field. */
    public boolean isNamed(int i) {
        for (var c = 0; c < count; c++) {
            if (field(c) == Field.CONNECTION && ConnectionOptions.has(this, c, i)) {
                return true;
            }
        }
        return false;
    }

    /** How many members a value of comma-separated words has at most. */
    public int members(int i) {
        var members = 1;
        for (var at = valueStart(i); at < valueEnd(i); at++) {
            if (bytes[at] == ',') {
                members++;
            }
        }
        return members;
    }

    /** Whether there is a body that an answer of this status may not have: where it is sent nevertheless, nobody takes it. */
    public boolean hasForbiddenBody() {
        return status == 204 && (chunked || contentLength > 0);
    }

    /** Whether a value of comma-separated words holds this one, in lower case; parameters are not looked at. */
    public boolean lists(int i, String word) {
        return ConnectionOptions.lists(bytes, valueStart(i), valueEnd(i), word);
    }
}
