package stoa.services.points;

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

    private Bodies() {}

    /** @param amount a whole number, not zero; negative spends */
    record Addition(long amount, String reason) {}

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
