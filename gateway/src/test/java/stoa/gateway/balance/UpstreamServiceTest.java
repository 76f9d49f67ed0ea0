package stoa.gateway.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import stoa.discovery.CheckResult;
import stoa.discovery.InstanceRecord;
import stoa.discovery.Intent;
import stoa.discovery.Registered;
import stoa.gateway.balance.Ejection.Kind;

class UpstreamServiceTest {
    private static final Balancing WAY = Balancing.DEFAULT;

    @Test
    void withNothingInFlightTheShareFollowsTheWeights() {
        var fleet = new Fleet().add("a-1", 1).add("a-2", 3).add("a-3", 0).unroutable("a-4").tell();
        var share = fleet.share(WAY, 10_000);
        assertThat(share).containsOnlyKeys("a-1", "a-2");
        assertThat(share.getOrDefault("a-2", 0)).isCloseTo(7_500, Offset.offset(300));
    }

    @Test
    void thoseWithoutWeightAreTakenWhereAllAreWithout() {
        assertThat(new Fleet().add("a-1", 0).add("a-2", 0).tell().share(WAY, 100)).containsOnlyKeys("a-1", "a-2");
    }

    @Test
    void ofTwoTheOneWithLessInFlightForItsWeightIsTaken() {
        var fleet = new Fleet().add("a-1", 1).add("a-2", 4).tell();
        var one = fleet.begin("a-1");
        assertThat(fleet.share(WAY, 100)).containsOnlyKeys("a-2");
        IntStream.range(0, 5).forEach(_ -> fleet.begin("a-2"));
        assertThat(fleet.share(WAY, 100)).containsOnlyKeys("a-1");
        one.end(fleet.now);
        assertThat(fleet.get("a-1").inFlight()).isZero();
    }

    @Test
    void whatWasTriedIsNotTriedAgain() {
        var fleet = Fleet.of(2);
        for (var i = 0; i < 50; i++) {
            assertThat(fleet.pickOther(List.of(fleet.get("a-1")))).isSameAs(fleet.get("a-2"));
        }
        assertThat(fleet.pickOther(fleet.service().all())).isNull();
    }

    @Test
    void whatRefusedIsLeftAloneUnlessNothingElseIsThere() {
        var fleet = Fleet.of(2);
        var refusing = fleet.get("a-1");
        assertThat(refusing.refused(Kind.REFUSED, "connection refused", fleet.now)).isTrue();
        assertThat(refusing.refused(Kind.REFUSED, "connection refused", fleet.now)).as("while it is left alone")
                .isFalse();
        assertThat(fleet.share(WAY, 100)).containsOnlyKeys("a-2");
        assertThat(fleet.pickOther(List.of(fleet.get("a-2")))).isSameAs(refusing);
        refusing.connected();
        assertThat(fleet.isOut("a-1")).isFalse();
    }

    @Test
    void aNewerCheckThatWentWellOutweighsTheRefusalAnOlderOneDoesNot() {
        var fleet = Fleet.of(1);
        var upstream = fleet.get("a-1");
        upstream.refused(Kind.REFUSED, "connection refused", fleet.now);
        var old = new CheckResult(CheckResult.Kind.ACTIVE, "catalog-1", true, Instant.now().minusSeconds(9), "200");
        fleet.tell(List.of(Fleet.record("a-1", 1, true, old)));
        assertThat(fleet.isOut("a-1")).isTrue();
        var fresh = new CheckResult(CheckResult.Kind.ACTIVE, "catalog-1", true, Instant.now().plusSeconds(9), "200");
        fleet.tell(List.of(Fleet.record("a-1", 1, true, fresh)));
        assertThat(fleet.get("a-1")).isSameAs(upstream);
        assertThat(fleet.isOut("a-1")).isFalse();
    }

    @Test
    void ofWhatRequestsMeetWithACheckKnowsNothing() {
        var fleet = Fleet.of(2);
        fleet.answer("a-1", 503, 5);
        var fresh = new CheckResult(CheckResult.Kind.ACTIVE, "catalog-1", true, Instant.now().plusSeconds(9), "200");
        fleet.tell(List.of(Fleet.record("a-1", 1, true, fresh), Fleet.record("a-2", 1, true)));
        assertThat(fleet.isOut("a-1")).isTrue();
    }

    @Test
    void anInstanceThatMovedIsAnotherOne() {
        var fleet = Fleet.of(1);
        var before = fleet.get("a-1");
        fleet.tell(List.of(at("http://127.0.0.1:10/")));
        assertThat(fleet.get("a-1")).isNotSameAs(before);
    }

    @Test
    void anAddressTheGatewayCannotSpeakToIsNotRoutable() {
        var fleet = new Fleet().tell(List.of(at("ftp://127.0.0.1:10/")));
        assertThat(fleet.pickOther(List.of())).isNull();
        assertThat(fleet.service().whyNone()).contains("a-1: its url is neither an http nor an https address");
    }

    /** Four instances, three of them unroutable: one by its check, two by what a gateway met with. */
    private static Fleet threeOfFourAway() {
        return new Fleet().tell(List.of(Fleet.record("a-1", 1, true),
                Fleet.record("a-2", 1, false, found(CheckResult.Kind.PASSIVE)),
                Fleet.record("a-3", 1, false, found(CheckResult.Kind.PASSIVE)),
                Fleet.record("a-4", 1, false, found(CheckResult.Kind.PASSIVE), found(CheckResult.Kind.ACTIVE))));
    }

    private static CheckResult found(CheckResult.Kind kind) {
        return new CheckResult(kind, "one", false, Instant.EPOCH, "connection refused");
    }

