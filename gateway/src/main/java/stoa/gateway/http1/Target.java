package stoa.gateway.http1;

/**
 * A request's target taken apart (RFC 9112, section 3.2). Dot segments, plain or encoded, are refused: no path may mean
 * one thing to the route table and another to the service.
 */
public final class Target {
    /** What a target looks like: {@code /path?query}, {@code http://host/path}, or {@code *}. */
    public enum Form {
        ORIGIN, ABSOLUTE, ASTERISK
    }

    private Form form = Form.ORIGIN;
    private int pathStart;
    private int pathEnd;
    private int end;
    private int authorityStart;
    private int authorityEnd;
    private boolean escaped;
    private boolean https;

    /** Reads the target of a request's head. */
    public void read(Head head) throws BadMessage {
        var bytes = head.bytes();
        form = Form.ORIGIN;
        https = false;
        pathStart = head.targetStart();
        end = head.targetEnd();
        if (bytes[pathStart] != '/') {
            other(bytes);
            if (form == Form.ASTERISK) {
                return;
            }
        }
        path(bytes);
    }

    private void other(byte[] bytes) throws BadMessage {
        if (end - pathStart == 1 && bytes[pathStart] == '*') {
            form = Form.ASTERISK;
            pathEnd = end;
            return;
        }
        form = Form.ABSOLUTE;
        if (Grammar.startsWith(bytes, pathStart, end, "http://")) {
            authorityStart = pathStart + 7;
        } else if (Grammar.startsWith(bytes, pathStart, end, "https://")) {
            authorityStart = pathStart + 8;
            https = true;
        } else {
            throw new BadMessage(400, "the target is neither a path nor an http address");
        }
        var i = authorityStart;
        while (i < end && bytes[i] != '/' && bytes[i] != '?') {
            i++;
        }
        authorityEnd = i;
        pathStart = i;
        if (!Authority.isValid(bytes, authorityStart, authorityEnd)) {
            throw new BadMessage(400, "the target's host cannot be read");
        }
    }

    private void path(byte[] bytes) throws BadMessage {
        var i = pathStart;
        escaped = false;
        var dots = false;
        for (; i < end && bytes[i] != '?'; i++) {
            var b = bytes[i];
            if (b == '%') {
                var value = i + 2 < end ? Grammar.hex(bytes[i + 1]) << 4 | Grammar.hex(bytes[i + 2]) : -1;
                refuse(bytes, i, value);
                escaped = true;
            } else if (b == '.') {
                dots = true;
            } else if (b == '\\') {
                throw new BadMessage(400, "the path holds a backslash");
            }
        }
        pathEnd = i;
        if (dots || escaped) {
            refuseDotSegments(bytes);
        }
    }

    /** Escapes that no path needs and some readers are fooled by. */
    private void refuse(byte[] bytes, int i, int value) throws BadMessage {
        if (value < 0) {
            throw new BadMessage(400, "the path holds a percent sign that escapes nothing");
        }
        if (value < ' ' || value == 127) {
            throw new BadMessage(400, "the path holds an escaped control character");
        }
        if (value >= 0xc0 && i + 5 < end && bytes[i + 3] == '%') {
            var next = Grammar.hex(bytes[i + 4]) << 4 | Grammar.hex(bytes[i + 5]);
            if (isOverlong(value, next)) {
                throw new BadMessage(400, "the path holds a character in more bytes than it needs");
            }
        }
    }

    /** Whether these are the first two bytes of a character in an UTF-8 form that is too long (RFC 3629, section 3). */
    private static boolean isOverlong(int first, int next) {
        return next >= 0x80 && next < 0xc0 && switch (first) {
            case 0xc0, 0xc1 -> true;
            case 0xe0 -> next < 0xa0;
            case 0xf0 -> next < 0x90;
            case 0xf8 -> next < 0x88;
            case 0xfc -> next < 0x84;
            default -> false;
        };
    }

    /** Segments are looked at as the most lenient reader would: {@code %2f} and backslashes part them as well. */
    private void refuseDotSegments(byte[] bytes) throws BadMessage {
        var dots = 0;
        var others = 1;
        for (var i = pathStart; i <= pathEnd; i++) {
            int b = i == pathEnd ? '/' : bytes[i];
            if (b == '%') {
                b = Grammar.hex(bytes[i + 1]) << 4 | Grammar.hex(bytes[i + 2]);
                i += 2;
            }
            if (b == '/' || b == '\\') {
                if (others == 0 && (dots == 1 || dots == 2)) {
                    throw new BadMessage(400, "the path holds a dot segment");
                }
                dots = 0;
                others = 0;
            } else if (b == '.') {
                dots++;
            } else if (b == ';' && others == 0 && dots > 0) {
                throw new BadMessage(400, "the path holds a dot segment");
            } else {
                others++;
            }
        }
    }

    public Form form() {
        return form;
    }

    /** Equal to {@link #pathEnd()} for an absolute form without a path, which means {@code /}. */
    public int pathStart() {
        return pathStart;
    }

    public int pathEnd() {
        return pathEnd;
    }

    /** After the query. */
    public int end() {
        return end;
    }

    public int authorityStart() {
        return authorityStart;
    }

    public int authorityEnd() {
        return authorityEnd;
    }

    /** Whether it means the server and no resource of it: {@code *}, or an address without path and query. */
    public boolean isOfServer() {
        return form == Form.ASTERISK || (form == Form.ABSOLUTE && pathStart == end);
    }

    /** Whether an absolute form asks for what is to be had by TLS alone. */
    public boolean https() {
        return https;
    }

    /** Whether the path holds percent escapes. */
    public boolean escaped() {
        return escaped;
    }

    /**
     * Copies the path with the escapes of unreserved characters resolved, which changes nothing of its meaning (RFC 3986,
     * section 6.2.2.2).
     *
     * @param origin for each byte of the copy and its end, where it came from
     * @return the copy's length
     */
    public int resolve(byte[] bytes, byte[] copy, int[] origin) {
        var n = 0;
        for (var i = pathStart; i < pathEnd; n++) {
            origin[n] = i;
            copy[n] = bytes[i];
            if (bytes[i] == '%') {
                var value = Grammar.hex(bytes[i + 1]) << 4 | Grammar.hex(bytes[i + 2]);
                if (unreserved(value)) {
                    copy[n] = (byte) value;
                    i += 3;
                    continue;
                }
            }
            i++;
        }
        origin[n] = pathEnd;
        return n;
    }

    private static boolean unreserved(int c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')
                || (c < 128 && "-._~".indexOf(c) >= 0);
    }
}
