package stoa.gateway.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import stoa.gateway.balance.Balancing.RoundRobin;
import stoa.gateway.balance.Ejection.Kind;
import stoa.gateway.balance.Standing.Plain;
import stoa.gateway.balance.Standing.Probe;

class EjectorTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    /** What each of the requests to an instance becomes: a status, {@code x} for no answer. */
    @ParameterizedTest(name = "{1}: {0}")
    @CsvSource({"503 503 503 503 503, consecutive", "502 504 503 x x, consecutive", "x x x x x, consecutive",
            "503 503 503 503, ''", "503 503 503 503 200 503 503 503 503, ''", "503 503 404 503 503 503, ''",
            "503 503 500 503 503 503, consecutive", "500 500 500 500 500 500 500, ''", "501 501 501 501 501 501, ''",
            "429 429 429 429 429 429, ''"})
    void failuresInARowEject(String answers, String kind) {
        var fleet = Fleet.of(2);
        for (var answer : answers.split(" ")) {
            if (answer.equals("x")) {
                fleet.fail("a-1");
            } else {
                fleet.answer("a-1", Integer.parseInt(answer));
            }
        }
        var ejection = fleet.get("a-1").standing().ejection();
        assertThat(ejection == null ? "" : ejection.kind().label()).isEqualTo(kind);
    }

    /** Of so many requests so many fail, here and at the other instance. */
    @ParameterizedTest
    @CsvSource({"20,11,20,0,true", "20,11,20,5,true", "19,19,20,0,false", "20,10,20,0,false", "40,40,40,20,true",
            "40,40,40,21,false", "40,40,40,40,false", "20,20,0,0,false"})
    void aPercentageEjectsOnlyWhoIsClearlyWorse(int all, int failed, int others, int othersFailed, boolean ejected) {
        var fleet = Fleet.of(2);
        fleet.answer("a-2", 500, othersFailed);
        fleet.answer("a-2", 200, others - othersFailed);
        fleet.answer("a-1", 200, all - failed);
        fleet.answer("a-1", 500, failed);
        assertThat(fleet.isOut("a-1")).isEqualTo(ejected);
        assertThat(fleet.isOut("a-2")).isFalse();
        if (ejected) {
            assertThat(fleet.notices).singleElement().asString().startsWith("ejected a-1 percentage: ")
                    .contains(" requests in 10 s failed, of the others' ");
        }
    }

    @Test
    void whatIsOlderThanTheWindowCountsNoMore() {
        var fleet = Fleet.of(2);
        fleet.answer("a-2", 200, 20);
        fleet.answer("a-1", 500, 15);
        fleet.pass(Duration.ofSeconds(11));
        fleet.answer("a-2", 200, 20);
        fleet.answer("a-1", 500, 15);
        assertThat(fleet.isOut("a-1")).isFalse();
        fleet.answer("a-1", 500, 5);
        assertThat(fleet.isOut("a-1")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"1,0", "2,1", "3,1", "4,2", "5,2", "10,5"})
    void forFailuresAtMostHalfAreLeftAlone(int instances, int most) {
        var fleet = Fleet.of(instances);
        for (var i = 1; i <= instances; i++) {
            fleet.answer("a-" + i, 503, 50);
        }
        assertThat(fleet.service().candidates().out).hasSize(most);
        assertThat(fleet.service().isPanic()).isFalse();
    }

    @Test
    void whoRefusesCountsAsGone() {
        var fleet = Fleet.of(4);
        fleet.get("a-1").refused(Kind.REFUSED, "refused", fleet.now);
        fleet.get("a-2").refused(Kind.UNREACHABLE, "no way", fleet.now);
        fleet.answer("a-3", 503, 50);
        assertThat(fleet.isOut("a-3")).isFalse();
        fleet.get("a-3").refused(Kind.CONNECT_TIMEOUT, "no connection", fleet.now);
        assertThat(fleet.isOut("a-3")).as("no matter of opinion").isTrue();
    }

    @Test
    void whoIsTakenOutAtThisGatewaysWordStillCounts() {
        var fleet = Fleet.of(4);
        fleet.answer("a-1", 503, 5);
        fleet.unroutable("a-1").tell();
        fleet.answer("a-2", 503, 5);
        fleet.unroutable("a-2").tell();
        fleet.answer("a-3", 503, 5);
        assertThat(fleet.isOut("a-2")).isTrue();
        assertThat(fleet.isOut("a-3")).isFalse();
    }

    @Test
    void theTimeDoublesWithAFifthByChanceAndShrinksAfterGoodBehaviour() {
        var fleet = Fleet.of(2);
        for (var seconds : new int[]{1, 2, 4, 8, 16, 30, 30}) {
            fleet.answer("a-1", 503, 5);
            assertThat(fleet.left("a-1")).isBetween(Duration.ofMillis(800L * seconds),
                    Duration.ofMillis(1200L * seconds));
            fleet.pass(Duration.ofSeconds(37));
            fleet.answer(fleet.pick(new RoundRobin(), 0).id(), 200);
            fleet.answer(fleet.pick(new RoundRobin(), 0).id(), 200);
            assertThat(fleet.isOut("a-1")).isFalse();
        }
        fleet.pass(Duration.ofSeconds(70));
        fleet.answer("a-1", 503, 5);
        assertThat(fleet.left("a-1")).as("two steps back").isBetween(Duration.ofMillis(6400), Duration.ofMillis(9600));
    }

    @Test
    void whenTheTimeIsOverOneRequestProbesAndTheOthersKeepAway() {
        var fleet = Fleet.of(2);
        fleet.answer("a-1", 503, 5);
        assertThat(fleet.share(Balancing.DEFAULT, 100)).containsOnlyKeys("a-2");
        fleet.pass(SECOND.multipliedBy(2));
        assertThat(fleet.share(Balancing.DEFAULT, 100)).containsEntry("a-1", 1).containsEntry("a-2", 99);
        var probe = fleet.begin("a-1");
        fleet.pass(SECOND);
        assertThat(fleet.share(Balancing.DEFAULT, 100)).containsOnlyKeys("a-2");
        probe.answers(200, fleet.now);
        probe.answered(fleet.now);
        probe.end(fleet.now);
        assertThat(fleet.isOut("a-1")).isFalse();
        assertThat(fleet.notices).containsExactly(
                "ejected a-1 consecutive: 5 failures in a row, the last one: answered 503", "recovered a-1");
        fleet.pass(Duration.ofSeconds(20));
        assertThat(fleet.share(Balancing.DEFAULT, 100)).containsOnlyKeys("a-1", "a-2");
    }

    @Test
    void whoComesBackBeginsSlowly() {
        var fleet = Fleet.of(2);
        fleet.pass(Duration.ofSeconds(20));
        fleet.answer("a-1", 503, 5);
        fleet.pass(SECOND.multipliedBy(2));
        fleet.answer(fleet.pick(Balancing.DEFAULT, 0).id(), 200);
        assertThat(fleet.share(Balancing.DEFAULT, 1000).getOrDefault("a-1", 0)).isBetween(50, 250);
    }

    @Test
    void aProbeThatFailsLeavesItAloneForLonger() {
        var fleet = Fleet.of(2);
        fleet.answer("a-1", 503, 5);
        fleet.pass(SECOND.multipliedBy(2));
        assertThat(fleet.pick(Balancing.DEFAULT, 0).id()).isEqualTo("a-1");
        fleet.answer("a-1", 503);
        assertThat(fleet.left("a-1")).isBetween(Duration.ofMillis(1600), Duration.ofMillis(2400));
        assertThat(fleet.notices.getLast()).isEqualTo("ejected a-1 consecutive: failed again: answered 503");
        assertThat(fleet.directory.ejections()).singleElement().satisfies(c -> assertThat(c.count()).isEqualTo(2));
    }

    @Test
    void aProbeWhoseClientGoesAwayIsFollowedByAnother() {
        var fleet = Fleet.of(2);
        fleet.answer("a-1", 503, 5);
        fleet.pass(SECOND.multipliedBy(2));
        assertThat(fleet.pick(Balancing.DEFAULT, 0).id()).isEqualTo("a-1");
        fleet.begin("a-1").end(fleet.now);
        assertThat(fleet.isOut("a-1")).isTrue();
        assertThat(fleet.pick(Balancing.DEFAULT, 0).id()).isEqualTo("a-1");
    }

    @Test
    void aProbeThatNobodyHearsOfAgainHoldsUpNoOtherForEver() {
        var fleet = Fleet.of(2);
        fleet.answer("a-1", 503, 5);
        fleet.pass(SECOND.multipliedBy(2));
        assertThat(fleet.pick(Balancing.DEFAULT, 0).id()).isEqualTo("a-1");
        assertThat(fleet.share(Balancing.DEFAULT, 50)).containsOnlyKeys("a-2");
        fleet.pass(SECOND.multipliedBy(11));
        assertThat(fleet.pick(Balancing.DEFAULT, 0).id()).isEqualTo("a-1");
    }

    /** A slow probe is followed by another one; what becomes of the first is not taken for the other's end. */
    @Test
    void aProbeThatEndsLateLeavesTheNextOnesClaim() {
        var fleet = Fleet.of(2);
        fleet.answer("a-1", 503, 5);
        fleet.pass(SECOND.multipliedBy(2));
        var slow = fleet.begin(fleet.pick(Balancing.DEFAULT, 0));
        fleet.pass(SECOND.multipliedBy(11));
        var next = fleet.begin(fleet.pick(Balancing.DEFAULT, 0));
        slow.end(fleet.now);
        assertThat(fleet.share(Balancing.DEFAULT, 50)).as("while the next one finds out").containsOnlyKeys("a-2");
        next.end(fleet.now);
        assertThat(fleet.pick(Balancing.DEFAULT, 0).id()).as("afterwards").isEqualTo("a-1");
    }

    @Test
    void whatASlowProbeShowsIsNotTakenForTheNextOnes() {
        var fleet = Fleet.of(2);
        fleet.answer("a-1", 503, 5);
        fleet.pass(SECOND.multipliedBy(2));
        var slow = fleet.begin(fleet.pick(Balancing.DEFAULT, 0));
        fleet.pass(SECOND.multipliedBy(11));
        var next = fleet.begin(fleet.pick(Balancing.DEFAULT, 0));
        slow.answers(200, fleet.now);
        next.end(fleet.now);
        assertThat(fleet.isOut("a-1")).as("the next one's answer had not begun").isTrue();
    }

    /** What a probe began is over when its ejection is: its failure makes the next one no longer. */
    @Test
    void aProbeOfAFormerTimeDoesNotProlongTheNextOne() {
        var fleet = Fleet.of(2);
        fleet.answer("a-1", 503, 5);
        fleet.pass(SECOND.multipliedBy(2));
        var slow = fleet.begin(fleet.pick(Balancing.DEFAULT, 0));
        fleet.pass(SECOND.multipliedBy(11));
        var next = fleet.begin(fleet.pick(Balancing.DEFAULT, 0));
        next.failed("closed", fleet.now);
        next.end(fleet.now);
        var left = fleet.left("a-1");
        slow.failed("closed", fleet.now);
        slow.end(fleet.now);
        assertThat(fleet.left("a-1")).isEqualTo(left);
    }

    @Test
    void aProbeWhoseAnswerGoesOnForLongIsEnough() {
        var fleet = Fleet.of(2);
        fleet.answer("a-1", 503, 5);
        fleet.pass(SECOND.multipliedBy(2));
        var stream = fleet.begin(fleet.pick(Balancing.DEFAULT, 0));
        stream.answers(200, fleet.now);
        assertThat(fleet.isOut("a-1")).as("it may be broken off yet").isTrue();
        fleet.pass(SECOND.multipliedBy(11));
        fleet.pick(Balancing.DEFAULT, 0);
        assertThat(fleet.isOut("a-1")).isFalse();
        stream.end(fleet.now);
        assertThat(fleet.notices).filteredOn(n -> n.startsWith("recovered")).hasSize(1);
    }

    @Test
    void aRequestThatCannotBeSentTwiceProbesOnlyWhenNoOtherCameForASecond() {
        var fleet = Fleet.of(2);
        fleet.get("a-1").refused(Kind.REFUSED, "connection refused", fleet.now);
        fleet.pass(Duration.ofMillis(1201));
        var service = fleet.service();
        for (var i = 0; i < 50; i++) {
            assertThat(service.pick(Balancing.DEFAULT, 0, false, List.of(), fleet.random, fleet.now))
                    .isSameAs(fleet.get("a-2"));
        }
        assertThat(service.pick(Balancing.DEFAULT, 0, true, List.of(), fleet.random, fleet.now))
                .isSameAs(fleet.get("a-1"));
        fleet.begin("a-1").end(fleet.now);
        fleet.pass(SECOND);
        assertThat(service.pick(Balancing.DEFAULT, 0, false, List.of(), fleet.random, fleet.now))
                .isSameAs(fleet.get("a-1"));
    }

    @Test
    void whatWasUnderWayBeforeNeitherProlongsNorEndsIt() {
        var fleet = Fleet.of(2);
        var good = fleet.begin("a-1");
        var bad = fleet.begin("a-1");
        fleet.answer("a-1", 503, 5);
        var left = fleet.left("a-1");
        good.answers(200, fleet.now);
        good.answered(fleet.now);
        bad.failed("closed", fleet.now);
        assertThat(fleet.left("a-1")).isEqualTo(left);
        assertThat(fleet.directory.ejections()).singleElement().satisfies(c -> assertThat(c.count()).isEqualTo(1));
    }

    @Test
    void whenAllAreLeftAloneRequestsGoToThemAllAndItIsToldOnce() {
        var fleet = Fleet.of(3);
        List.of("a-1", "a-2", "a-3").forEach(id -> fleet.get(id).refused(Kind.REFUSED, "refused", fleet.now));
        assertThat(fleet.share(Balancing.DEFAULT, 100)).hasSize(3);
        assertThat(fleet.directory.view().getFirst().panic()).contains("all routable instances are left alone");
        assertThat(fleet.directory.panics()).containsEntry("a", true);
        fleet.get("a-2").refused(Kind.REFUSED, "refused", fleet.now);
        assertThat(fleet.notices).containsExactly("panic begins");
        var trial = fleet.begin("a-2");
        trial.answers(200, fleet.now);
        trial.answered(fleet.now);
        trial.end(fleet.now);
        assertThat(fleet.notices).containsExactly("panic begins", "panic ends", "recovered a-2");
        assertThat(fleet.share(Balancing.DEFAULT, 100)).containsOnlyKeys("a-2");
        assertThat(fleet.directory.panics()).containsEntry("a", false);
    }

    @Test
    void panicEndsWithAnInstanceThatComes() {
        var fleet = Fleet.of(1);
        fleet.get("a-1").refused(Kind.REFUSED, "refused", fleet.now);
        fleet.add("a-2", 1).tell();
        assertThat(fleet.notices).containsExactly("panic begins", "panic ends");
    }

    @Test
    void withoutItsSettingNobodyIsEjected() {
        var fleet = new Fleet(new BalanceSettings(SECOND, 0, 100, SECOND, SECOND));
        fleet.add("a-1", 1).add("a-2", 1).tell();
        fleet.answer("a-2", 200, 50);
        fleet.answer("a-1", 503, 50);
        assertThat(fleet.notices).isEmpty();
    }

    @Test
    void ofManyThreadsOneProbes() throws Exception {
        var threads = 8;
        try (var pool = Executors.newFixedThreadPool(threads)) {
            for (var round = 0; round < 200; round++) {
                var fleet = Fleet.of(2);
                fleet.answer("a-1", 503, 5);
                fleet.pass(SECOND.multipliedBy(2));
                var barrier = new CyclicBarrier(threads);
                var service = fleet.service();
                var now = fleet.now;
                var seeds = new SplittableRandom(round);
                Callable<Boolean> work = () -> {
                    barrier.await();
                    var picked = service.pick(Balancing.DEFAULT, 0, true, List.of(), seeds.split(), now);
                    return picked != null && picked.id().equals("a-1");
                };
                var probes = 0;
                for (var result : pool.invokeAll(IntStream.range(0, threads).mapToObj(_ -> work).toList())) {
                    probes += result.get() ? 1 : 0;
                }
                assertThat(probes).isEqualTo(1);
                assertThat(fleet.get("a-1").standing().begin()).isInstanceOf(Probe.class);
                assertThat(fleet.get("a-1").standing().begin()).isEqualTo(Plain.TRIAL);
            }
        }
    }

    @Test
    void ofManyThreadsThatFailAtMostHalfAreEjected() throws Exception {
        var threads = 4;
        try (var pool = Executors.newFixedThreadPool(threads)) {
            for (var round = 0; round < 100; round++) {
                var fleet = Fleet.of(threads);
                var barrier = new CyclicBarrier(threads);
                var tasks = fleet.service().all().stream().<Callable<Boolean>>map(u -> () -> {
                    barrier.await();
                    for (var i = 0; i < 20; i++) {
                        var trial = u.begin();
                        trial.failed("closed", fleet.now);
                        trial.end(fleet.now);
                    }
                    return true;
                }).toList();
                for (var result : pool.invokeAll(tasks)) {
                    assertThat(result.get()).isTrue();
                }
                assertThat(fleet.service().candidates().out).hasSize(2);
            }
        }
    }
}
