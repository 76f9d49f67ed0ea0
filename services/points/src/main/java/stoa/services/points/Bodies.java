package stoa.services.points;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import stoa.http.Fields;
import stoa.http.Problem;
import stoa.http.Request;
import stoa.services.points.ledger.Account;

/** Reads what clients ask for. */
final class Bodies {
    static final String KEY_RULE = "1 to 128 printable ASCII characters, the same for each try";

    private static final Pattern KEY = Pattern.compile("[ -~]{1,128}");
    private static final int LONGEST_REASON = 500;
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration USUAL = Duration.ofMinutes(15);
    private static final Duration LONGEST = Duration.ofDays(30);
    private static final int MOST_IDS = 20_000;
    private static final int LONGEST_ID = 100;

    private Bodies() {}

    /** @param amount a whole number, not zero; negative spends */
    record Addition(long amount, String reason) {}

    /** @param ttl how long it holds, 1s to 30d */
    record Reservation(long amount, String reason, Duration ttl) {}

    /** @param amount how much of what was put aside is taken; all of it where it is left out */
    record Commitment(long amount, String reason) {}

    record Why(String reason) {}

    /** @param ids of entries, as clients were told them; without any, those that might be lost */
    record Ids(List<String> ids) {}

    /** Of a request whose body may be empty. */
    static Fields fields(Request request) {
        return request.body().length == 0 ? Fields.of(Map.of()) : request.fields();
    }

    /** The client's key. */
    static String key(Request request) {
        var keys = request.headers("Idempotency-Key");
        if (keys.isEmpty()) {
            throw new Problem(400, "the Idempotency-Key header is missing: " + KEY_RULE);
        }
        if (keys.size() > 1 || !KEY.matcher(keys.getFirst()).matches()) {
            throw new Problem(400, "the Idempotency-Key header must be one of " + KEY_RULE);
        }
        return keys.getFirst();
    }

    static Addition addition(Fields body) {
        var amount = body.number("amount", -Account.LIMIT, Account.LIMIT);
        if (amount == 0) {
            body.reject("amount", "must not be zero");
        }
        var addition = new Addition(amount, reason(body));
        body.verify();
        return addition;
    }

    static Reservation reservation(Fields body) {
        var ttl = body.duration("ttl", SHORTEST, LONGEST).orElse(USUAL).truncatedTo(ChronoUnit.MILLIS);
        var reservation = new Reservation(body.number("amount", 1, Account.LIMIT), reason(body), ttl);
        body.verify();
        return reservation;
    }

    /** @param reserved the most that can be taken */
    static Commitment commitment(Fields body, long reserved) {
        var commitment = new Commitment(body.number("amount", reserved, 1, reserved), reason(body));
        body.verify();
        return commitment;
    }

    static Why why(Fields body) {
        var why = new Why(reason(body));
        body.verify();
        return why;
    }

    static Ids ids(Fields body) {
        var ids = body.texts("ids").stream().distinct().toList();
        if (ids.size() > MOST_IDS) {
            body.reject("ids", "must be at most " + MOST_IDS);
        }
        if (ids.stream().anyMatch(id -> id.length() > LONGEST_ID || id.codePoints().anyMatch(Bodies::isForbidden))) {
            body.reject("ids", "must be texts of at most " + LONGEST_ID + " characters, without control characters");
        }
        body.verify();
        return new Ids(ids);
    }

    private static String reason(Fields body) {
        return body.parsed("reason", Bodies::reason).orElse("");
    }

    private static String reason(String text) {
        if (text.codePointCount(0, text.length()) > LONGEST_REASON) {
            throw new IllegalArgumentException("must be at most " + LONGEST_REASON + " characters");
        }
        if (text.codePoints().anyMatch(Bodies::isForbidden)) {
            throw new IllegalArgumentException("must not have control characters, line breaks or halves of characters");
        }
        return text;
    }

    private static boolean isForbidden(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE ->
                true;
            default -> false;
        };
    }
}
