package stoa.services.points.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A line of the ledger; never changed once it is there.
 *
 * @param number its place in the account: 1, 2, 3, ...
 * @param id unique in the platform
 * @param amount what it adds to the balance; negative takes
 * @param balance the account's after it
 * @param key by which it was entered once; unique in the account
 * @param at when, in whole milliseconds
 * @param refers the id of the entry that it settles
 * @param hold what it adds to what is reserved
 * @param expires when a reservation ends by itself
 */
public record Entry(String account, long number, String id, Kind kind, long amount, String reason, long balance,
        String key, Instant at, Optional<String> refers, long hold, Optional<Instant> expires) {

    /** Whether this is what a draft with the same key asks for. */
    public boolean answers(Draft draft) {
        return account.equals(draft.account()) && kind == draft.kind() && amount == draft.amount()
                && reason.equals(draft.reason()) && refers.equals(draft.refers())
                && life().equals(draft.life());
    }

    private Optional<Duration> life() {
        return expires.map(end -> Duration.between(at, end));
    }
}
