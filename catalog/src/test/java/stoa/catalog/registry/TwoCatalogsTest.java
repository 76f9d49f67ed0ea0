package stoa.catalog.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static stoa.catalog.registry.RegistryFixture.at;
import static stoa.catalog.registry.RegistryFixture.checked;
import static stoa.catalog.registry.RegistryFixture.leased;
import static stoa.catalog.registry.RegistryFixture.routed;

import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import stoa.catalog.check.InstanceServer;
import stoa.catalog.check.InstanceServer.Mood;
import stoa.catalog.check.Timing;
import stoa.catalog.store.Tables;
import stoa.catalog.watch.Position;
import stoa.discovery.CheckResult;
import stoa.discovery.FindingsReport.Found;
import stoa.discovery.InstanceRecord;
import stoa.discovery.Intent;
import stoa.discovery.Registration;
import stoa.discovery.ServiceRecord;
import stoa.http.client.Trust;
import stoa.stores.relational.RelationalStores;

/** Two catalogs on one PostgreSQL: one registry. */
@Timeout(120)
class TwoCatalogsTest {
    private static final Duration OFTEN = Duration.ofMillis(50);

    @TempDir
    Path folder;
    private final List<String> events = new CopyOnWriteArrayList<>();
    private Catalog one;
    private Catalog two;

    /** One catalog's registry, which can be killed. */
    private final class Catalog {
        final LossyStore store;
        final Timing timing = Timing.real(Clock.systemUTC());
        final Registry registry;
        boolean ended;

        Catalog(RelationalStores stores, String name) throws Exception {
            store = new LossyStore(stores.open("catalog"));
            registry = Registry.open(store, new Registry.Limits(1000, Duration.ofMinutes(1), 1024), name, timing,
                    RandomGenerator.getDefault(),
                    (kind, subject, _, _) -> events.add(name + " " + kind + " " + subject), Trust.usual());
        }

        InstanceRecord instance(String id) {
            return service("orders").instances().stream().filter(i -> i.id().equals(id)).findFirst().orElseThrow();
        }

        ServiceRecord service(String name) {
            return registry.service(name).orElseThrow();
        }

        long revision() {
            return registry.changes().end().revision();
        }

        /** As kill -9 leaves it: it does and stores nothing any more, and says no goodbye. */
        void kill() {
            ended = true;
            store.away(true);
            timing.close();
            registry.close();
            store.close();
        }

        void close() {
            if (!ended) {
                registry.close();
                timing.close();
                store.close();
            }
        }
    }

    @BeforeEach
    void open() throws Exception {
        var stores = Tables.onPostgres(folder);
        one = new Catalog(stores, "catalog-1");
        two = new Catalog(stores, "catalog-2");
    }

    @AfterEach
    void close() {
        one.close();
        two.close();
    }

    private void agree() {
        await().untilAsserted(() -> {
            assertThat(two.revision()).isEqualTo(one.revision());
            assertThat(facts(two)).isEqualTo(facts(one));
        });
    }

    /** All that is told; when something was renewed last is not. */
    private static List<String> facts(Catalog catalog) {
        return catalog.registry.list(Registry.Filter.ALL, "", 1000).stream().map(s -> s.revision() + " " + s.id() + " "
                + s.name() + " " + s.state() + " " + s.routes() + " " + s.instances().stream().map(i -> i.id() + " "
                        + i.url() + " " + i.intent() + " " + i.reason() + " "
                        + i.checks().stream().map(c -> c.kind() + c.by() + c.ok()).toList()).toList())
                .toList();
    }

    @Test
    void whatOneHasAnsweredTheOtherAnswersAtOnce() {
        await().until(() -> one.registry.catalogs() == 2 && two.registry.catalogs() == 2);
        for (var n = 0; n < 30; n++) {
            var id = "orders-" + n;
            one.registry.register("orders", id, at("http://127.0.0.1:9001"));
            assertThat(two.service("orders").instances()).hasSize(n + 1);
            two.registry.heartbeat("orders", id);
            two.registry.intend("orders", id, Intent.DRAINING);
            assertThat(one.instance(id).intent()).isEqualTo(Intent.DRAINING);
        }
    }

