package stoa.services.points;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import stoa.http.Problem;
import stoa.http.Reply;
import stoa.services.points.ledger.Account;
import stoa.services.points.ledger.Entry;
import stoa.services.points.ledger.Kind;
import stoa.services.points.ledger.LedgerUnavailable;
import stoa.services.points.ledger.Outcome;

/** What is said of entries and of what became of drafts. */
final class Answers {
    private static final String REPLAYED = "Idempotent-Replayed";

    private Answers() {}

    /**
     * An entry as its account lists it.
     *
     * @param number its place in the account
     * @param balance after it
     * @param hold what it adds to what is reserved
     * @param refers the id of the entry that it settles, null where it settles none
     * @param expires when a reservation ends by itself, null for any other entry
     */
    record EntryView(String id, String account, Kind kind, long amount, String reason, long balance, Instant at,
            long number, long hold, @Nullable String refers, @Nullable Instant expires) {
        static EntryView of(Entry it) {
            return new EntryView(it.id(), it.account(), it.kind(), it.amount(), it.reason(), it.balance(), it.at(),
                    it.number(), it.hold(), it.refers().orElse(null), it.expires().orElse(null));
        }
    }

    /**
     * The same as it is acknowledged.
     *
     * @param durability what was seen of it: {@code memory}, {@code disk}, {@code replicas:2}
     */
    record Acknowledged(String id, String account, Kind kind, long amount, String reason, long balance, Instant at,
            String durability, @Nullable String refers, @Nullable Instant expires) {
        static Acknowledged of(Entry it, String durability) {
            return new Acknowledged(it.id(), it.account(), it.kind(), it.amount(), it.reason(), it.balance(), it.at(),
                    durability, it.refers().orElse(null), it.expires().orElse(null));
        }
    }

    /** @param entries the path from the request's to where entries are: {@code "entries/"} */
    static Reply made(Entry entry, String durability, String entries) {
        return Reply.json(201, Acknowledged.of(entry, durability)).with("Location", entries + entry.id());
    }

    static Reply replayed(Entry entry, String durability) {
        return Reply.json(Acknowledged.of(entry, durability)).with(REPLAYED, "true");
    }

    /** Of what was asked for with a client's key. */
    static Reply of(Outcome outcome, String entries) {
        return switch (outcome) {
            case Outcome.Entered(var entry, var durability) -> made(entry, durability, entries);
            case Outcome.Replayed(var entry, var durability) -> replayed(entry, durability);
            case Outcome.KeyTaken(var by) -> throw new Problem(422,
                    "the Idempotency-Key was used for something else: entry " + by.id() + ", " + by.kind().word()
                            + " of " + by.amount());
            case Outcome.TooLittle(var account) -> throw tooLittle(account);
            case Outcome.TooMuch(var account) -> throw tooMuch(account);
        };
    }

    /** Of what settles another entry, which can happen once to it. */
    static Reply settled(Outcome outcome, String entries) {
        return outcome instanceof Outcome.KeyTaken(var by) ? refuse(by) : of(outcome, entries);
    }

    private static Reply refuse(Entry by) {
        throw new Problem(409, by.kind() == Kind.EXPIRY
                ? "the reservation expired, and its points went back at " + by.at()
                : "it was settled otherwise at " + by.at() + ": entry " + by.id() + ", a " + by.kind().word());
    }

    static Problem tooLittle(Account account) {
        return new Problem(409, "the balance is " + account.balance() + " and would be below zero");
    }

    static Problem tooMuch(Account account) {
        return new Problem(409, "the balance is " + account.balance() + " and would be beyond " + Account.LIMIT);
    }

    /** The store's own words may name users; {@code /health} tells operators what it says. */
    static Problem away(LedgerUnavailable e) {
        return new Problem(503, e.isEffectUnknown()
                ? "whether it was entered is not known: ask again with the same key, which never enters twice"
                : "points cannot be entered or read now").with("Retry-After", "1");
    }
}
