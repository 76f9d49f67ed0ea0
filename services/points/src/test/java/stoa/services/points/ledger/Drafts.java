package stoa.services.points.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Drafts for tests, each with an id of its own. */
public final class Drafts {
    public static final Instant NOW = Instant.parse("2026-11-23T10:00:00.123Z");

    private Drafts() {}

    /** A credit, or negative a spend, with a client's key. */
    public static Draft of(String account, long amount, String key) {
        return new Draft(account, UUID.randomUUID().toString(), amount < 0 ? Kind.SPEND : Kind.CREDIT, amount, "test",
                Key.client(key), false, NOW, Optional.empty(), 0, Optional.empty());
    }

    /** Ten points for a visit. */
    public static Draft visit(String account, String requestId) {
        return new Draft(account, UUID.randomUUID().toString(), Kind.CREDIT, 10, "visit", Key.visit(requestId), true,
                NOW, Optional.empty(), 0, Optional.empty());
    }

    public static Draft reserve(String account, long points, String key, Duration life) {
        return new Draft(account, UUID.randomUUID().toString(), Kind.RESERVE, -points, "put aside", Key.client(key),
                false, NOW, Optional.empty(), points, Optional.of(life));
    }

    /** What settles another entry and adds this to the balance. */
    public static Draft settle(Entry other, Kind kind, long amount) {
        return new Draft(other.account(), UUID.randomUUID().toString(), kind, amount, "settled",
                Key.settling(other.id()), false, NOW, Optional.of(other.id()), -other.hold(), Optional.empty());
    }
}