    @Test
    void whatOneIsToldTheOtherKnows() {
        one.registry.register("orders", "orders-1", at("http://127.0.0.1:9001"));
        two.registry.register("orders", "orders-2", routed("/o/"));
        one.registry.intend("orders", "orders-1", Intent.DRAINING);
        agree();
        assertThat(one.service("orders").instances()).extracting(InstanceRecord::id).containsExactly("orders-1",
                "orders-2");
        two.registry.deregister("orders", "orders-1");
        two.registry.register("orders", "orders-2", at("http://127.0.0.1:9002"));
        agree();
        one.registry.deregister("orders", "orders-2");
        agree();
        assertThat(two.registry.service("orders")).isEmpty();
        assertThat(two.registry.changes().after(Position.at(one.revision() - 1))).singleElement()
                .satisfies(c -> assertThat(c.gone()).isTrue());
        assertThatThrownBy(() -> two.registry.heartbeat("orders", "orders-2")).isInstanceOf(Refused.class);
        two.registry.register("orders", "orders-1", at("http://127.0.0.1:9001"));
        assertThat(two.instance("orders-1").intent()).as("the will outlives").isEqualTo(Intent.DRAINING);
    }

    @Test
    void whatOneHasAnsweredTheOtherDoesNotRefuse() {
        for (var n = 0; n < 10; n++) {
            var id = "orders-" + n;
            one.registry.register("orders", id, leased(Duration.ofMinutes(1)));
            two.registry.heartbeat("orders", id);
            one.registry.register("stock", id, at("http://127.0.0.1:9001"));
            assertThat(two.registry.intend("stock", id, Intent.DRAINING).intent()).isEqualTo(Intent.DRAINING);
            two.registry.deregister("stock", id);
        }
        agree();
    }

