package stoa.http.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import stoa.runtime.DataFolder;
import stoa.runtime.Settings;

class VerdictsTest {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
    private final Verdicts verdicts = of("the first secret, 32 characters at least");

    private Verdicts of(String secret) {
        var in = Settings.of(Map.of("secret", secret), Map.of(), Optional.empty());
        return new Verdicts(Keys.read(in, DataFolder.at(Path.of("none"))), (InstantSource) now::get);
    }

    private void pass(Duration time) {
        now.updateAndGet(t -> t.plus(time));
    }

    @Test
    void aVerdictHoldsForItsServiceForAShortTime() {
        var verdict = verdicts.operator("catalog");
        assertThat(verdicts.isOperator(verdict, "catalog")).isTrue();
        assertThat(verdicts.isOperator(verdict, "events")).isFalse();
        pass(Duration.ofSeconds(31));
        assertThat(verdicts.isOperator(verdict, "catalog")).isFalse();
        assertThat(verdicts.isOperator(verdicts.operator("catalog"), "catalog")).isTrue();
    }

    @Test
    void theSameIsGivenForSomeSecondsAndNeverOneThatIsAboutToEnd() {
        var first = verdicts.operator("catalog");
        pass(Duration.ofSeconds(5));
        assertThat(verdicts.operator("catalog")).isEqualTo(first);
        pass(Duration.ofSeconds(6));
        assertThat(verdicts.operator("catalog")).isNotEqualTo(first);
    }

    @Test
    void anotherPlatformsVerdictDoesNotHold() {
        var other = of("another secret, 32 characters at least");
        assertThat(verdicts.isOperator(other.operator("catalog"), "catalog")).isFalse();
    }

    @Test
    void noPartOfItCanBeChanged() {
        var parts = verdicts.operator("catalog").split(";");
        var later = Long.toString(Long.parseLong(parts[1]) + 20);
        assertThat(verdicts.isOperator(parts[0] + ";" + later + ";" + parts[2], "catalog")).isFalse();
        assertThat(verdicts.isOperator(parts[0] + ";" + parts[1] + ";", "catalog")).isFalse();
        assertThat(verdicts.isOperator("operator;99999999999999;x", "catalog")).isFalse();
        assertThat(verdicts.isOperator("", "catalog")).isFalse();
    }

    @Test
    void oneForAFarFutureIsNotTaken() {
        pass(Duration.ofHours(1));
        var early = verdicts.operator("catalog");
        pass(Duration.ofHours(-1));
        assertThat(verdicts.isOperator(early, "catalog")).isFalse();
    }

    @Test
    void oneThatSaysNoMoreThanWhoRelayedGivesNoRight() {
        var verdict = verdicts.relayed("points");
        assertThat(verdicts.isOurs(verdict, "points")).isTrue();
        assertThat(verdicts.isOurs(verdict, "events")).isFalse();
        assertThat(verdicts.isOperator(verdict, "points")).isFalse();
        assertThat(verdicts.isProven(verdict, "points")).isFalse();
        assertThat(verdicts.isOperator(verdict.replace("relayed", "operator"), "points")).isFalse();
    }

    @Test
    void whoeverHasARightWasRelayedToo() {
        assertThat(verdicts.isOurs(verdicts.operator("points"), "points")).isTrue();
        assertThat(verdicts.isOurs(verdicts.local("points"), "points")).isTrue();
        assertThat(verdicts.isOurs(Verdicts.nobody(new Access.Refusal(false, "no token")), "points")).isFalse();
        assertThat(verdicts.isOurs("", "points")).isFalse();
        assertThat(verdicts.isOurs(of("another secret, 32 characters at least").relayed("points"), "points"))
                .isFalse();
    }

    @Test
    void whatWasFoundToHoldIsNotBelievedForLonger() {
        var verdict = verdicts.relayed("points");
        for (var second = 0; second < 30; second++) {
            assertThat(verdicts.isOurs(verdict, "points")).isTrue();
            pass(Duration.ofSeconds(1));
        }
        assertThat(verdicts.isOurs(verdict, "points")).isFalse();
        var early = verdicts.relayed("points");
        assertThat(verdicts.isOurs(early, "points")).isTrue();
        pass(Duration.ofHours(-1));
        assertThat(verdicts.isOurs(early, "points")).isFalse();
    }
}
