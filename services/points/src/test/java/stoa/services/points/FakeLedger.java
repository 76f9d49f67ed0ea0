package stoa.services.points;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import stoa.services.points.ledger.Account;
import stoa.services.points.ledger.Draft;
import stoa.services.points.ledger.Entry;
import stoa.services.points.ledger.Ledger;
import stoa.services.points.ledger.LedgerUnavailable;
import stoa.services.points.ledger.Outcome;
import stoa.services.points.ledger.Verification;

/** A ledger whose store is away. */
class FakeLedger implements Ledger {
    /** What the store says, and clients are not told. */
    static final String WORDS = "password authentication failed for user \"ana\"";

    private static LedgerUnavailable away(boolean effectUnknown) {
        return new LedgerUnavailable(WORDS, new IllegalStateException(WORDS), effectUnknown);
    }

    @Override
    public Outcome enter(Draft draft) {
        throw away(true);
    }

    @Override
    public Optional<Account> account(String name) {
        throw away(false);
    }

    @Override
    public List<Entry> entries(String account, long before, int most) {
        throw away(false);
    }

    @Override
    public Optional<Entry> entry(String account, String id) {
        throw away(false);
    }

    @Override
    public Optional<Entry> entered(String account, String key) {
        throw away(false);
    }

    @Override
    public List<Entry> reservations(String account, String after, int most) {
        throw away(false);
    }

    @Override
    public List<Entry> expired(Instant now, int most) {
        throw away(false);
    }

    @Override
    public List<String> missing(List<String> ids) {
        throw away(false);
    }

    @Override
    public List<String> inDoubt() {
        return List.of();
    }

    @Override
    public Verification verify() {
        throw away(false);
    }

    @Override
    public void close() {}
}
