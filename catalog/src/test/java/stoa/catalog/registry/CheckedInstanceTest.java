package stoa.catalog.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static stoa.catalog.registry.RegistryFixture.checked;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stoa.catalog.check.InstanceServer;
import stoa.catalog.check.InstanceServer.Mood;
import stoa.catalog.check.Timing;
import stoa.catalog.store.Tables;
import stoa.catalog.watch.Position;
import stoa.discovery.CheckResult;
import stoa.discovery.InstanceRecord;
import stoa.discovery.Registration;
import stoa.discovery.ServiceRecord.State;
import stoa.runtime.StartFailed;

class CheckedInstanceTest {
    private static final Duration OFTEN = Duration.ofMillis(20);

    @TempDir
    Path folder;
    private final Timing timing = Timing.real(Clock.systemUTC());
    private final InstanceServer server = new InstanceServer();
    private RegistryFixture fixture;

    CheckedInstanceTest() throws IOException {}

    @BeforeEach
    void open() throws StartFailed {
        fixture = new RegistryFixture(Tables.onSqlite(folder), timing);
    }

    @AfterEach
    void close() {
        fixture.close();
        timing.close();
        server.close();
    }

    private InstanceRecord instance() {
        return fixture.instance("orders", "orders-1");
    }

    private void register(Duration interval) {
        fixture.registry.register("orders", "orders-1", checked(server.url(), interval));
    }

    private void awaitRoutable() {
        await().until(() -> instance().routable());
    }

    private void awaitReason(String words) {
        await().untilAsserted(() -> assertThat(instance().reason()).contains(words));
        assertThat(instance().routable()).isFalse();
        assertThat(fixture.service("orders").state()).isEqualTo(State.DOWN);
    }

    @Test
    void anInstanceIsRoutableOnlyAfterItsFirstCheck() {
        server.mood(Mood.HANG);
        register(OFTEN);
        assertThat(instance().routable()).isFalse();
        assertThat(instance().reason()).isEqualTo("not checked yet");
        server.mood(Mood.OK);
        awaitRoutable();
        assertThat(instance().checks()).singleElement().satisfies(check -> {
            assertThat(check.kind()).isEqualTo(CheckResult.Kind.ACTIVE);
            assertThat(check.by()).isEqualTo("catalog-1");
            assertThat(check.ok()).isTrue();
            assertThat(check.detail()).matches("200 in \\d+ ms");
        });
    }

    @Test
    void everyWayToFailIsSeenWithItsReasonAndSoIsTheRecovery() throws IOException {
        register(OFTEN);
        awaitRoutable();
        server.mood(Mood.ERROR);
        awaitReason("answered 500");
        server.mood(Mood.HANG);
        awaitReason("no answer within 300ms");
        server.mood(Mood.GARBAGE);
        awaitReason("not HTTP");
        server.mood(Mood.HANG_UP);
        awaitReason("closed without an answer");
        server.stopListening();
        awaitReason("connection refused");
        server.listenAgain();
        server.mood(Mood.OK);
        awaitRoutable();
        assertThat(fixture.events).filteredOn("instance.unroutable orders/orders-1"::equals).hasSize(1);
        assertThat(fixture.events).filteredOn("instance.routable orders/orders-1"::equals).hasSize(2);
    }

    @Test
    void aFindingThatSaysTheSameIsRenewedButNotTold() {
        register(OFTEN);
        awaitRoutable();
        var revision = fixture.revision();
        var first = instance().checks().getFirst().at();
        await().until(() -> instance().checks().getFirst().at().isAfter(first));
        assertThat(fixture.revision()).isEqualTo(revision);
    }

    @Test
    void findingsOfOneInstanceStandSideBySideInTheirOrder() {
        var plain = checked(server.url(), OFTEN);
        fixture.registry.register("orders", "orders-1", new Registration(plain.url(), 1, List.of(), "", null,
                plain.check(), Duration.ofHours(1)));
        awaitRoutable();
        fixture.registry.heartbeat("orders", "orders-1");
        assertThat(instance().checks()).extracting(CheckResult::kind).containsExactly(CheckResult.Kind.HEARTBEAT,
                CheckResult.Kind.ACTIVE);
        server.mood(Mood.ERROR);
        awaitReason("answered 500");
        assertThat(instance().checks()).extracting(CheckResult::ok).containsExactly(true, false);
    }

    @Test
    void anotherAddressIsCheckedAnewAndTheOldOneNoMore() throws IOException {
        register(OFTEN);
        awaitRoutable();
        try (var other = new InstanceServer()) {
            other.mood(Mood.HANG);
            fixture.registry.register("orders", "orders-1", checked(other.url(), OFTEN));
            assertThat(instance().routable()).isFalse();
            assertThat(instance().reason()).isEqualTo("not checked yet");
            server.mood(Mood.ERROR);
            other.mood(Mood.OK);
            awaitRoutable();
            var asked = server.requests();
            var seen = other.requests();
            await().until(() -> other.requests() > seen + 3);
            assertThat(server.requests()).isEqualTo(asked);
            assertThat(instance().routable()).isTrue();
        }
    }

    @Test
    void aDeregisteredInstanceIsCheckedNoMore() {
        register(OFTEN);
        awaitRoutable();
        fixture.register("orders", "orders-2");
        fixture.registry.deregister("orders", "orders-1");
        var asked = server.requests();
        fixture.registry.register("orders", "other", checked(server.url(), Duration.ofHours(1)));
        await().until(() -> fixture.instance("orders", "other").routable());
        assertThat(server.requests()).isBetween(asked + 1, asked + 2);
    }

    @Test
    void findingsOutliveARestartAndAreTriedAgainAtOnce() throws StartFailed {
        register(Duration.ofHours(1));
        awaitRoutable();
        var before = fixture.service("orders");
        var told = fixture.revision();
        server.mood(Mood.ERROR);
        var asked = server.requests();
        fixture.restart();
        assertThat(fixture.registry.changes().resumable(Position.at(told))).isTrue();
        await().until(() -> server.requests() > asked);
        awaitReason("answered 500");
        assertThat(before.instances().getFirst().routable()).isTrue();
        assertThat(fixture.toldAfter(told)).containsExactly("+orders");
    }
}
