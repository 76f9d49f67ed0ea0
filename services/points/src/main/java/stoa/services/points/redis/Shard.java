package stoa.services.points.redis;

/**
 * A part of the ledger whose keys lie together, wherever a Cluster puts them.
 *
 * @param tag the keys' hash tag
 */
record Shard(String tag) {
    private String named(String name) {
        return "stoa:{" + tag + "}:" + name;
    }

    /** A hash: epoch, entries, balance (the counter's is a key of its own), reserved. */
    String account(String name) {
        return named("account:" + name);
    }

    /** What was entered with a key: the stream's text, which outlives it. No account's name has a slash. */
    String record(String account, String key) {
        return named("key:" + account + "/" + key);
    }

    /** A stream of what is not drained yet. */
    String entries() {
        return named("entries");
    }

    /** A set: the names of the accounts. */
    String accounts() {
        return named("accounts");
    }

    /** The stream's last id that was drained. */
    String drained() {
        return named("drained");
    }

    /** Who drains, of the first shard. */
    String drainer() {
        return named("drainer");
    }
}
