package stoa.services.points.ledger;

/** Keys of entries, each kind in a space of its own, so that no client can take one that is not its own. */
public final class Key {
    private Key() {}

    /** Of a client's {@code Idempotency-Key}. */
    public static String client(String key) {
        return "c:" + key;
    }

    /** Of a visit, which the gateway has given a request id. */
    public static String visit(String requestId) {
        return "v:" + requestId;
    }

    /** Whether an entry was made for a visit. */
    public static boolean isVisit(String key) {
        return key.startsWith("v:");
    }

    /** Of the one entry that settles another: a reversal, or a reservation's end. */
    public static String settling(String id) {
        return "s:" + id;
    }
}
