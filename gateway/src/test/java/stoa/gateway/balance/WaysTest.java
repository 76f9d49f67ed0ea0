package stoa.gateway.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import stoa.gateway.balance.Balancing.ByHash;
import stoa.gateway.balance.Balancing.LeastRequest;
import stoa.gateway.balance.Balancing.PeakEwma;
import stoa.gateway.balance.Balancing.RoundRobin;

/** Which share each instance gets, with seeded chances and a clock driven by hand. */
class WaysTest {
    private static final Balancing BY_KEY = new ByHash(Balancing.Key.HEADER, "x");
    private static final Duration FULL = Duration.ofSeconds(20);

    private static Balancing way(String name) {
        return Balancing.parse(name);
    }

    /** Requests that arrive each millisecond and are answered after the instance's own time. */
    private static Map<String, Integer> simulate(Fleet fleet, Balancing how, int requests, Map<String, Long> millis) {
        record Open(Trial trial, long ends) {}
        var open = new ArrayDeque<Open>();
        var share = new HashMap<String, Integer>();
        for (var i = 0; i < requests; i++) {
            fleet.pass(Duration.ofMillis(1));
            for (var done : List.copyOf(open)) {
                if (done.ends <= fleet.now) {
                    done.trial.answers(200, fleet.now);
                    done.trial.answered(fleet.now);
                    done.trial.end(fleet.now);
                    open.remove(done);
                }
            }
            var picked = fleet.pick(how, 0);
            share.merge(picked.id(), 1, Integer::sum);
            open.add(new Open(fleet.begin(picked),
                    fleet.now + Duration.ofMillis(millis.getOrDefault(picked.id(), 5L)).toNanos()));
        }
        open.forEach(o -> o.trial.end(fleet.now));
        return share;
    }

    @Test
    void theSlowOneOfThreeGetsFewer() {
        var share = simulate(Fleet.of(3), new PeakEwma(), 10_000, Map.of("a-2", 50L));
        assertThat(share.getOrDefault("a-2", 0)).isLessThan(1000).isPositive();
    }

    @ParameterizedTest
    @CsvSource({"peak-ewma,4000", "least-request,3500"})
    void equallyFastOnesGetEqualShares(String way, int least) {
        assertThat(simulate(Fleet.of(2), way(way), 10_000, Map.of()).values()).allMatch(n -> n > least);
    }

    @Test
    void whatWasSlowLongAgoIsTriedAgain() {
        var fleet = Fleet.of(2);
        var slow = fleet.begin("a-1");
        fleet.pass(Duration.ofMillis(500));
        slow.answers(200, fleet.now);
        slow.end(fleet.now);
        var fast = fleet.begin("a-2");
        fleet.pass(Duration.ofMillis(5));
        fast.answers(200, fleet.now);
        fast.end(fleet.now);
        assertThat(fleet.share(new PeakEwma(), 100)).containsOnlyKeys("a-2");
        fleet.pass(Duration.ofMinutes(3));
        assertThat(fleet.share(new PeakEwma(), 100)).containsOnlyKeys("a-1", "a-2");
    }

    @Test
    void anInstanceWithoutSamplesIsNeitherFloodedNorStarved() {
        var fleet = new Fleet(new BalanceSettings(Duration.ZERO, 5, 50, Duration.ofSeconds(1), Duration.ofSeconds(9)));
        fleet.add("a-1", 1).add("a-2", 1).add("a-3", 1).tell();
        simulate(fleet, new PeakEwma(), 1000, Map.of());
        fleet.add("a-4", 1).tell();
        var share = simulate(fleet, new PeakEwma(), 4000, Map.of());
        assertThat(share.getOrDefault("a-4", 0)).isBetween(700, 1400);
    }

    @Test
    void aFastFailureIsNoReasonToBeTaken() {
        var latency = new Ewma();
        latency.observe(Duration.ofMillis(20).toNanos(), 0);
        latency.raise(1000, Duration.ofSeconds(1).toNanos());
        assertThat(latency.nanos()).isEqualTo(20e6);
        latency.raise(Duration.ofMillis(30).toNanos(), Duration.ofSeconds(1).toNanos());
        assertThat(latency.nanos()).isEqualTo(30e6);
    }

