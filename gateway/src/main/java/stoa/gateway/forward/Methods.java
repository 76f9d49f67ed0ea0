package stoa.gateway.forward;

import stoa.gateway.http1.Head;

/** Request methods (RFC 9110, section 9): the usual ones without making a string of each. */
final class Methods {
    private static final String[] USUAL = {"GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH"};

    private Methods() {}

    static String name(Head head) {
        var bytes = head.bytes();
        var length = head.methodEnd();
        for (var name : USUAL) {
            if (name.length() == length && matches(bytes, name)) {
                return name;
            }
        }
        return head.text(0, length);
    }

    static boolean isOptions(Head head) {
        return head.methodEnd() == "OPTIONS".length() && matches(head.bytes(), "OPTIONS");
    }

    private static boolean matches(byte[] bytes, String name) {
        for (var i = 0; i < name.length(); i++) {
            if (bytes[i] != name.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Whether it only reads (RFC 9110, section 9.2.1). */
    static boolean isSafe(String method) {
        return switch (method) {
            case "GET", "HEAD", "OPTIONS" -> true;
            default -> false;
        };
    }

    /** Whether sending it twice means the same as once; a method that is not known may do anything. */
    static boolean isIdempotent(String method) {
        return switch (method) {
            case "GET", "HEAD", "PUT", "DELETE", "OPTIONS" -> true;
            default -> false;
        };
    }
}
