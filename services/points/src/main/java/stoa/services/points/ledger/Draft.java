package stoa.services.points.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * An entry to be made.
 *
 * @param id chosen by whoever asks
 * @param key by which it is entered once in its account, however often it is asked for
 * @param fresh whether nobody can have asked with this key long ago, so that old ones need not be searched for it
 * @param hold what it adds to what is reserved
 * @param life how long a reservation holds
 */
public record Draft(String account, String id, Kind kind, long amount, String reason, String key, boolean fresh,
        Instant at, Optional<String> refers, long hold, Optional<Duration> life) {

    /** The entry that this becomes as the next one of its account. */
    public Entry after(Account account) {
        return new Entry(this.account, account.entries() + 1, id, kind, amount, reason, account.balance() + amount, key,
                at, refers, hold, life.map(at::plus));
    }
}