    @Test
    void whoIsUnroutableByWhatGatewaysMetWithIsAskedOnlyWhereNoneThatIsRoutableTakesConnections() {
        var fleet = threeOfFourAway();
        assertThat(fleet.share(WAY, 100)).containsOnlyKeys("a-1");
        assertThat(fleet.service().isPanic()).isFalse();
        assertThat(fleet.pickOther(List.of(fleet.get("a-1")))).as("of the routable ones").isNull();
        assertThat(fleet.service().pickDoubted(List.of(fleet.get("a-1")), fleet.random, fleet.now))
                .isIn(fleet.get("a-2"), fleet.get("a-3"));
        assertThat(fleet.service().doubted()).isEmpty();
        fleet.get("a-1").refused(Kind.REFUSED, "connection refused", fleet.now);
        assertThat(fleet.share(WAY, 100)).containsOnlyKeys("a-2", "a-3");
        assertThat(fleet.notices).containsExactly("panic begins");
        assertThat(fleet.directory.view().getFirst().panic()).contains("those that gateways found failing");
        assertThat(fleet.service().doubted()).containsExactly("a-2", "a-3");
        var tried = List.of(fleet.get("a-1"), fleet.get("a-2"));
        assertThat(fleet.service().pickDoubted(tried, fleet.random, fleet.now)).isSameAs(fleet.get("a-3"));
        fleet.get("a-1").connected();
        assertThat(fleet.share(WAY, 100)).containsOnlyKeys("a-1");
        assertThat(fleet.service().isPanic()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"REFUSED, true", "CONNECT_TIMEOUT, false", "UNREACHABLE, false", "CONSECUTIVE, false"})
    void whoRefusesAgainIsAskedAgainAndWhoCostsTimeIsSpared(Kind kind, boolean asked) {
        var fleet = threeOfFourAway();
        fleet.tell(List.of(Fleet.record("a-2", 1, false, found(CheckResult.Kind.PASSIVE))));
        assertThat(fleet.share(WAY, 10)).containsOnlyKeys("a-2");
        fleet.get("a-2").refused(kind, "away", fleet.now);
        assertThat(fleet.pickOther(List.of()) != null).isEqualTo(asked);
        fleet.pass(Duration.ofSeconds(2));
        assertThat(fleet.share(WAY, 10)).containsOnlyKeys("a-2");
    }

    @Test
    void whoHasNoWeightIsNotAskedWhereAnotherHasSome() {
        var away = found(CheckResult.Kind.PASSIVE);
        var fleet = new Fleet().tell(List.of(Fleet.record("a-1", 0, false, away), Fleet.record("a-2", 1, false, away)));
        assertThat(fleet.share(WAY, 20)).containsOnlyKeys("a-2");
        fleet.tell(List.of(Fleet.record("a-1", 0, false, away)));
        assertThat(fleet.share(WAY, 20)).containsOnlyKeys("a-1");
    }

    @Test
    void whereSomebodyElseAnswersNobodyIsAsked() {
        var taken = new CheckResult(CheckResult.Kind.PASSIVE, "gateway-1", false, Instant.EPOCH,
                CheckResult.SOMEBODY_ELSE);
        assertThat(new Fleet().tell(List.of(Fleet.record("a-1", 1, false, taken))).pickOther(List.of())).isNull();
    }

    @Test
    void whoFailedItsCheckOrIsDrainedIsNotAskedThough() {
        var failed = Fleet.record("a-1", 1, false, found(CheckResult.Kind.ACTIVE));
        var drained = new InstanceRecord("a-2", failed.url(), 1, List.of(), "1", failed.registered(), Intent.DRAINING,
                List.of(found(CheckResult.Kind.PASSIVE)), false, "draining");
        var fleet = new Fleet().tell(List.of(failed, drained));
        assertThat(fleet.pickOther(List.of())).isNull();
        assertThat(fleet.service().isPanic()).isFalse();
    }

    private static InstanceRecord at(String url) {
        return new InstanceRecord("a-1", URI.create(url), 1, List.of(), "1",
                new Registered(Instant.EPOCH, Registered.Source.SELF, null), Intent.ENABLED, List.of(), true, "");
    }

    @Test
    void whatIsLeftAloneIsToldToPeople() {
        var fleet = Fleet.of(2);
        fleet.answer("a-1", 200);
        fleet.answer("a-2", 503, 5);
        fleet.pass(Duration.ofMillis(100));
        var view = fleet.directory.view().getFirst();
        assertThat(view.panic()).isEmpty();
        assertThat(view.instances().getFirst()).satisfies(i -> {
            assertThat(i.share()).isEqualTo(1);
            assertThat(i.leftAloneKind()).isEmpty();
        });
        assertThat(view.instances().getLast()).satisfies(i -> {
            assertThat(i.share()).isZero();
            assertThat(i.failuresInARow()).isEqualTo(5);
            assertThat(i.leftAloneMs()).isBetween(700L, 1100L);
            assertThat(i.leftAloneKind()).isEqualTo("consecutive");
            assertThat(i.leftAloneFor()).isEqualTo("5 failures in a row, the last one: answered 503");
        });
        assertThat(fleet.directory.unroutable()).singleElement().satisfies(u -> {
            assertThat(u.instance()).isEqualTo("a-2");
            assertThat(u.reason()).startsWith("left alone for ").contains("5 failures in a row");
        });
        fleet.pass(Duration.ofSeconds(2));
        assertThat(fleet.directory.unroutable().getFirst().reason())
                .startsWith("left alone for a request to probe it: 5 failures");
    }
}
