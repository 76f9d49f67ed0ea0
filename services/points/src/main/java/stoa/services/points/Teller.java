package stoa.services.points;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import stoa.http.Problem;
import stoa.runtime.UuidV7;
import stoa.services.points.PointsMetrics.Refusal;
import stoa.services.points.ledger.Draft;
import stoa.services.points.ledger.Entry;
import stoa.services.points.ledger.Key;
import stoa.services.points.ledger.Kind;
import stoa.services.points.ledger.Ledger;
import stoa.services.points.ledger.Outcome;

/** Writes drafts of what is asked for, has them entered, and counts what comes of them. */
final class Teller {
    private final Ledger ledger;
    private final UuidV7 ids;
    private final InstantSource clock;
    private final PointsMetrics metrics;
    /** What is being entered here with a client's key. */
    private final Set<Place> entering = ConcurrentHashMap.newKeySet();

    private record Place(String account, String key) {}

    Teller(Ledger ledger, UuidV7 ids, InstantSource clock, PointsMetrics metrics) {
        this.ledger = ledger;
        this.ids = ids;
        this.clock = clock;
        this.metrics = metrics;
    }

    /** To the millisecond, as the ledger keeps times. */
    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /** A new one, ordered by time. */
    String id() {
        return ids.next().toString();
    }

    /** @param requestId by which the visit counts once */
    Outcome visit(String account, long points, String requestId) {
        return counted(ledger.enter(new Draft(account, id(), Kind.CREDIT, points, "visit", Key.visit(requestId), true,
                now(), Optional.empty(), 0, Optional.empty())));
    }

    /** @param key the client's */
    Outcome add(String account, long points, String reason, String key) {
        return once(new Draft(account, id(), points < 0 ? Kind.SPEND : Kind.CREDIT, points, reason, Key.client(key),
                false, now(), Optional.empty(), 0, Optional.empty()));
    }

    /** @param key the client's */
    Outcome reserve(String account, long points, String reason, Duration life, String key) {
        return once(new Draft(account, id(), Kind.RESERVE, -points, reason, Key.client(key), false, now(),
                Optional.empty(), points, Optional.of(life)));
    }

    private Outcome once(Draft draft) {
        var place = new Place(draft.account(), draft.key());
        if (!entering.add(place)) {
            metrics.count(Refusal.IN_FLIGHT);
            throw new Problem(409, "an entry with this Idempotency-Key is being made right now: ask again with the same"
                    + " key and body to be told what came of it").with("Retry-After", "1");
        }
        try {
            return counted(ledger.enter(draft));
        } finally {
            entering.remove(place);
        }
    }

    /**
     * Settles another entry, which happens once to each; whoever asks for the same again is told the first answer.
     *
     * @param points what it adds to the balance
     */
    Outcome settle(Entry other, Kind how, long points, String reason) {
        var outcome = ledger.enter(settling(other, how, points, reason));
        if (outcome instanceof Outcome.KeyTaken(var by) && by.kind() == how && by.amount() == points) {
            // for another reason, which changes nothing of what came of it
            outcome = ledger.enter(settling(other, how, points, by.reason()));
        }
        return counted(outcome);
    }

    private Draft settling(Entry other, Kind how, long points, String reason) {
        return new Draft(other.account(), id(), how, points, reason, Key.settling(other.id()), false, now(),
                Optional.of(other.id()), -other.hold(), Optional.empty());
    }

    /** Ends a reservation whose time is over, unless it is settled. */
    void expire(Entry reservation) {
        var outcome = ledger.enter(settling(reservation, Kind.EXPIRY, reservation.hold(), ""));
        if (outcome instanceof Outcome.Entered) {
            metrics.count(outcome);
        }
    }

    /** Whether a reservation's time is over. */
    boolean isOver(Entry reservation) {
        return reservation.expires().filter(end -> !now().isBefore(end)).isPresent();
    }

    private Outcome counted(Outcome outcome) {
        metrics.count(outcome);
        return outcome;
    }
}
