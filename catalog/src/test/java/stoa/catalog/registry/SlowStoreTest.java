package stoa.catalog.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static stoa.catalog.registry.RegistryFixture.at;

import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stoa.catalog.check.Timing;
import stoa.catalog.store.Tables;
import stoa.discovery.FindingsReport;
import stoa.stores.relational.StoreUnavailable;

/** A store that takes its time: slow is not away, and one that never answers is. */
class SlowStoreTest {
    /** The discard port, where nobody answers. */
    private static final URI NOBODY = URI.create("http://127.0.0.1:9");

    @TempDir
    Path folder;
    private RegistryFixture fixture;

    @BeforeEach
    void open() throws Exception {
        fixture = new RegistryFixture(Tables.onSqlite(folder), Timing.real(Clock.systemUTC()));
        fixture.registry.register("orders", "orders-1", at(NOBODY.toString()));
        fixture.registry.register("stock", "stock-1", at(NOBODY.toString()));
        fixture.settle();
    }

    @AfterEach
    void close() {
        fixture.store().letGo();
        fixture.close();
    }

    private void refuses(String service) {
        fixture.registry.found("gateway-1", new FindingsReport.Found(service, service + "-1", NOBODY, false,
                "connection refused", Instant.now()));
    }

    private boolean isRoutable(String service) {
        return fixture.instance(service, service + "-1").routable();
    }

    @Test
    void aSlowStoreRefusesNobodyAndWhatIsFoundOutIsShownAheadOfIt() throws Exception {
        var registered = new AtomicBoolean();
        fixture.store().hold();
        refuses("orders");
        await().until(() -> !isRoutable("orders"));
        refuses("stock");
        await().until(() -> !isRoutable("stock"));
        var change = Thread.ofVirtual().start(() -> {
            fixture.register("orders", "orders-2");
            registered.set(true);
        });
        assertThat(fixture.registry.isAway()).isFalse();
        assertThat(fixture.registry.changes().end().ahead()).isPositive();
        fixture.store().letGo();
        change.join();
        assertThat(registered).isTrue();
        await().until(() -> fixture.registry.changes().end().ahead() == 0);
        fixture.settle();
        fixture.restart();
        assertThat(isRoutable("orders")).as("stored").isFalse();
        assertThat(isRoutable("stock")).as("stored").isFalse();
        assertThat(fixture.instance("orders", "orders-2").routable()).isTrue();
    }

    @Test
    void aStoreThatHangsIsAwayUntilItAnswers() {
        fixture.store().hold();
        refuses("orders");
        await().until(fixture.registry::isAway);
        assertThatThrownBy(() -> fixture.register("orders", "orders-2")).isInstanceOf(StoreUnavailable.class);
        fixture.store().letGo();
        await().until(() -> !fixture.registry.isAway());
        assertThat(fixture.register("orders", "orders-2").made()).isTrue();
    }
}
