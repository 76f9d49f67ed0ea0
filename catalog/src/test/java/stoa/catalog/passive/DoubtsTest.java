package stoa.catalog.passive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import stoa.catalog.check.FakeTiming;
import stoa.catalog.check.ScriptedLook;
import stoa.discovery.CheckResult;
import stoa.discovery.CheckResult.Kind;

/** The rules in time that passes as the test says. */
class DoubtsTest {
    private static final Subject ORDERS_1 = new Subject("orders", "orders-1", URI.create("http://127.0.0.1:1"), null);

    private final FakeTiming time = new FakeTiming();
    private final ScriptedLook look = new ScriptedLook();
    private final Map<String, CheckResult> shown = new ConcurrentHashMap<>();
    private final List<String> put = new CopyOnWriteArrayList<>();
    private volatile boolean there = true;
    private final Doubts doubts = new Doubts(time, look.checker(time), "catalog-1", new Shown() {
        @Override
        public boolean put(Subject subject, CheckResult finding) {
            if (there) {
                shown.put(finding.by(), finding);
                put.add(finding.by() + " " + finding.ok());
            }
            return there;
        }

        @Override
        public void drop(Subject subject, String by) {
            shown.remove(by);
        }
    });

    private void report(String gateway) {
        doubts.reported(ORDERS_1, new CheckResult(Kind.PASSIVE, gateway, false, time.now(), "connection refused"));
    }

    private boolean isFailing(String gateway) {
        var found = shown.get(gateway);
        return found != null && !found.ok();
    }

    /** Lets time pass in small steps; while a word stands, the next look waits for its time after each of them. */
    private void pass(Duration span) {
        var end = time.nanos() + span.toNanos();
        while (time.nanos() < end) {
            time.advance(Duration.ofMillis(100));
            await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1))
                    .until(() -> shown.values().stream().allMatch(CheckResult::ok) || time.waiting() > 0);
        }
    }

    /** How long it takes until the gateway's word is cleared. */
    private Duration untilCleared(String gateway) {
        var begun = time.nanos();
        await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(2)).until(() -> {
            if (isFailing(gateway)) {
                time.advance(Duration.ofMillis(100));
            }
            return !isFailing(gateway);
        });
        return Duration.ofNanos(time.nanos() - begun);
    }

    @Test
    void aLookAfterTheGatewaysWordClearsIt() {
        report("gateway-1");
        assertThat(isFailing("gateway-1")).isTrue();
        assertThat(untilCleared("gateway-1")).isLessThan(Duration.ofSeconds(1));
        assertThat(shown.values()).extracting(CheckResult::detail)
                .containsExactly("answers again: connected in 1 ms, seen by catalog-1");
    }

    @Test
    void looksBecomeRarerWhileNobodyAnswersAndStopWhenSomebodyDoes() {
        look.fails();
        report("gateway-1");
        pass(Duration.ofMinutes(1));
        assertThat(look.looks()).isBetween(5, 12);
        var before = look.looks();
        pass(Duration.ofMinutes(2));
        assertThat(look.looks() - before).isBetween(3, 6);
        look.passes();
        assertThat(untilCleared("gateway-1")).isLessThan(Duration.ofSeconds(40));
        var last = look.looks();
        pass(Duration.ofMinutes(1));
        assertThat(look.looks()).isEqualTo(last);
    }

    @Test
    void aGatewayThatDisagreesIsHeldToLongerAndLongerSoThatNothingFlaps() {
        var took = new ArrayList<Duration>();
        for (var i = 0; i < 8; i++) {
            report("gateway-1");
            took.add(untilCleared("gateway-1"));
        }
        assertThat(took.get(0)).isLessThan(Duration.ofSeconds(1));
        assertThat(took.get(1)).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(3));
        assertThat(took.get(3)).isGreaterThanOrEqualTo(Duration.ofSeconds(4));
        assertThat(took.get(7)).isBetween(Duration.ofSeconds(30), Duration.ofSeconds(70));
        assertThat(put).hasSize(16);
    }

    @Test
    void whoAgreesForAWhileIsTakenAtItsWordAgain() {
        report("gateway-1");
        untilCleared("gateway-1");
        report("gateway-1");
        untilCleared("gateway-1");
        pass(Duration.ofMinutes(3));
        assertThat(shown).as("a cleared finding does not stay for ever").isEmpty();
        report("gateway-1");
        assertThat(untilCleared("gateway-1")).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void oneGatewaysHoldDoesNotHoldUpAnothersWord() {
        for (var i = 0; i < 4; i++) {
            report("gateway-1");
            untilCleared("gateway-1");
        }
        report("gateway-1");
        report("gateway-2");
        assertThat(untilCleared("gateway-2")).isLessThan(Duration.ofSeconds(3));
        assertThat(isFailing("gateway-1")).isTrue();
        untilCleared("gateway-1");
    }

    @Test
    void anInstanceThatHasGoneIsLookedAtNoMore() {
        look.fails();
        report("gateway-1");
        await().until(() -> {
            time.advance(Duration.ZERO);
            return look.looks() == 1;
        });
        doubts.forget("orders", "orders-1");
        time.advance(Duration.ofMinutes(1));
        assertThat(look.looks()).isEqualTo(1);
        there = false;
        report("gateway-1");
        time.advance(Duration.ofMinutes(1));
        assertThat(look.looks()).isEqualTo(1);
    }

    @Test
    void whatSpeaksForTheInstanceHastensTheLook() {
        look.fails();
        report("gateway-1");
        pass(Duration.ofMinutes(2));
        look.passes();
        doubts.encouraged("orders", "orders-1");
        assertThat(untilCleared("gateway-1")).isLessThan(Duration.ofSeconds(1));
    }
}
