package stoa.services.points;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import stoa.runtime.UuidV7;
import stoa.services.points.ledger.Draft;
import stoa.services.points.ledger.Entry;
import stoa.services.points.ledger.Key;
import stoa.services.points.ledger.Kind;
import stoa.services.points.ledger.Ledger;
import stoa.services.points.ledger.Outcome;

/** Writes drafts of what is asked for, and has them entered. */
final class Teller {
    private final Ledger ledger;
    private final UuidV7 ids;
    private final InstantSource clock;

    Teller(Ledger ledger, UuidV7 ids, InstantSource clock) {
        this.ledger = ledger;
        this.ids = ids;
        this.clock = clock;
    }

    /** To the millisecond, as the ledger keeps times. */
    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /** @param key of the visit, by which it counts once */
    Outcome visit(String account, long points, String key) {
        return ledger.enter(new Draft(account, id(), Kind.CREDIT, points, "visit", key, true, now(),
                Optional.empty(), 0, Optional.empty()));
    }

    /** @param key the client's */
    Outcome add(String account, long points, String reason, String key) {
        return ledger.enter(new Draft(account, id(), points < 0 ? Kind.SPEND : Kind.CREDIT, points, reason,
                Key.client(key), false, now(), Optional.empty(), 0, Optional.empty()));
    }

    Outcome reserve(String account, long points, String reason, Duration life, String key) {
        return ledger.enter(new Draft(account, id(), Kind.RESERVE, -points, reason, Key.client(key), false, now(),
                Optional.empty(), points, Optional.of(life)));
    }

    /**
     * Settles another entry, which happens once to each.
     *
     * @param points what it adds to the balance
     */
    Outcome settle(Entry other, Kind how, long points, String reason) {
        return ledger.enter(new Draft(other.account(), id(), how, points, reason, Key.settling(other.id()), false,
                now(), Optional.of(other.id()), -other.hold(), Optional.empty()));
    }

    private String id() {
        return ids.next().toString();
    }
}
