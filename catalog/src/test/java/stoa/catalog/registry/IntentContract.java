package stoa.catalog.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static stoa.catalog.registry.RegistryFixture.at;
import static stoa.catalog.registry.RegistryFixture.leased;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stoa.catalog.check.InstanceServer;
import stoa.catalog.check.Timing;
import stoa.discovery.Intent;
import stoa.discovery.ServiceRecord.State;
import stoa.runtime.StartFailed;
import stoa.stores.relational.RelationalStores;

/** The operator's will, on every store. */
abstract class IntentContract {
    @TempDir
    Path folder;
    RegistryFixture fixture;

    abstract RelationalStores stores() throws Exception;

    @BeforeEach
    void open() throws Exception {
        fixture = new RegistryFixture(stores());
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private void assertDraining() {
        var instance = fixture.instance("orders", "orders-1");
        assertThat(instance.intent()).isEqualTo(Intent.DRAINING);
        assertThat(instance.routable()).isFalse();
        assertThat(instance.reason()).startsWith("draining");
    }

    @Test
    void nothingOverridesIt() throws StartFailed {
        var ttl = Duration.ofSeconds(5);
        fixture.registry.register("orders", "orders-1", leased(ttl));
        assertThat(fixture.registry.intend("orders", "orders-1", Intent.DRAINING).intent())
                .isEqualTo(Intent.DRAINING);
        assertDraining();
        fixture.registry.heartbeat("orders", "orders-1");
        assertDraining();
        fixture.time.advance(ttl);
        fixture.registry.heartbeat("orders", "orders-1");
        assertDraining();
        fixture.registry.register("orders", "orders-1", at("http://127.0.0.1:9009"));
        assertDraining();
        fixture.restart();
        assertDraining();
        fixture.registry.deregister("orders", "orders-1");
        fixture.restart();
        fixture.register("orders", "orders-1");
        assertDraining();
        fixture.registry.intend("orders", "orders-1", Intent.ENABLED);
        assertThat(fixture.instance("orders", "orders-1").routable()).isTrue();
        fixture.restart();
        assertThat(fixture.instance("orders", "orders-1").routable()).isTrue();
    }

    @Test
    void aPassedCheckDoesNotOverrideIt() throws Exception {
        fixture.close();
        try (var instance = new InstanceServer(); var timing = Timing.real(Clock.systemUTC())) {
            fixture = new RegistryFixture(stores(), timing);
            fixture.registry.register("orders", "orders-1",
                    RegistryFixture.checked(instance.url(), Duration.ofMillis(20)));
            fixture.registry.intend("orders", "orders-1", Intent.DRAINING);
            var seen = instance.requests();
            await().until(() -> instance.requests() > seen + 2);
            assertDraining();
        }
    }

    @Test
    void theSameWillAgainTellsNobody() {
        fixture.register("orders", "orders-1");
        fixture.registry.intend("orders", "orders-1", Intent.DISABLED);
        var before = fixture.revision();
        fixture.registry.intend("orders", "orders-1", Intent.DISABLED);
        assertThat(fixture.revision()).isEqualTo(before);
        assertThat(fixture.events).filteredOn("instance.intent orders/orders-1"::equals).hasSize(1);
    }

    @Test
    void aServicesStateIsThatOfItsEnabledInstances() {
        fixture.register("orders", "orders-1");
        fixture.registry.register("orders", "orders-2", leased(Duration.ofSeconds(5)));
        assertThat(fixture.service("orders").state()).isEqualTo(State.UP);
        fixture.time.advance(Duration.ofSeconds(5));
        assertThat(fixture.service("orders").state()).isEqualTo(State.DEGRADED);
        fixture.registry.intend("orders", "orders-2", Intent.DISABLED);
        assertThat(fixture.service("orders").state()).isEqualTo(State.UP);
        fixture.registry.intend("orders", "orders-1", Intent.DISABLED);
        assertThat(fixture.service("orders").state()).isEqualTo(State.DOWN);
    }
}
