package stoa.services.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import stoa.services.probe.Result.Outcome;
import stoa.services.probe.Standing.State;

class StandingTest {
    private static final Instant START = Instant.parse("2026-05-01T12:00:00Z");

    private static Target target(int failures) {
        return new Target("shop", new Target.Address.OfService("shop", "/"), Duration.ofSeconds(3),
                Duration.ofSeconds(2), failures, Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static Result good(int second) {
        return Result.answered("probe-1", START.plusSeconds(second), 200, Duration.ZERO, "");
    }

    private static Result bad(int second) {
        return Result.unanswered("probe-1", START.plusSeconds(second), Outcome.TIMEOUT, Duration.ZERO, "timed out");
    }

    @Test
    void oneGoodAnswerMakesItUpAndOneFailureDown() {
        var up = Standing.NONE.after(good(0), target(1)).after(good(3), target(1));
        assertThat(up).isEqualTo(new Standing(State.UP, START, 0, START.plusSeconds(3)));
        var down = up.after(bad(6), target(1)).after(bad(9), target(1));
        assertThat(down).isEqualTo(new Standing(State.DOWN, START.plusSeconds(6), 2, START.plusSeconds(9)));
        assertThat(down.after(good(12), target(1)))
                .isEqualTo(new Standing(State.UP, START.plusSeconds(12), 0, START.plusSeconds(12)));
    }

    @Test
    void moreFailuresInARowMayBeAskedFor() {
        var target = target(3);
        var up = Standing.NONE.after(good(0), target);
        var twice = up.after(bad(3), target).after(bad(6), target);
        assertThat(twice.state()).isEqualTo(State.UP);
        assertThat(twice.after(good(9), target).after(bad(12), target).after(bad(15), target).state())
                .isEqualTo(State.UP);
        assertThat(twice.after(bad(9), target))
                .isEqualTo(new Standing(State.DOWN, START.plusSeconds(9), 3, START.plusSeconds(9)));
        assertThat(Standing.NONE.after(bad(0), target).state()).isEqualTo(State.UNKNOWN);
    }

    @Test
    void aStateIsNotClaimedForATimeInWhichNobodyLooked() {
        var up = Standing.NONE.after(good(0), target(1));
        assertThat(up.isCurrent(target(1), START.plusSeconds(15))).isTrue();
        assertThat(up.isCurrent(target(1), START.plusSeconds(16))).isFalse();
        assertThat(up.after(good(3600), target(1)).since()).isEqualTo(START.plusSeconds(3600));
    }
}
