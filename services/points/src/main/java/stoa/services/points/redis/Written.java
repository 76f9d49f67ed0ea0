package stoa.services.points.redis;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import stoa.http.Json;
import stoa.services.points.ledger.Draft;
import stoa.services.points.ledger.Entry;
import stoa.services.points.ledger.Kind;

/** An entry as Redis keeps it: number and balance, which Redis gives, and the payload, which it does not look into. */
final class Written {
    private Written() {}

    private record Payload(String account, String id, String kind, long amount, String reason, String key, long at,
            @Nullable String refers, long hold, @Nullable Long expires) {}

    static String payload(Draft draft) {
        return Json.text(new Payload(draft.account(), draft.id(), draft.kind().word(), draft.amount(), draft.reason(),
                draft.key(), draft.at().toEpochMilli(), draft.refers().orElse(null), draft.hold(),
                draft.life().map(life -> draft.at().plus(life).toEpochMilli()).orElse(null)));
    }

    /** @throws IllegalArgumentException when it is none */
    static Entry entry(String text) {
        var parts = text.split(" ", 3);
        if (parts.length < 3) {
            throw new IllegalArgumentException("not an entry: " + text);
        }
        return entry(Long.parseLong(parts[0]), Long.parseLong(parts[1]), Json.read(parts[2], Payload.class));
    }

    private static Entry entry(long number, long balance, Payload p) {
        return new Entry(p.account, number, p.id, Kind.of(p.kind), p.amount, p.reason, balance, p.key,
                Instant.ofEpochMilli(p.at), Optional.ofNullable(p.refers), p.hold,
                Optional.ofNullable(p.expires).map(Instant::ofEpochMilli));
    }

    /** What a draft becomes. */
    static Entry entry(Draft d, long number, long balance) {
        return new Entry(d.account(), number, d.id(), d.kind(), d.amount(), d.reason(), balance, d.key(), d.at(),
                d.refers(), d.hold(), d.life().map(d.at()::plus));
    }
}