    @Test
    void bothAtOnceNeverTakeWhatContradictsTheOther() throws Exception {
        var refused = new CopyOnWriteArrayList<String>();
        for (var round = 0; round < 10; round++) {
            var prefix = "/p" + round + "/";
            var go = new CountDownLatch(1);
            var threads = new ArrayList<Thread>();
            for (var catalog : List.of(one, two)) {
                var name = catalog == one ? "a" + round : "b" + round;
                threads.add(Thread.ofVirtual().start(() -> {
                    try {
                        go.await();
                        catalog.registry.register(name, "i-1", routed(prefix));
                    } catch (Refused e) {
                        refused.add(name);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }));
            }
            go.countDown();
            for (var thread : threads) {
                thread.join();
            }
        }
        assertThat(refused).hasSize(10);
        agree();
        assertThat(one.registry.size()).isEqualTo(1 + 10);
    }

    @Test
    void manyChangesAtBothEndInOneState() throws Exception {
        var threads = new ArrayList<Thread>();
        for (var catalog : List.of(one, two)) {
            var mine = catalog == one ? "a" : "b";
            threads.add(Thread.ofVirtual().start(() -> IntStream.range(0, 60).forEach(n -> {
                catalog.registry.register("s" + n % 7, mine + n, at("http://127.0.0.1:" + (9000 + n)));
                if (n % 3 == 0) {
                    catalog.registry.deregister("s" + n % 7, mine + n);
                }
            })));
        }
        for (var thread : threads) {
            thread.join();
        }
        agree();
        assertThat(one.registry.list(Registry.Filter.ALL, "", 1000).stream().mapToInt(s -> s.instances().size()).sum())
                .isEqualTo(2 * 40);
    }

    @Test
    void eachInstanceIsCheckedByOneAndShownByBoth() throws Exception {
        try (var server = new InstanceServer()) {
            for (var n = 0; n < 40; n++) {
                one.registry.register("orders", "orders-" + n, checked(server.url(), OFTEN));
            }
            await().until(() -> two.registry.service("orders").filter(s -> s.instances().size() == 40
                    && s.instances().stream().allMatch(InstanceRecord::routable)).isPresent());
            agree();
            assertThat(one.service("orders").instances()).allSatisfy(i -> assertThat(i.checks()).hasSize(1))
                    .extracting(i -> i.checks().getFirst().by()).contains("catalog-1", "catalog-2");
            server.mood(Mood.ERROR);
            await().until(() -> two.service("orders").state() == ServiceRecord.State.DOWN);
            agree();
            assertThat(events).filteredOn(e -> e.contains("instance.unroutable")).as("told by one of them").hasSize(40);
        }
    }

    @Test
    void theChecksOfOneThatIsKilledAreTakenOver() throws Exception {
        try (var server = new InstanceServer()) {
            for (var n = 0; n < 20; n++) {
                one.registry.register("orders", "orders-" + n, checked(server.url(), OFTEN));
            }
            await().until(() -> two.registry.service("orders").filter(s -> s.instances().size() == 20
                    && s.instances().stream().allMatch(InstanceRecord::routable)).isPresent());
            agree();
            var told = one.revision();
            one.kill();
            server.mood(Mood.ERROR);
            await().until(() -> two.service("orders").instances().stream().noneMatch(InstanceRecord::routable));
            assertThat(two.service("orders").instances()).extracting(InstanceRecord::checks)
                    .allSatisfy(checks -> assertThat(checks).extracting(CheckResult::by).containsExactly("catalog-2"));
            assertThat(two.registry.changes().resumable(Position.at(told))).as("a watcher of the dead one").isTrue();
            assertThat(two.registry.changes().after(Position.at(told))).isNotEmpty();
        }
    }

    private void refuseAll(InstanceServer server, Catalog told) throws Exception {
        var ids = IntStream.range(0, 20).mapToObj(n -> "orders-" + n).toList();
        ids.forEach(id -> one.registry.register("orders", id, at(server.url().toString())));
        agree();
        server.stopListening();
        ids.forEach(id -> told.registry.found("gateway-1",
                new Found("orders", id, server.url(), false, "connection refused", Instant.now())));
        await().until(() -> Stream.of(one, two).flatMap(c -> c.service("orders").instances().stream())
                .allMatch(i -> i.reason().equals("connection refused, found by gateway-1")));
    }

    @Test
    void whatAGatewayTellsOneIsTrueAtBothUntilWhoeverAttendsHasLooked() throws Exception {
        try (var server = new InstanceServer()) {
            refuseAll(server, two);
            server.listenAgain();
            await().until(() -> Stream.of(one, two).flatMap(c -> c.service("orders").instances().stream())
                    .allMatch(InstanceRecord::routable));
            assertThat(events).filteredOn(e -> e.contains("instance.unroutable")).as("told by one of them").hasSize(20);
            agree();
        }
    }

    @Test
    void whatAGatewayToldOneThatIsKilledIsClearedByTheOther() throws Exception {
        try (var server = new InstanceServer()) {
            refuseAll(server, one);
            one.kill();
            server.listenAgain();
            await().until(() -> two.service("orders").instances().stream().allMatch(InstanceRecord::routable));
        }
    }

    @Test
    void aWatcherWhoIsAheadOfTheOtherCatalogIsNotSentBack() {
        one.registry.register("orders", "orders-1", at("http://127.0.0.1:9001"));
        two.registry.catchUp();
        assertThat(two.registry.changes().resumable(Position.at(one.revision()))).isTrue();
    }

    @Test
    void aHeartbeatMayGoToEither() {
        var ttl = Duration.ofSeconds(2);
        one.registry.register("orders", "orders-1", leased(ttl));
        one.registry.register("orders", "orders-2", leased(ttl));
        await().until(() -> two.registry.service("orders").filter(s -> s.instances().size() == 2).isPresent());
        var end = System.nanoTime() + ttl.multipliedBy(3).toNanos();
        await().pollInterval(Duration.ofMillis(200)).until(() -> {
            two.registry.heartbeat("orders", "orders-1");
            one.registry.heartbeat("orders", "orders-2");
            assertThat(List.of(one.instance("orders-1"), two.instance("orders-1"), one.instance("orders-2"),
                    two.instance("orders-2"))).allMatch(InstanceRecord::routable);
            return System.nanoTime() > end;
        });
        await().until(() -> List.of(one, two).stream().allMatch(c -> !c.instance("orders-1").routable()
                && !c.instance("orders-2").routable()));
        assertThat(events).filteredOn(e -> e.contains("instance.expired")).hasSize(2);
        two.registry.heartbeat("orders", "orders-1");
        assertThat(two.instance("orders-1").routable()).isTrue();
        await().until(() -> one.instance("orders-1").routable());
    }

    @Test
    void aLeaseThatOneBeganAnewHasItsFullTimeAtBoth() {
        var ttl = Duration.ofSeconds(3);
        var ids = IntStream.range(0, 20).mapToObj(n -> "orders-" + n).toList();
        ids.forEach(id -> one.registry.register("orders", id, leased(ttl)));
        var first = System.nanoTime();
        await().until(() -> System.nanoTime() - first > ttl.toNanos() * 2 / 3);
        var begun = System.nanoTime();
        var moved = new Registration(URI.create("http://127.0.0.1:9009"), 1, List.of(), "", null, null, ttl);
        ids.forEach(id -> one.registry.register("orders", id, moved));
        var routable = true;
        while (routable) {
            routable = Stream.of(one, two).flatMap(c -> c.service("orders").instances().stream())
                    .allMatch(InstanceRecord::routable);
            assertThat(routable || System.nanoTime() - begun > ttl.toNanos())
                    .as("a third of the first lease was left when the second began").isTrue();
        }
    }

    @Test
    void aLeaseThatOneMadeShorterEndsInTimeAtBoth() {
        var ids = IntStream.range(0, 20).mapToObj(n -> "orders-" + n).toList();
        ids.forEach(id -> one.registry.register("orders", id, leased(Duration.ofHours(1))));
        agree();
        ids.forEach(id -> one.registry.register("orders", id, leased(Duration.ofSeconds(1))));
        await().until(() -> Stream.of(one, two).flatMap(c -> c.service("orders").instances().stream())
                .noneMatch(InstanceRecord::routable));
    }

    @Test
    void whileTheStoreIsAwayEachShowsWhatItFindsAndAfterwardsTheyAgree() throws Exception {
        try (var server = new InstanceServer()) {
            for (var n = 0; n < 10; n++) {
                one.registry.register("orders", "orders-" + n, checked(server.url(), OFTEN));
            }
            await().until(() -> two.registry.service("orders").filter(s -> s.instances().size() == 10
                    && s.instances().stream().allMatch(InstanceRecord::routable)).isPresent());
            one.store.away(true);
            two.store.away(true);
            server.mood(Mood.ERROR);
            await().until(() -> List.of(one, two).stream()
                    .allMatch(c -> c.service("orders").instances().stream().noneMatch(InstanceRecord::routable)));
            assertThat(one.registry.isAway()).isTrue();
            one.store.away(false);
            two.store.away(false);
            await().until(() -> !one.registry.isAway() && !two.registry.isAway());
            server.mood(Mood.OK);
            await().until(() -> List.of(one, two).stream()
                    .allMatch(c -> c.service("orders").instances().stream().allMatch(InstanceRecord::routable)));
            await().untilAsserted(
                    () -> assertThat(one.service("orders").instances().stream().map(i -> i.checks().getFirst().by()))
                            .containsExactlyElementsOf(two.service("orders").instances().stream()
                                    .map(i -> i.checks().getFirst().by()).toList()));
        }
    }
}