    @Test
    void aPeakCountsAtOnceAndFades() {
        var latency = new Ewma();
        var now = 0L;
        latency.observe(1_000_000, now);
        latency.observe(100_000_000, ++now);
        assertThat(latency.nanos()).isEqualTo(100e6);
        for (var second = 0; second < 10; second++) {
            now += Duration.ofSeconds(1).toNanos();
            latency.observe(1_000_000, now);
        }
        assertThat(latency.nanos()).isBetween(30e6, 45e6);
        assertThat(latency.expected(1_000_000, now + Duration.ofMinutes(5).toNanos())).isBetween(0.5e6, 0.6e6);
    }

    @Test
    void leastRequestTakesTheFreest() {
        var fleet = Fleet.of(4);
        IntStream.range(0, 3).forEach(_ -> List.of("a-1", "a-2", "a-4").forEach(fleet::begin));
        IntStream.range(0, 2).forEach(_ -> fleet.begin("a-3"));
        assertThat(fleet.share(new LeastRequest(), 100)).containsOnlyKeys("a-3");
    }

    @Test
    void leastRequestFollowsWeights() {
        var fleet = new Fleet().add("a-1", 1).add("a-2", 3).tell();
        var share = simulate(fleet, new LeastRequest(), 4000, Map.of("a-1", 40L, "a-2", 40L));
        assertThat(share.getOrDefault("a-2", 0)).isCloseTo(3000, Offset.offset(150));
    }

    @Test
    void leastRequestOfManyTakesOneOfTwo() {
        var fleet = Fleet.of(100);
        var share = simulate(fleet, new LeastRequest(), 10_000, Map.of("a-1", 500L));
        assertThat(share.getOrDefault("a-1", 0)).isLessThan(90);
        assertThat(share).hasSize(100);
    }

    @Test
    void inTurnEachHasItsTurn() {
        var fleet = Fleet.of(3);
        for (var round = 0; round < 5; round++) {
            assertThat(fleet.share(new RoundRobin(), 3)).hasSize(3);
        }
    }

    @Test
    void turnsFollowWeightsAndAreSpreadEvenly() {
        var fleet = new Fleet().add("a-1", 5).add("a-2", 1).add("a-3", 2).tell();
        var order = new ArrayList<String>();
        for (var i = 0; i < 8; i++) {
            order.add(fleet.pick(new RoundRobin(), 0).id());
        }
        assertThat(order.stream().filter("a-1"::equals)).hasSize(5);
        assertThat(order.stream().filter("a-3"::equals)).hasSize(2);
        assertThat(order.lastIndexOf("a-3") - order.indexOf("a-3")).isBetween(3, 5);
        assertThat(String.join(" ", order)).doesNotContain("a-1 a-1 a-1");
    }

    @Test
    void weightsOfAnySizeMakeTurnsOfBoundedNumber() {
        var turns = Turns.of(new int[]{65_536, 1, 32_768});
        assertThat(turns.length).isBetween(4000, 4200);
        assertThat(turns).contains(0, 1, 2);
        assertThat(Turns.of(new int[]{600, 300})).containsExactly(0, 1, 0);
    }

    private static Map<Long, String> placed(Fleet fleet, int keys) {
        var placed = new HashMap<Long, String>();
        for (var key = 1L; key <= keys; key++) {
            placed.put(key, fleet.pick(BY_KEY, Rendezvous.mix(key)).id());
        }
        return placed;
    }

    private static long moved(Map<Long, String> before, Map<Long, String> after) {
        return before.entrySet().stream().filter(e -> !e.getValue().equals(after.get(e.getKey()))).count();
    }

    @Test
    void byHashEachKeyStaysAndSharesAreEven() {
        var fleet = Fleet.of(4);
        var placed = placed(fleet, 10_000);
        assertThat(placed(fleet, 10_000)).isEqualTo(placed);
        for (var i = 1; i <= 4; i++) {
            var id = "a-" + i;
            assertThat(placed.values().stream().filter(id::equals).count()).isBetween(2300L, 2700L);
        }
    }

    @Test
    void byHashOneThatGoesMovesItsOwnKeysAndOneThatComesTakesItsShare() {
        var fleet = Fleet.of(4);
        var before = placed(fleet, 10_000);
        fleet.remove("a-3").tell();
        var without = placed(fleet, 10_000);
        assertThat(moved(before, without)).isEqualTo(before.values().stream().filter("a-3"::equals).count());
        fleet.add("a-3", 1).tell();
        assertThat(placed(fleet, 10_000)).isEqualTo(before);
        fleet.add("a-5", 1).tell();
        var more = placed(fleet, 10_000);
        assertThat(moved(before, more)).isEqualTo(more.values().stream().filter("a-5"::equals).count()).isBetween(1800L,
                2200L);
    }

