package stoa.gateway.route;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import stoa.gateway.http1.Field;
import stoa.gateway.http1.Head;

/** What a match asks of a request's method and headers, made ready to be held against its bytes. */
final class Conditions {
    static final Conditions NONE = new Conditions(List.of(), Map.of());

    private final byte[][] methods;
    private final String[] names;
    private final byte[][] values;

    private Conditions(List<String> methods, Map<String, String> headers) {
        // who may read may ask for the head of what would be read
        var headToo = methods.contains("GET") && !methods.contains("HEAD");
        this.methods = java.util.stream.Stream.concat(methods.stream(),
                headToo ? java.util.stream.Stream.of("HEAD") : java.util.stream.Stream.empty())
                .map(Conditions::bytes).toArray(byte[][]::new);
        var sorted = new TreeMap<>(headers);
        names = sorted.keySet().toArray(String[]::new);
        values = sorted.values().stream().map(Conditions::bytes).toArray(byte[][]::new);
    }

    static Conditions of(Match match) {
        return match.conditions() == 0 ? NONE : new Conditions(match.methods(), match.headers());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    boolean hold(Head head) {
        if (methods.length > 0 && !isMethod(head)) {
            return false;
        }
        for (var i = 0; i < names.length; i++) {
            if (!has(head, names[i], values[i])) {
                return false;
            }
        }
        return true;
    }

    /** What does not hold, in words; empty where all does. */
    String missing(Head head) {
        if (methods.length > 0 && !isMethod(head)) {
            return "the method is not one of its methods";
        }
        for (var i = 0; i < names.length; i++) {
            if (!has(head, names[i], values[i])) {
                return isAny(values[i])
                        ? "there is no header " + names[i]
                        : "no header " + names[i] + " says " + new String(values[i], StandardCharsets.ISO_8859_1);
            }
        }
        return "";
    }

    private boolean isMethod(Head head) {
        for (var method : methods) {
            if (Arrays.equals(method, 0, method.length, head.bytes(), 0, head.methodEnd())) {
                return true;
            }
        }
        return false;
    }

    private static boolean has(Head head, String name, byte[] value) {
        for (var i = 0; i < head.count(); i++) {
            if (Field.isNamed(head.bytes(), head.lineStart(i), head.nameEnd(i), name) && (isAny(value)
                    || Arrays.equals(value, 0, value.length, head.bytes(), head.valueStart(i), head.valueEnd(i)))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isAny(byte[] value) {
        return value.length == 1 && value[0] == '*';
    }
}
