package stoa.gateway.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import stoa.discovery.CheckResult;
import stoa.discovery.InstanceRecord;
import stoa.discovery.Intent;
import stoa.discovery.Registered;
import stoa.discovery.RegistryWatch.Registry;
import stoa.discovery.ServiceRecord;

class UpstreamServiceTest {
    private final Directory directory = new Directory();
    private final SplittableRandom random = new SplittableRandom(1);

    private static InstanceRecord instance(String id, int weight, boolean routable, CheckResult... checks) {
        return new InstanceRecord(id, URI.create("http://127.0.0.1:9/"), weight, List.of(), "1",
                new Registered(Instant.EPOCH, Registered.Source.SELF, null), Intent.ENABLED, List.of(checks), routable,
                routable ? "" : "failed its check");
    }

    private UpstreamService service(InstanceRecord... instances) {
        directory.update(new Registry("1", Map.of("a", new ServiceRecord(1, "a", "", ServiceRecord.State.UP, List.of(),
                List.of(instances), 1)), List.of("a")));
        return directory.service("a");
    }

    private Map<String, Integer> share(UpstreamService service, int picks) {
        var share = new HashMap<String, Integer>();
        for (var i = 0; i < picks; i++) {
            var upstream = service.pick(Balancing.DEFAULT, List.of(), random, System.nanoTime());
            share.merge(upstream == null ? "none" : upstream.id(), 1, Integer::sum);
        }
        return share;
    }

    @Test
    void withNothingInFlightTheShareFollowsTheWeights() {
        var share = share(service(instance("a-1", 1, true), instance("a-2", 3, true), instance("a-3", 0, true),
                instance("a-4", 5, false)), 10_000);
        assertThat(share).containsOnlyKeys("a-1", "a-2");
        assertThat(share.getOrDefault("a-2", 0)).isCloseTo(7_500, Offset.offset(300));
    }

    @Test
    void ofTwoTheOneWithLessInFlightForItsWeightIsTaken() {
        var service = service(instance("a-1", 1, true), instance("a-2", 4, true));
        var one = service.all().getFirst();
        one.begin();
        assertThat(share(service, 100)).containsOnlyKeys("a-2");
        for (var i = 0; i < 5; i++) {
            service.all().getLast().begin();
        }
        assertThat(share(service, 100)).containsOnlyKeys("a-1");
        one.end();
        assertThat(one.inFlight()).isZero();
    }

    @Test
    void whatWasTriedIsNotTriedAgain() {
        var service = service(instance("a-1", 1, true), instance("a-2", 1, true));
        var first = service.all().getFirst();
        for (var i = 0; i < 50; i++) {
            assertThat(service.pick(Balancing.DEFAULT, List.of(first), random, 0)).isSameAs(service.all().getLast());
        }
        assertThat(service.pick(Balancing.DEFAULT, service.all(), random, 0)).isNull();
    }

    @Test
    void whatRefusedIsLeftAloneUnlessNothingElseIsThere() {
        var service = service(instance("a-1", 1, true), instance("a-2", 1, true));
        var refusing = service.all().getFirst();
        assertThat(refusing.refused("connection refused")).isTrue();
        assertThat(refusing.refused("connection refused")).as("while it is left alone").isFalse();
        assertThat(share(service, 100)).containsOnlyKeys("a-2");
        assertThat(service.pick(Balancing.DEFAULT, List.of(service.all().getLast()), random, System.nanoTime()))
                .isSameAs(refusing);
        refusing.connected();
        assertThat(share(service, 100)).containsOnlyKeys("a-1", "a-2");
    }

    @Test
    void theTimeItIsLeftAloneDoublesUpToHalfAMinute() {
        var refusals = new Refusals();
        var now = 0L;
        for (var seconds : new int[]{1, 2, 4, 8, 16, 30, 30}) {
            assertThat(refusals.refused(now, "")).isTrue();
            assertThat(refusals.left(now)).isEqualTo(Duration.ofSeconds(seconds));
            now += Duration.ofSeconds(seconds).toNanos();
            assertThat(refusals.leftAlone(now)).isFalse();
        }
    }

    @Test
    void aNewerCheckThatWentWellOutweighsTheRefusalAnOlderOneDoesNot() {
        var service = service(instance("a-1", 1, true));
        var upstream = service.all().getFirst();
        upstream.refused("connection refused");
        var old = new CheckResult(CheckResult.Kind.ACTIVE, "catalog-1", true, Instant.now().minusSeconds(9), "200");
        service(instance("a-1", 1, true, old));
        assertThat(upstream.refusals().leftAlone(System.nanoTime())).isTrue();
        var fresh = new CheckResult(CheckResult.Kind.ACTIVE, "catalog-1", true, Instant.now().plusSeconds(9), "200");
        assertThat(service(instance("a-1", 1, true, fresh)).all().getFirst()).isSameAs(upstream);
        assertThat(upstream.refusals().leftAlone(System.nanoTime())).isFalse();
    }

    @Test
    void anInstanceThatMovedIsAnotherOne() {
        var before = service(instance("a-1", 1, true)).all().getFirst();
        var moved = new InstanceRecord("a-1", URI.create("http://127.0.0.1:10/"), 1, List.of(), "1",
                new Registered(Instant.EPOCH, Registered.Source.SELF, null), Intent.ENABLED, List.of(), true, "");
        assertThat(service(moved).all().getFirst()).isNotSameAs(before);
    }

    @Test
    void anAddressTheGatewayCannotSpeakToIsNotRoutable() {
        var files = new InstanceRecord("a-1", URI.create("ftp://127.0.0.1:10/"), 1, List.of(), "1",
                new Registered(Instant.EPOCH, Registered.Source.SELF, null), Intent.ENABLED, List.of(), true, "");
        var service = service(files);
        assertThat(service.pick(Balancing.DEFAULT, List.of(), random, 0)).isNull();
        assertThat(service.whyNone()).contains("a-1: its url is neither an http nor an https address");
    }
}
