package stoa.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.event.EventRecordingLogger;
import org.slf4j.event.SubstituteLoggingEvent;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.helpers.SubstituteLogger;

class LeaseLogTest {
    private final ArrayDeque<SubstituteLoggingEvent> events = new ArrayDeque<>();
    private long now;
    private final LeaseLog log = new LeaseLog(
            new EventRecordingLogger(new SubstituteLogger("lease", events, false), events), "orders-1", () -> now);

    private List<String> said() {
        var lines = events.stream().map(
                e -> e.getLevel() + " " + MessageFormatter.basicArrayFormat(e.getMessage(), e.getArgumentArray()))
                .toList();
        events.clear();
        return lines;
    }

    private void awayFor(Duration span) {
        for (var passed = Duration.ZERO; passed.compareTo(span) < 0; passed = passed.plusMillis(500)) {
            log.away("connection refused");
            now += Duration.ofMillis(500).toNanos();
        }
        log.away("connection refused");
    }

    @Test
    void aCatalogThatIsOnlyStartingIsNothingToSpeakOf() {
        awayFor(Duration.ofSeconds(4));
        log.kept();
        awayFor(Duration.ofSeconds(4));
        log.kept();
        assertThat(said()).isEmpty();
    }

    @Test
    void aCatalogThatStaysAwayIsToldOnceAndSoIsItsReturn() {
        awayFor(Duration.ofSeconds(60));
        assertThat(said()).containsExactly(
                "WARN orders-1 has not reached a catalog for 5 s, and goes on trying: connection refused");
        log.kept();
        log.kept();
        assertThat(said()).containsExactly("INFO orders-1 has reached a catalog again");
        awayFor(Duration.ofSeconds(60));
        assertThat(said()).hasSize(1);
    }

    @Test
    void aCatalogThatHasForgottenTheInstanceIsReached() {
        awayFor(Duration.ofSeconds(5));
        log.reached();
        assertThat(said()).last().isEqualTo("INFO orders-1 has reached a catalog again");
    }

    @Test
    void aRefusalIsToldOnceForEachReason() {
        for (var n = 0; n < 3; n++) {
            log.refused("409 the prefix is taken");
            log.refused("422 no such thing");
            awayFor(Duration.ofSeconds(1));
        }
        assertThat(said()).containsExactly("ERROR orders-1 is refused by the catalog: 409 the prefix is taken",
                "ERROR orders-1 is refused by the catalog: 422 no such thing");
        log.kept();
        assertThat(said()).containsExactly("INFO orders-1 is registered: the catalog refuses it no longer");
        log.refused("409 the prefix is taken");
        assertThat(said()).hasSize(1);
    }

    @Test
    void aRefusalEndsTheWaiting() {
        awayFor(Duration.ofSeconds(5));
        log.refused("409 the prefix is taken");
        assertThat(said()).hasSize(3).element(1).isEqualTo("INFO orders-1 has reached a catalog again");
    }
}
