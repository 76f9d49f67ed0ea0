package stoa.stores.relational;

import java.time.Duration;

/**
 * How far one SQLite store goes.
 *
 * @param waiting calls that may wait, of reads and of writes each; one more is refused
 * @param batch writes that share one commit at most
 * @param readers threads that read, each with a connection of its own
 * @param maxPages the file's size in pages at most, 0 for no bound; brings a full disk about in tests
 * @param busyTimeout how long to wait for another program that has the file locked
 */
record SqliteLimits(int waiting, int batch, int readers, int maxPages, Duration busyTimeout) {
    static final SqliteLimits NORMAL = new SqliteLimits(10_000, 1_000, 2, 0, Duration.ofSeconds(5));

    /** The same, with another patience for a locked file. */
    SqliteLimits waitingAtMost(Duration timeout) {
        return new SqliteLimits(waiting, batch, readers, maxPages, timeout);
    }
}
