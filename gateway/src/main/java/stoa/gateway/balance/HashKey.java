package stoa.gateway.balance;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import stoa.gateway.http1.Field;
import stoa.gateway.http1.Head;

/** What a route that balances by hash goes by, taken from a request's head as 64 bits while its bytes are there. */
public final class HashKey {
    private static final long BASIS = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;

    private HashKey() {}

    /**
     * 0 for a request without the key, and for all other ways of balancing.
     *
     * @param client null where it is not known
     */
    public static long of(Balancing how, Head head, @Nullable InetAddress client) {
        return how instanceof Balancing.ByHash(var key, var name) ? switch (key) {
            case ADDRESS -> client == null ? 0 : client.hashCode() | (1L << 32);
            case HEADER -> header(head, name);
            case COOKIE -> cookie(head, name);
        } : 0;
    }

    private static long header(Head head, String name) {
        for (var i = 0; i < head.count(); i++) {
            if (is(head, head.lineStart(i), head.nameEnd(i), name, true)) {
                return hash(head.bytes(), head.valueStart(i), head.valueEnd(i));
            }
        }
        return 0;
    }

    /** Names of cookies, unlike those of headers, are told apart by case (RFC 6265, section 4.2.1). */
    private static long cookie(Head head, String name) {
        for (var i = 0; i < head.count(); i++) {
            if (head.field(i) == Field.COOKIE) {
                var found = cookie(head, head.valueStart(i), head.valueEnd(i), name);
                if (found != 0) {
                    return found;
                }
            }
        }
        return 0;
    }

    private static long cookie(Head head, int from, int to, String name) {
        var bytes = head.bytes();
        for (var at = from; at < to; at++) {
            while (at < to && (bytes[at] == ' ' || bytes[at] == '\t')) {
                at++;
            }
            var end = indexOf(bytes, at, to, ';');
            var equals = indexOf(bytes, at, end, '=');
            if (equals < end && is(head, at, equals, name, false)) {
                return hash(bytes, equals + 1, end);
            }
            at = end;
        }
        return 0;
    }

    private static int indexOf(byte[] bytes, int from, int to, char wanted) {
        var i = from;
        while (i < to && bytes[i] != wanted) {
            i++;
        }
        return i;
    }

    private static boolean is(Head head, int from, int to, String name, boolean anyCase) {
        if (to - from != name.length()) {
            return false;
        }
        for (var i = 0; i < name.length(); i++) {
            int has = head.bytes()[from + i];
            int wanted = name.charAt(i);
            if (has != wanted && !(anyCase && lower(has) == lower(wanted))) {
                return false;
            }
        }
        return true;
    }

    private static int lower(int c) {
        return c >= 'A' && c <= 'Z' ? c + 32 : c;
    }

    /** FNV-1a; an empty value is no key. */
    private static long hash(byte[] bytes, int from, int to) {
        if (from >= to) {
            return 0;
        }
        var hash = BASIS;
        for (var i = from; i < to; i++) {
            hash = (hash ^ (bytes[i] & 0xff)) * PRIME;
        }
        return hash == 0 ? 1 : hash;
    }
}
