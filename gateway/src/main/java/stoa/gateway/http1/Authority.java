package stoa.gateway.http1;

/** A host and perhaps a port, as {@code Host} and an absolute target have them (RFC 9110, section 4.2; RFC 3986, section 3.2). */
final class Authority {
    private static final int MOST_PORT = 65_535;

    private Authority() {}

    /** Whether it is one: a name or an address in brackets that is not empty, no user, and no port beyond 65535. */
    static boolean isValid(byte[] bytes, int from, int to) {
        var i = from < to && bytes[from] == '[' ? literal(bytes, from + 1, to) : name(bytes, from, to);
        return i > from && (i == to || (bytes[i] == ':' && isPort(bytes, i + 1, to)));
    }

    /** @return where the name ends */
    private static int name(byte[] bytes, int from, int to) {
        var i = from;
        while (i < to) {
            if (Grammar.isOf(bytes[i], Grammar.HOST)) {
                i++;
            } else if (bytes[i] == '%' && i + 2 < to && Grammar.hex(bytes[i + 1]) >= 0
                    && Grammar.hex(bytes[i + 2]) >= 0) {
                i += 3;
            } else {
                return i;
            }
        }
        return i;
    }

    /** An IPv6 address, by its characters. @return what follows the bracket at its end; -1 where there is none */
    private static int literal(byte[] bytes, int from, int to) {
        var colons = 0;
        for (var i = from; i < to; i++) {
            if (bytes[i] == ']') {
                return colons >= 2 ? i + 1 : -1;
            }
            if (bytes[i] == ':') {
                colons++;
            } else if (bytes[i] != '.' && Grammar.hex(bytes[i]) < 0) {
                return -1;
            }
        }
        return -1;
    }

    /** A port may be left empty (RFC 3986, section 3.2.3). */
    private static boolean isPort(byte[] bytes, int from, int to) {
        var port = 0;
        for (var i = from; i < to; i++) {
            var digit = bytes[i] - '0';
            if (digit < 0 || digit > 9) {
                return false;
            }
            port = Math.min(MOST_PORT + 1, port * 10 + digit);
        }
        return port <= MOST_PORT;
    }
}
