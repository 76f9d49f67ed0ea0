package stoa.services.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import stoa.services.probe.Result.Outcome;

class TargetTest {
    private static Result judged(Optional<Integer> status, Optional<String> text, Optional<Duration> within, int code,
            long millis, String body) {
        var target = new Target("shop", new Target.Address.OfService("shop", "/"), Duration.ofSeconds(3),
                Duration.ofSeconds(2), 1, status, text, within);
        return target.judge(Result.answered("probe-1", Instant.EPOCH, code, Duration.ofMillis(millis), body), code,
                body);
    }

    @ParameterizedTest
    @CsvSource({"200, OK", "204, OK", "299, OK", "199, STATUS", "301, STATUS", "404, STATUS", "503, STATUS"})
    void anyGoodStatusWillDoWhereNoneIsSet(int code, Outcome outcome) {
        assertThat(judged(Optional.empty(), Optional.empty(), Optional.empty(), code, 1, "").outcome())
                .isEqualTo(outcome);
    }

    @Test
    void theStatusThatIsSetIsTheOnlyGoodOne() {
        assertThat(judged(Optional.of(404), Optional.empty(), Optional.empty(), 404, 1, "").good()).isTrue();
        var other = judged(Optional.of(404), Optional.empty(), Optional.empty(), 200, 1, "");
        assertThat(other.outcome()).isEqualTo(Outcome.STATUS);
        assertThat(other.detail()).isEqualTo("answered 200, expected 404");
        assertThat(other.code()).contains(200);
    }

    @Test
    void theTextHasToBeThere() {
        var text = Optional.of("Olá");
        assertThat(judged(Optional.empty(), text, Optional.empty(), 200, 1, "Olá do servidor").good()).isTrue();
        var other = judged(Optional.empty(), text, Optional.empty(), 200, 1, "Bom dia");
        assertThat(other.outcome()).isEqualTo(Outcome.TEXT);
        assertThat(other.detail()).isEqualTo("the answer does not contain \"Olá\"");
    }

    @Test
    void anAnswerThatComesLateIsNoGoodOne() {
        var within = Optional.of(Duration.ofMillis(100));
        assertThat(judged(Optional.empty(), Optional.empty(), within, 200, 100, "").good()).isTrue();
        var late = judged(Optional.empty(), Optional.empty(), within, 200, 101, "");
        assertThat(late.outcome()).isEqualTo(Outcome.SLOW);
        assertThat(late.detail()).isEqualTo("took 101ms, expected within 100ms");
    }

    @Test
    void anAnswerIsShownInOneShortLine() {
        assertThat(Result
                .answered("probe-1", Instant.EPOCH, 200, Duration.ZERO, " a\r\n\tb\u0000c\u2028d\u001b[31m\u202e ")
                .answer()).isEqualTo("a b c d [31m");
        assertThat(Result.answered("probe-1", Instant.EPOCH, 200, Duration.ZERO, "👋".repeat(1000)).answer())
                .isEqualTo("👋".repeat(200) + "…");
    }
}
