package stoa.catalog.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static stoa.catalog.registry.RegistryFixture.leased;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stoa.discovery.CheckResult;
import stoa.discovery.CheckResult.Kind;
import stoa.discovery.InstanceRecord;
import stoa.discovery.ServiceRecord.State;
import stoa.runtime.StartFailed;

class LeaseTest {
    private static final Duration TTL = Duration.ofSeconds(15);

    @TempDir
    Path folder;
    RegistryFixture fixture;

    @BeforeEach
    void open() throws StartFailed {
        fixture = new RegistryFixture(folder);
        fixture.registry.register("orders", "orders-1", leased(TTL));
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private void pass(Duration span) {
        fixture.time.advance(span);
    }

    private InstanceRecord instance() {
        return fixture.instance("orders", "orders-1");
    }

    private CheckResult heartbeat() {
        return instance().checks().stream().filter(c -> c.kind() == Kind.HEARTBEAT).findFirst().orElseThrow();
    }

    private boolean isThere() {
        return fixture.registry.service("orders").isPresent();
    }

    @Test
    void aLeaseHoldsForItsTimeAndNotLonger() {
        var heard = fixture.time.now();
        assertThat(instance().registered().expires()).isEqualTo(heard.plus(TTL));
        assertThat(heartbeat().ok()).isTrue();
        pass(TTL.minusMillis(1));
        assertThat(instance().routable()).isTrue();
        var before = fixture.revision();
        pass(Duration.ofMillis(1));
        assertThat(instance().routable()).isFalse();
        assertThat(instance().reason()).isEqualTo("no heartbeat since " + heard);
        assertThat(heartbeat()).isEqualTo(
                new CheckResult(Kind.HEARTBEAT, "orders-1", false, heard, "no heartbeat for 15s"));
        assertThat(fixture.service("orders").state()).isEqualTo(State.DOWN);
        assertThat(fixture.toldAfter(before)).containsExactly("+orders");
        assertThat(fixture.events).endsWith("instance.expired orders/orders-1", "instance.unroutable orders/orders-1");
    }

    @Test
    void heartbeatsRenewItWithoutTellingAnybody() {
        var before = fixture.revision();
        for (var i = 0; i < 20; i++) {
            pass(Duration.ofSeconds(10));
            fixture.registry.heartbeat("orders", "orders-1");
        }
        assertThat(instance().routable()).isTrue();
        assertThat(instance().registered().expires()).isEqualTo(fixture.time.now().plus(TTL));
        assertThat(fixture.revision()).isEqualTo(before);
    }

    @Test
    void aHeartbeatRevivesALapsedInstanceAndItsLeaseHoldsAgain() {
        pass(TTL.plusSeconds(5));
        var before = fixture.revision();
        fixture.registry.heartbeat("orders", "orders-1");
        assertThat(instance().routable()).isTrue();
        assertThat(fixture.toldAfter(before)).containsExactly("+orders");
        pass(TTL.minusMillis(1));
        assertThat(instance().routable()).isTrue();
        pass(Duration.ofMillis(1));
        assertThat(instance().routable()).isFalse();
    }

    @Test
    void registeringAgainRevivesItToo() {
        pass(TTL.plusSeconds(5));
        assertThat(fixture.registry.register("orders", "orders-1", leased(TTL)).made()).isFalse();
        assertThat(instance().routable()).isTrue();
        assertThat(fixture.events).last().isEqualTo("instance.routable orders/orders-1");
    }

    @Test
    void aLapsedInstanceIsForgottenAfterTenTimesItsLease() {
        pass(TTL.plusSeconds(149));
        assertThat(isThere()).isTrue();
        pass(Duration.ofSeconds(1));
        await().until(() -> !isThere());
        assertThat(fixture.events).contains("instance.forgotten orders/orders-1").last()
                .isEqualTo("service.gone orders");
        assertThatThrownBy(() -> fixture.registry.heartbeat("orders", "orders-1")).isInstanceOf(Refused.class);
    }

    @Test
    void aShortLeaseStaysToBeSeenForTheSettingsTime() {
        fixture.registry.register("quick", "quick-1", leased(Duration.ofSeconds(1)));
        pass(Duration.ofSeconds(1).plus(RegistryFixture.FORGET).minusMillis(1));
        assertThat(fixture.registry.service("quick")).isPresent();
        pass(Duration.ofMillis(1));
        await().until(() -> fixture.registry.service("quick").isEmpty());
    }

    @Test
    void whatCannotBeRemovedNowIsRemovedLater() {
        fixture.store().away(true);
        pass(TTL.multipliedBy(11));
        assertThat(isThere()).isTrue();
        fixture.store().away(false);
        await().until(() -> {
            pass(Duration.ofSeconds(5));
            return !isThere();
        });
    }

    @Test
    void aLeaseHasItsFullTimeAfterTheCatalogsStart() throws StartFailed {
        pass(TTL.minusSeconds(1));
        fixture.kill();
        assertThat(instance().registered().expires()).isEqualTo(fixture.time.now().plus(TTL));
        pass(TTL.minusMillis(1));
        assertThat(instance().routable()).isTrue();
        pass(Duration.ofMillis(1));
        assertThat(instance().routable()).isFalse();
    }

    @Test
    void aLapsedLeaseIsStillLapsedAfterARestartUntilItIsTakenUp() throws StartFailed {
        pass(TTL.plusSeconds(1));
        var before = instance();
        fixture.restart();
        assertThat(instance()).isEqualTo(before);
        fixture.registry.heartbeat("orders", "orders-1");
        assertThat(instance().routable()).isTrue();
        pass(TTL);
        assertThat(instance().routable()).isFalse();
    }

    @Test
    void aClockThatIsSetEndsNoLeaseAndLengthensNone() {
        fixture.time.setClock(Instant.parse("2031-01-01T00:00:00Z"));
        pass(TTL.minusMillis(1));
        fixture.registry.register("orders", "orders-2", leased(TTL));
        assertThat(instance().routable()).isTrue();
        fixture.time.setClock(Instant.parse("2001-01-01T00:00:00Z"));
        pass(Duration.ofMillis(1));
        assertThat(instance().routable()).isFalse();
    }

    @Test
    void aCatalogThatStoodStillGivesLeasesTheirTimeAgain() {
        fixture.time.standStill(Duration.ofMinutes(10));
        assertThat(instance().routable()).isTrue();
        pass(TTL.minusMillis(1));
        assertThat(instance().routable()).isTrue();
        pass(Duration.ofMillis(1));
        assertThat(instance().routable()).isFalse();
    }

    @Test
    void anotherTtlHoldsFromTheNextRegistration() {
        fixture.registry.register("orders", "orders-1", leased(Duration.ofSeconds(2)));
        pass(Duration.ofSeconds(2));
        assertThat(instance().routable()).isFalse();
        fixture.registry.register("orders", "orders-1", RegistryFixture.at("http://127.0.0.1:9001"));
        assertThat(instance().registered().expires()).isNull();
        assertThat(instance().checks()).isEmpty();
        pass(Duration.ofDays(10));
        assertThat(instance().routable()).isTrue();
    }

    @Test
    void renewalsReachTheStoreAtMostThreeTimesInALease() {
        for (var second = 0; second < 60; second++) {
            pass(Duration.ofSeconds(1));
            fixture.registry.heartbeat("orders", "orders-1");
        }
        pass(Duration.ofSeconds(1));
        await().until(() -> fixture.store().writes() > 1);
        assertThat(fixture.store().writes()).isLessThanOrEqualTo(1 + 60 / 5 + 1);
    }
}
