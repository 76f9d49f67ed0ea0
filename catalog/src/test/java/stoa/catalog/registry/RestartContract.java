package stoa.catalog.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static stoa.catalog.registry.RegistryFixture.at;
import static stoa.catalog.registry.RegistryFixture.full;
import static stoa.catalog.registry.RegistryFixture.leased;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stoa.catalog.watch.Position;
import stoa.discovery.Intent;
import stoa.runtime.StartFailed;
import stoa.stores.relational.RelationalStores;
import stoa.stores.relational.StoreUnavailable;

/** What a registry is after its process has ended, on every store. */
abstract class RestartContract {
    private static final Duration TTL = Duration.ofSeconds(15);

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

    private long revision() {
        return fixture.revision();
    }

    private boolean resumes(long seen) {
        return fixture.registry.changes().resumable(Position.at(seen));
    }

    @Test
    void everythingIsAsItWasAfterARestart() throws StartFailed {
        fixture.registry.register("orders", "orders-1", full("http://127.0.0.1:9001"));
        fixture.registry.register("orders", "orders-2", at("http://127.0.0.1:9002"));
        fixture.registry.intend("orders", "orders-2", Intent.DRAINING);
        var before = fixture.service("orders");
        var told = revision();
        fixture.restart();
        assertThat(fixture.service("orders")).isEqualTo(before);
        assertThat(revision()).isEqualTo(told);
        fixture.registry.register("orders", "orders-1", full("http://127.0.0.1:9001"));
        assertThat(fixture.service("orders").revision()).as("still the same terms").isEqualTo(before.revision());
    }

    @Test
    void whatWasAnsweredSurvivesAKill() throws StartFailed {
        fixture.registry.register("orders", "orders-1", at("http://127.0.0.1:9001"));
        fixture.registry.register("orders", "orders-2", at("http://127.0.0.1:9002"));
        fixture.registry.register("stock", "stock-1", at("http://127.0.0.1:9003"));
        fixture.registry.intend("orders", "orders-2", Intent.DISABLED);
        fixture.registry.deregister("stock", "stock-1");
        var before = fixture.service("orders");
        fixture.kill();
        assertThat(fixture.service("orders")).isEqualTo(before);
        assertThat(fixture.registry.service("stock")).isEmpty();
    }

    @Test
    void aWatcherResumesAcrossARestart() throws StartFailed {
        fixture.registry.register("orders", "orders-1", at("http://127.0.0.1:9001"));
        var middle = revision();
        fixture.registry.register("stock", "stock-1", at("http://127.0.0.1:9002"));
        fixture.registry.register("gone", "gone-1", at("http://127.0.0.1:9002"));
        fixture.registry.deregister("gone", "gone-1");
        var last = revision();
        fixture.restart();
        assertThat(resumes(middle)).isTrue();
        assertThat(fixture.toldAfter(middle)).containsExactly("+stock", "-gone");
        assertThat(resumes(last)).isTrue();
        assertThat(fixture.toldAfter(last)).isEmpty();
        fixture.registry.register("orders", "orders-2", at("http://127.0.0.1:9003"));
        assertThat(fixture.toldAfter(last)).containsExactly("+orders");
    }

    @Test
    void whatWasFoundOutSurvivesAKillOnceItHasBeenTold() throws StartFailed {
        fixture.registry.register("orders", "orders-1", leased(TTL));
        fixture.time.advance(TTL);
        var told = fixture.service("orders");
        assertThat(told.instances().getFirst().routable()).isFalse();
        var seen = revision();
        fixture.kill();
        assertThat(fixture.service("orders")).isEqualTo(told);
        assertThat(resumes(seen)).isTrue();
        assertThat(fixture.toldAfter(seen)).isEmpty();
    }

    @Test
    void aWatcherThatWasToldWhatCouldNotBeStoredResumesWithItsCatalogAndNoOther() throws StartFailed {
        fixture.registry.register("orders", "orders-1", leased(TTL));
        var stored = fixture.registry.changes().end();
        fixture.store().away(true);
        fixture.time.advance(TTL);
        var told = fixture.registry.changes().end();
        assertThat(told).isEqualTo(new Position(stored.revision(), 1));
        assertThat(fixture.toldAfter(stored.revision())).containsExactly("+orders");
        assertThat(fixture.registry.changes().place("7.1.somebody-else")).isEmpty();
        fixture.kill();
        assertThat(fixture.registry.changes().resumable(told)).isFalse();
        assertThat(fixture.registry.changes().resumable(stored)).isTrue();
    }

    @Test
    void whileTheStoreIsAwayDefinitionsCannotChangeAndEverythingElseGoesOn() throws StartFailed {
        fixture.registry.register("orders", "orders-1", leased(TTL));
        fixture.store().away(true);
        var before = revision();
        assertThatThrownBy(() -> fixture.register("orders", "orders-2")).isInstanceOf(StoreUnavailable.class);
        assertThatThrownBy(() -> fixture.registry.deregister("orders", "orders-1"))
                .isInstanceOf(StoreUnavailable.class);
        assertThatThrownBy(() -> fixture.registry.intend("orders", "orders-1", Intent.DISABLED))
                .isInstanceOf(StoreUnavailable.class);
        assertThat(fixture.service("orders").instances()).hasSize(1);
        assertThat(fixture.toldAfter(before)).as("nothing was told").isEmpty();
        assertThat(fixture.registry.register("orders", "orders-1", leased(TTL)).made()).as("renewed").isFalse();
        fixture.time.advance(TTL);
        assertThat(fixture.instance("orders", "orders-1").routable()).isFalse();
        fixture.registry.heartbeat("orders", "orders-1");
        fixture.time.advance(TTL);
        var lapsed = fixture.instance("orders", "orders-1");
        assertThat(lapsed.routable()).isFalse();
        assertThat(fixture.registry.isAway()).isTrue();
        fixture.store().away(false);
        await().until(() -> {
            fixture.time.advance(Duration.ofMillis(100));
            return !fixture.registry.isAway();
        });
        fixture.settle();
        assertThat(fixture.registry.changes().end().ahead()).isZero();
        fixture.kill();
        assertThat(fixture.instance("orders", "orders-1")).as("saved as soon as it could be").isEqualTo(lapsed);
        assertThat(fixture.registry.flips("orders", "orders-1")).first()
                .satisfies(flip -> assertThat(flip.reason()).isEqualTo(lapsed.reason()));
    }
}
