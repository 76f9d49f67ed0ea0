package stoa.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import org.junit.jupiter.api.Test;

class PacedTest {
    private record Waiting(long at, Runnable work) {}

    private final ArrayDeque<Waiting> later = new ArrayDeque<>();
    private long now;
    private long cost;
    private int done;
    private final Paced paced = new Paced(() -> {
        now += cost;
        done++;
    }, () -> now, (nanos, work) -> later.add(new Waiting(now + nanos, work)));

    private void pass(Duration time) {
        var until = now + time.toNanos();
        while (!later.isEmpty() && later.peek().at() <= until) {
            var next = later.remove();
            now = Math.max(now, next.at());
            next.work().run();
        }
        now = Math.max(now, until);
    }

    @Test
    void whatTakesLittleIsDoneAtOnceEachTime() {
        cost = 50_000;
        for (var n = 1; n <= 1000; n++) {
            paced.ask();
            assertThat(done).isEqualTo(n);
        }
        assertThat(later).isEmpty();
    }

    @Test
    void whatTakesLongIsDoneAtOnceAfterARest() {
        cost = Duration.ofMillis(80).toNanos();
        for (var n = 1; n <= 20; n++) {
            paced.ask();
            assertThat(done).isEqualTo(n);
            pass(Duration.ofSeconds(1));
        }
    }

    @Test
    void whatTakesLongTakesATenthOfTheTimeHoweverOftenItIsAskedFor() {
        cost = Duration.ofMillis(20).toNanos();
        for (var n = 0; n < 10_000; n++) {
            paced.ask();
            pass(Duration.ofMillis(1));
        }
        assertThat(done * cost).isBetween(now / 12, now / 9);
        assertThat(later).hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void howeverLongATurnTookTheNextIsNotFar() {
        cost = Duration.ofMinutes(1).toNanos();
        paced.ask();
        cost = 0;
        paced.ask();
        assertThat(done).isEqualTo(1);
        pass(Duration.ofSeconds(2));
        assertThat(done).isEqualTo(2);
    }

    @Test
    void theLastWhoAsksIsServed() {
        cost = Duration.ofMillis(500).toNanos();
        paced.ask();
        paced.ask();
        var before = done;
        paced.ask();
        assertThat(done).isEqualTo(before);
        pass(Duration.ofSeconds(10));
        assertThat(done).isEqualTo(before + 1);
        assertThat(later).isEmpty();
    }
}
