package stoa.services.points.ledger;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Accounts and their entries, append-only. Calls block the calling thread until answered; call them from virtual threads.
 * An account begins with its first entry. Whoever reads sees, at any moment, entries that add up to the balance. While a
 * store is away, each call may throw {@link LedgerUnavailable}.
 */
public interface Ledger extends AutoCloseable {

    /**
     * Enters a draft once for its key, however often and wherever it is asked for, and returns when it is as durable as
     * the answer says. Drafts that come at the same time share what makes them durable.
     *
     * @throws LedgerUnavailable when the store is away; the same draft may be sent again
     */
    Outcome enter(Draft draft);

    /** Empty before the first entry. */
    Optional<Account> account(String name);

    /** Entries with a number below {@code before}, the newest first. */
    List<Entry> entries(String account, long before, int most);

    /** Empty where the account has none of that id. */
    Optional<Entry> entry(String account, String id);

    /** The entry that was made with this key. */
    Optional<Entry> entered(String account, String key);

    /** An account's open reservations with an id after {@code after}, by id. */
    List<Entry> reservations(String account, String after, int most);

    /** Open reservations of any account whose time is over, some of the oldest first. */
    List<Entry> expired(Instant now, int most);

    /** Which of these ids no entry has, in their order. */
    List<String> missing(List<String> ids);

    /**
     * Ids that this process has told clients of lately and that are not yet where nothing can take them from: the newest so
     * many, none where what is told is always durable.
     */
    List<String> inDoubt();

    /** Adds all entries up again, of every account. Takes long. */
    Verification verify();

    @Override
    void close();
}
