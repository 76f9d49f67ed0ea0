package stoa.gateway.http1;

/** The words of a {@code Connection} field (RFC 9110, section 7.6.1). */
final class ConnectionOptions {
    private ConnectionOptions() {}

    /** Notes what the {@code i}th field, a {@code Connection}, says. */
    static void note(Head head, int i) {
        var bytes = head.bytes;
        var end = head.valueEnd(i);
        for (var at = head.valueStart(i); at < end;) {
            var from = Grammar.skipBlanks(bytes, at);
            var comma = comma(bytes, from, end);
            var to = Grammar.trimBlanks(bytes, from, comma);
            if (Grammar.is(bytes, from, to, "close")) {
                head.close = true;
            } else if (Grammar.is(bytes, from, to, "keep-alive")) {
                head.keepAlive = true;
            } else if (to > from) {
                head.namesFields = true;
            }
            at = comma + 1;
        }
    }

    static boolean has(Head head, int connection, int field) {
        var bytes = head.bytes;
        var nameStart = head.lineStart(field);
        var nameLength = head.nameEnd(field) - nameStart;
        var end = head.valueEnd(connection);
        for (var at = head.valueStart(connection); at < end;) {
            var from = Grammar.skipBlanks(bytes, at);
            var comma = comma(bytes, from, end);
            if (Grammar.trimBlanks(bytes, from, comma) - from == nameLength
                    && same(bytes, from, nameStart, nameLength)) {
                return true;
            }
            at = comma + 1;
        }
        return false;
    }

    static boolean lists(byte[] bytes, int start, int end, String word) {
        for (var at = start; at < end;) {
            var from = Grammar.skipBlanks(bytes, at);
            var comma = comma(bytes, from, end);
            var semicolon = from;
            while (semicolon < comma && bytes[semicolon] != ';') {
                semicolon++;
            }
            if (Grammar.is(bytes, from, Grammar.trimBlanks(bytes, from, semicolon), word)) {
                return true;
            }
            at = comma + 1;
        }
        return false;
    }

    private static int comma(byte[] bytes, int from, int end) {
        var i = from;
        while (i < end && bytes[i] != ',') {
            i++;
        }
        return i;
    }

    private static boolean same(byte[] bytes, int a, int b, int length) {
        for (var i = 0; i < length; i++) {
            if (Grammar.lower(bytes[a + i]) != Grammar.lower(bytes[b + i])) {
                return false;
            }
        }
        return true;
    }
}
