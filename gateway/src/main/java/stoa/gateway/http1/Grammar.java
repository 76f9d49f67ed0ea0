package stoa.gateway.http1;

/** Which bytes may stand where (RFC 9110, section 5.6.2; RFC 9112, sections 3 and 5). */
final class Grammar {
    /** What a method and a field's name are made of. */
    static final int TOKEN = 1;
    /** What a field's value is made of: no control character but the tab. */
    static final int VALUE = 2;
    /** What a request's target is made of: no blank, no control character, no fragment, nothing but ASCII. */
    static final int TARGET = 4;
    /** What a host's name is made of (RFC 3986, section 3.2.2), without the percent sign. */
    static final int HOST = 8;

    private static final byte[] CLASSES = new byte[256];

    static {
        for (var c = 0; c < 256; c++) {
            var alphanumeric = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
            var bits = 0;
            if (alphanumeric || (c < 128 && "!#$%&'*+-.^_`|~".indexOf(c) >= 0)) {
                bits |= TOKEN;
            }
            if (c == '\t' || (c >= ' ' && c != 127)) {
                bits |= VALUE;
            }
            if (c > ' ' && c < 127 && "#\"<>".indexOf(c) < 0) {
                bits |= TARGET;
            }
            if (alphanumeric || (c < 128 && "-._~!$&'()*+;=".indexOf(c) >= 0)) {
                bits |= HOST;
            }
            CLASSES[c] = (byte) bits;
        }
    }

    private Grammar() {}

    /** The first position from {@code i} whose byte is not of the class; the array must hold such a byte. */
    static int skip(byte[] bytes, int i, int kind) {
        var classes = CLASSES;
        while ((classes[bytes[i] & 0xff] & kind) != 0) {
            i++;
        }
        return i;
    }

    static boolean isOf(byte b, int kind) {
        return (CLASSES[b & 0xff] & kind) != 0;
    }

    static int skipBlanks(byte[] bytes, int i) {
        while (bytes[i] == ' ' || bytes[i] == '\t') {
            i++;
        }
        return i;
    }

    /** The end of a value without the blanks after it. */
    static int trimBlanks(byte[] bytes, int from, int to) {
        while (to > from && (bytes[to - 1] == ' ' || bytes[to - 1] == '\t')) {
            to--;
        }
        return to;
    }

    /** Whether the bytes are this word, whatever their case; {@code word} is in lower case. */
    static boolean is(byte[] bytes, int from, int to, String word) {
        if (to - from != word.length()) {
            return false;
        }
        for (var i = 0; i < word.length(); i++) {
            if (lower(bytes[from + i]) != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** As {@link #is}, an underscore standing for a hyphen: many servers hand both to a program as the same name. */
    static boolean isLike(byte[] bytes, int from, int to, String word) {
        if (to - from != word.length()) {
            return false;
        }
        for (var i = 0; i < word.length(); i++) {
            var b = lower(bytes[from + i]);
            if ((b == '_' ? '-' : b) != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    static boolean startsWith(byte[] bytes, int from, int to, String word) {
        return to - from >= word.length() && is(bytes, from, from + word.length(), word);
    }

    static int lower(byte b) {
        return b >= 'A' && b <= 'Z' ? b + 32 : b;
    }

    /** The value of a hex digit, -1 for any other byte. */
    static int hex(int b) {
        if (b >= '0' && b <= '9') {
            return b - '0';
        }
        var c = b | 0x20;
        return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
    }
}
