package stoa.services.points.page;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import stoa.services.points.ledger.Account;
import stoa.services.points.ledger.Entry;
import stoa.services.points.ledger.Key;
import stoa.services.points.ledger.Kind;
import stoa.services.points.ledger.Ledger;

/**
 * What the page shows of an account, and what it is sent as that changes.
 *
 * @param entries the newest, the newest first
 */
public record Snapshot(String account, long balance, long reserved, List<Line> entries) {
    static final int SHOWN = 10;

    /**
     * An entry on the page.
     *
     * @param what its kind in the page's language
     */
    public record Line(String id, Kind kind, String what, long amount, String reason, long balance, Instant at) {
        private static Line of(Entry it) {
            var visit = Key.isVisit(it.key());
            return new Line(it.id(), it.kind(), visit ? "посещение" : words(it.kind()), it.amount(),
                    visit ? "" : it.reason(), it.balance(), it.at());
        }

        private static String words(Kind kind) {
            return switch (kind) {
                case CREDIT -> "начисление";
                case SPEND -> "списание";
                case REVERSAL -> "отмена";
                case RESERVE -> "отложено";
                case COMMIT -> "отложенное взято";
                case RELEASE -> "отложенное возвращено";
                case EXPIRY -> "отложенное возвращено: срок истёк";
            };
        }
    }

    /** Of an account as it is now. */
    public static Snapshot of(Ledger ledger, String account) {
        return of(ledger, ledger.account(account).orElse(new Account(account, 0, 0, 0)));
    }

    /** The same with an entry that has just been made, where it is not among them yet. */
    public Snapshot with(Entry newest) {
        if (entries.stream().anyMatch(line -> line.id.equals(newest.id()))) {
            return this;
        }
        return new Snapshot(account, newest.balance(), reserved,
                Stream.concat(Stream.of(Line.of(newest)), entries.stream()).limit(SHOWN).toList());
    }

    static Snapshot of(Ledger ledger, Account account) {
        return new Snapshot(account.name(), account.balance(), account.reserved(),
                ledger.entries(account.name(), Long.MAX_VALUE, SHOWN).stream().map(Line::of).toList());
    }
}
