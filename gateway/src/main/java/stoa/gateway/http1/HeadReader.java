package stoa.gateway.http1;

import java.util.Locale;

/**
 * Reads heads out of a byte array. The array must have one byte more than what was read into it: a zero after the last
 * one, which ends every scan.
 */
public final class HeadReader {
    private static final int INCOMPLETE = -1;
    /** What follows a request's target: {@code  HTTP/1.1} and the line's end. */
    private static final int VERSION = 11;

    private final int maxLine;
    private final int maxFields;

    /** @param maxFields bytes of all fields together */
    public HeadReader(int maxLine, int maxFields) {
        this.maxLine = maxLine;
        this.maxFields = maxFields;
    }

    /** No head that is taken is so long: of this many bytes, what is not a whole head is refused. */
    public int maxHead() {
        return maxLine + VERSION + maxFields + 1;
    }

    /**
     * Reads a request's head from the first {@code n} bytes.
     *
     * @return whether it is whole
     */
    public boolean request(byte[] bytes, int n, Head head) throws BadMessage {
        head.clear(bytes);
        bytes[n] = 0;
        var fields = requestLine(bytes, n, head);
        if (fields == INCOMPLETE) {
            if (n > maxLine + VERSION) {
                if (Grammar.skip(bytes, 0, Grammar.TOKEN) == n) {
                    throw new BadMessage(400, "the request line does not begin with a method");
                }
                throw new BadMessage(414, "the request line is longer than " + maxLine + " bytes");
            }
            return false;
        }
        return fields(bytes, n, fields, head, false) && requestFraming(head);
    }

    private int requestLine(byte[] bytes, int n, Head head) throws BadMessage {
        var i = Grammar.skip(bytes, 0, Grammar.TOKEN);
        if (i == n) {
            return INCOMPLETE;
        }
        if (bytes[i] != ' ' || i == 0 || i > maxLine) {
            throw new BadMessage(400, "the request line does not begin with a method");
        }
        head.methodEnd = i;
        head.targetStart = ++i;
        i = Grammar.skip(bytes, i, Grammar.TARGET);
        if (i > maxLine) {
            throw new BadMessage(414, "the request line is longer than " + maxLine + " bytes");
        }
        if (i == n) {
            return INCOMPLETE;
        }
        if (bytes[i] != ' ' || i == head.targetStart) {
            throw new BadMessage(400, "the request line has no target that can be read");
        }
        head.targetEnd = i;
        return version(bytes, n, i + 1, head, 400);
    }

    /** {@code HTTP/1.1} and the end of the line. */
    private static int version(byte[] bytes, int n, int i, Head head, int status) throws BadMessage {
        if (!protocol(bytes, n, i)) {
            throw new BadMessage(status, "the request line does not end with HTTP/1.1");
        }
        if (n < i + 10) {
            return INCOMPLETE;
        }
        var minor = bytes[i + 7] - '0';
        if (bytes[i + 6] != '.' || minor < 0 || minor > 9 || bytes[i + 8] != '\r' || bytes[i + 9] != '\n') {
            throw new BadMessage(status, "the request line does not end with HTTP/1.1");
        }
        if (bytes[i + 5] != '1') {
            throw new BadMessage(505, "only HTTP/1.1 and HTTP/1.0 are spoken here");
        }
        head.minor = minor;
        head.fieldsStart = i + 10;
        return i + 10;
    }

    private static boolean protocol(byte[] bytes, int n, int i) {
        var word = "HTTP/";
        for (var k = 0; k < word.length() && i + k < n; k++) {
            if (bytes[i + k] != word.charAt(k)) {
                return false;
            }
        }
        return n <= i + 5 || (bytes[i + 5] >= '0' && bytes[i + 5] <= '9');
    }

    /**
     * Reads an answer's head from the first {@code n} bytes.
     *
     * @return whether it is whole
     */
    public boolean response(byte[] bytes, int n, Head head) throws BadMessage {
        head.clear(bytes);
        bytes[n] = 0;
        if (!protocol(bytes, n, 0)) {
            throw new BadMessage(502, "what came is not HTTP");
        }
        if (n < 13) {
            return false;
        }
        var minor = bytes[7] - '0';
        if (bytes[5] != '1' || bytes[6] != '.' || minor < 0 || minor > 9 || bytes[8] != ' ') {
            throw new BadMessage(502, "the answer is not HTTP/1.1");
        }
        head.minor = minor;
        head.status = digits(bytes, 9, 12);
        if (head.status < 100 || (bytes[12] != ' ' && bytes[12] != '\r')) {
            throw new BadMessage(502, "the answer has no status");
        }
        var i = Grammar.skip(bytes, 12, Grammar.VALUE);
        if (i > maxLine) {
            throw new BadMessage(502, "the status line is longer than " + maxLine + " bytes");
        }
        if (i + 1 >= n && (i == n || bytes[i] == '\r')) {
            return false;
        }
        if (bytes[i] != '\r' || bytes[i + 1] != '\n') {
            throw new BadMessage(502, "the status line holds a control character");
        }
        head.fieldsStart = i + 2;
        return fields(bytes, n, i + 2, head, true) && responseFraming(head);
    }

    /** Reads a chunked body's trailers, blank line included, from the first {@code n} bytes. @return whether they are whole */
    boolean trailers(byte[] bytes, int n, Head head) throws BadMessage {
        return fields(bytes, n, 0, head, false);
    }

