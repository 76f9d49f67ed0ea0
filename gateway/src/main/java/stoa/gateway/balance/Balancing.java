package stoa.gateway.balance;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How a route's requests are shared out among the instances of its service. */
public sealed interface Balancing {
    /** Of two instances taken by chance, by weight, the one that promises to answer sooner: peak EWMA of its latency, in flight. */
    record PeakEwma() implements Balancing {}

    /** The one with least in flight for its weight. */
    record LeastRequest() implements Balancing {}

    /** Each in its turn, as often as it weighs. */
    record RoundRobin() implements Balancing {}

    /** The same one for the same key, as long as it is there. */
    record ByHash(Key key, String name) implements Balancing {}

    /** What is hashed: a header's or a cookie's value, or the client's address. */
    enum Key {
        HEADER, COOKIE, ADDRESS
    }

    Balancing DEFAULT = new PeakEwma();

    /**
     * Reads {@code peak-ewma}, {@code least-request}, {@code round-robin}, {@code hash address}, {@code hash header NAME}
     * or {@code hash cookie NAME}.
     *
     * @throws IllegalArgumentException for anything else, saying what there is
     */
    static Balancing parse(String text) {
        var words = text.strip().split("\\s+");
        var known = switch (words[0].toLowerCase(Locale.ROOT)) {
            case "peak-ewma" -> words.length == 1 ? new PeakEwma() : null;
            case "least-request" -> words.length == 1 ? new LeastRequest() : null;
            case "round-robin" -> words.length == 1 ? new RoundRobin() : null;
            case "hash" -> hash(words);
            default -> null;
        };
        if (known == null) {
            throw new IllegalArgumentException("\"" + text + "\" is none of peak-ewma, least-request, round-robin, "
                    + "hash address, hash header NAME, hash cookie NAME");
        }
        return known;
    }

    private static @Nullable Balancing hash(String[] words) {
        if (words.length == 2 && words[1].equals("address")) {
            return new ByHash(Key.ADDRESS, "");
        }
        return words.length != 3
                ? null
                : switch (words[1]) {
                    case "header" -> new ByHash(Key.HEADER, words[2]);
                    case "cookie" -> new ByHash(Key.COOKIE, words[2]);
                    default -> null;
                };
    }
}
