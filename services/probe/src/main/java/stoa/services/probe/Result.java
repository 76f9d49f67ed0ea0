package stoa.services.probe;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * What came of one probe.
 *
 * @param instance who probed
 * @param at when it began
 * @param code the answer's status, empty where no whole answer came
 * @param detail what failed, in words; empty where nothing did
 * @param answer the beginning of the answer's text, in one line
 */
record Result(String instance, Instant at, Outcome outcome, Optional<Integer> code, Duration took, String detail,
        String answer) {
    private static final int SHOWN = 200;

    /** The ways in which a probe ends. */
    enum Outcome {
        OK, UNREACHABLE, TIMEOUT, STATUS, TEXT, SLOW;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Result answered(String instance, Instant at, int code, Duration took, String text) {
        return new Result(instance, at, Outcome.OK, Optional.of(code), took, "", line(text));
    }

    static Result unanswered(String instance, Instant at, Outcome outcome, Duration took, String detail) {
        return new Result(instance, at, outcome, Optional.empty(), took, detail, "");
    }

    Result failing(Outcome how, String why) {
        return new Result(instance, at, how, code, took, why, answer);
    }

    boolean good() {
        return outcome == Outcome.OK;
    }

    /** A peer's text, fit for a log and a table: one line without characters that cannot be seen. */
    private static String line(String text) {
        var begin = text.codePoints().limit(SHOWN * 2L).mapToObj(Character::toString)
                .reduce(new StringBuilder(), StringBuilder::append, StringBuilder::append).toString()
                .replaceAll("[\\p{C}\\p{Zl}\\p{Zp}\\s]+", " ").strip();
        return begin.codePointCount(0, begin.length()) <= SHOWN
                ? begin
                : begin.substring(0, begin.offsetByCodePoints(0, SHOWN)) + "…";
    }
}