    private boolean fields(byte[] bytes, int n, int from, Head head, boolean answer) throws BadMessage {
        var i = from;
        while (true) {
            var line = i;
            i = Grammar.skip(bytes, i, Grammar.TOKEN);
            if (i == n) {
                return tooLong(n, from);
            }
            if (bytes[i] == '\r' && i == line) {
                if (i + 1 == n) {
                    return tooLong(n, from);
                }
                if (bytes[i + 1] != '\n') {
                    throw new BadMessage(400, "a line ends with a bare carriage return");
                }
                head.end = i + 2;
                return (n - from > maxFields && i + 2 - from > maxFields) ? tooLong(n, from) : true;
            }
            if (answer && bytes[i] != ':' && closeUp(bytes, i) == n) {
                return tooLong(n, from);
            }
            if (bytes[i] != ':' || i == line) {
                throw new BadMessage(400, "a header field's name cannot be read");
            }
            var nameEnd = i;
            var valueStart = Grammar.skipBlanks(bytes, i + 1);
            i = Grammar.skip(bytes, valueStart, Grammar.VALUE);
            if (i == n || (bytes[i] == '\r' && i + 1 == n)) {
                return tooLong(n, from);
            }
            if (bytes[i] != '\r' || bytes[i + 1] != '\n') {
                throw new BadMessage(400, "a header field's value holds a control character");
            }
            var valueEnd = Grammar.trimBlanks(bytes, valueStart, i);
            i += 2;
            head.add(Field.of(bytes, line, nameEnd), line, nameEnd, valueStart, valueEnd);
        }
    }

    /**
     * Takes blanks before a colon out of an answer's field, as whoever passes it on must (RFC 9112, section 5.1).
     *
     * @return where the blanks end
     */
    private static int closeUp(byte[] bytes, int nameEnd) {
        var colon = Grammar.skipBlanks(bytes, nameEnd);
        if (colon > nameEnd && bytes[colon] == ':') {
            bytes[colon] = ' ';
            bytes[nameEnd] = ':';
        }
        return colon;
    }

    private boolean tooLong(int n, int from) throws BadMessage {
        if (n - from > maxFields) {
            throw new BadMessage(431, "the header fields are longer than " + maxFields + " bytes");
        }
        return false;
    }

    private static boolean requestFraming(Head head) throws BadMessage {
        var hosts = 0;
        for (var i = 0; i < head.count; i++) {
            switch (head.field(i)) {
                case HOST -> {
                    hosts++;
                    if (!Authority.isValid(head.bytes, head.valueStart(i), head.valueEnd(i))) {
                        throw new BadMessage(400, "the Host field is not a host");
                    }
                }
                case CONTENT_LENGTH -> contentLength(head, i);
                case TRANSFER_ENCODING -> transferEncoding(head, i, 501);
                case CONNECTION -> ConnectionOptions.note(head, i);
                default -> {
                    // framed by none of the others
                }
            }
        }
        if (hosts > 1 || (hosts == 0 && head.minor > 0)) {
            throw new BadMessage(400, hosts == 0 ? "the Host field is missing" : "there is more than one Host field");
        }
        if (head.chunked && (head.contentLength >= 0 || head.minor == 0)) {
            throw new BadMessage(400, "the body's length could be read in two ways");
        }
        return true;
    }

    private static boolean responseFraming(Head head) throws BadMessage {
        for (var i = 0; i < head.count; i++) {
            switch (head.field(i)) {
                case CONTENT_LENGTH -> contentLength(head, i);
                case TRANSFER_ENCODING -> transferEncoding(head, i, 502);
                case CONNECTION -> ConnectionOptions.note(head, i);
                default -> {
                    // framed by none of the others
                }
            }
        }
        if (head.chunked && (head.contentLength >= 0 || head.minor == 0)) {
            throw new BadMessage(502, "the body's length could be read in two ways");
        }
        return true;
    }

    private static void contentLength(Head head, int i) throws BadMessage {
        var from = head.valueStart(i);
        var to = head.valueEnd(i);
        if (head.contentLength >= 0) {
            throw new BadMessage(400, "there is more than one Content-Length");
        }
        if (from == to || to - from > 18) {
            throw new BadMessage(400, "the Content-Length is not a length");
        }
        var length = 0L;
        for (var at = from; at < to; at++) {
            var digit = head.bytes[at] - '0';
            if (digit < 0 || digit > 9) {
                throw new BadMessage(400, "the Content-Length is not a length");
            }
            length = length * 10 + digit;
        }
        head.contentLength = length;
    }

    private static void transferEncoding(Head head, int i, int unknown) throws BadMessage {
        if (head.chunked) {
            throw new BadMessage(400, "there is more than one Transfer-Encoding");
        }
        if (!Grammar.is(head.bytes, head.valueStart(i), head.valueEnd(i), "chunked")) {
            // behind an unknown coding the length can be told, without chunked as the last one it cannot (section 6.3)
            throw new BadMessage(head.value(i).toLowerCase(Locale.ROOT).matches("(?!.*chunked.*chunked).+,\\s*chunked")
                    ? unknown
                    : 400, "the Transfer-Encoding is not chunked");
        }
        head.chunked = true;
    }

    private static int digits(byte[] bytes, int from, int to) {
        var n = 0;
        for (var i = from; i < to; i++) {
            var digit = bytes[i] - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            n = n * 10 + digit;
        }
        return n;
    }
}