    @Test
    void byHashWeightsHoldAndChangeOnlyTheirShare() {
        var fleet = Fleet.of(3);
        var before = placed(fleet, 10_000);
        fleet.add("a-2", 2).tell();
        var after = placed(fleet, 10_000);
        assertThat(after.values().stream().filter("a-2"::equals).count()).isBetween(4800L, 5200L);
        before.forEach((key, id) -> assertThat(after.get(key)).isIn(id, "a-2"));
    }

    @Test
    void byHashTheKeysOfOneThatIsLeftAloneFallToTheNext() {
        var fleet = Fleet.of(4);
        var before = placed(fleet, 1000);
        fleet.answer("a-3", 503, 5);
        var without = placed(fleet, 1000);
        assertThat(without.values()).doesNotContain("a-3");
        assertThat(moved(before, without)).isEqualTo(before.values().stream().filter("a-3"::equals).count());
    }

    @Test
    void byHashWhatIsTriedAgainGoesToTheNextInOrder() {
        var fleet = Fleet.of(4);
        for (var key = 1L; key < 50; key++) {
            var first = fleet.pick(BY_KEY, key);
            var second = fleet.service().pick(BY_KEY, key, true, List.of(first), fleet.random, fleet.now);
            fleet.remove(first.id()).tell();
            assertThat(second).isSameAs(fleet.pick(BY_KEY, key));
            fleet.add(first.id(), 1).tell();
        }
    }

    @Test
    void withoutAKeyTheHashFallsBackToChance() {
        var fleet = Fleet.of(4);
        var picked = IntStream.range(0, 100).mapToObj(_ -> fleet.pick(BY_KEY, 0).id()).distinct();
        assertThat(picked).hasSize(4);
    }

    @ParameterizedTest
    @CsvSource({"peak-ewma", "least-request", "round-robin"})
    void aNewInstanceBeginsWithATenthAndGrows(String way) {
        var fleet = Fleet.of(2);
        fleet.pass(FULL);
        fleet.add("a-3", 1).tell();
        assertThat(fleet.share(way(way), 3000).getOrDefault("a-3", 0)).isBetween(70, 250);
        fleet.pass(Duration.ofSeconds(5));
        assertThat(fleet.share(way(way), 3000).getOrDefault("a-3", 0)).isBetween(450, 800);
        fleet.pass(Duration.ofSeconds(5));
        assertThat(fleet.share(way(way), 3000).getOrDefault("a-3", 0)).isBetween(900, 1100);
    }

    @ParameterizedTest
    @CsvSource({"peak-ewma", "least-request", "round-robin"})
    void thoseThatBeginTogetherShareAlike(String way) {
        var fleet = Fleet.of(2);
        fleet.pass(Duration.ofMillis(200));
        fleet.add("a-3", 1).tell();
        for (var second = 0; second < 10; second++) {
            fleet.pass(Duration.ofSeconds(1));
            assertThat(fleet.share(way(way), 3000).getOrDefault("a-3", 0)).isBetween(700, 1150);
        }
    }

    @Test
    void aNewInstanceIsNotFloodedWhileTheOthersAreBusy() {
        var fleet = Fleet.of(2);
        fleet.pass(FULL);
        fleet.add("a-3", 1).tell();
        var share = simulate(fleet, new PeakEwma(), 1000, Map.of("a-1", 20L, "a-2", 20L, "a-3", 20L));
        assertThat(share.getOrDefault("a-3", 0)).isLessThan(200);
    }

    @ParameterizedTest
    @CsvSource({"peak-ewma", "least-request", "round-robin"})
    void withoutSlowStartANewInstanceHasItsShareAtOnce(String way) {
        var fleet = new Fleet(new BalanceSettings(Duration.ZERO, 5, 50, Duration.ofSeconds(1), Duration.ofSeconds(9)));
        fleet.add("a-1", 1).tell();
        fleet.pass(FULL);
        fleet.add("a-2", 1).tell();
        assertThat(fleet.share(way(way), 1000).getOrDefault("a-2", 0)).isBetween(430, 570);
    }
}
