package stoa.services.probe;

import java.time.Duration;
import java.time.Instant;

/**
 * How one instance sees a target.
 *
 * @param since when the state began; where nobody looked for a while, when it was first seen again
 * @param failures in a row
 * @param seen when the last probe was
 */
record Standing(State state, Instant since, int failures, Instant seen) {

    /** Not known until the first good answer, or until there are enough failures. */
    enum State {
        UNKNOWN, UP, DOWN
    }

    static final Standing NONE = new Standing(State.UNKNOWN, Instant.EPOCH, 0, Instant.EPOCH);

    /** After a probe, which makes a target down by so many failures in a row, and up by one good answer. */
    Standing after(Result result, Target target) {
        var row = result.good() ? 0 : failures + 1;
        var next = result.good() ? State.UP : row >= target.failures() ? State.DOWN : state;
        var goesOn = next == state && isCurrent(target, result.at());
        return new Standing(next, goesOn ? since : result.at(), row, result.at());
    }

    /** Whether the last probe is no longer ago than one that was late would be. */
    boolean isCurrent(Target target, Instant now) {
        return now.isBefore(seen.plus(target.interval().multipliedBy(2)).plus(Duration.ofSeconds(10)));
    }
}
