package stoa.catalog.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.lang.Thread.State;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stoa.catalog.provider.Report.Item;
import stoa.catalog.registry.Refused;
import stoa.discovery.InstanceRecord;
import stoa.discovery.Intent;
import stoa.discovery.Registered.Source;
import stoa.discovery.RouteRecord;
import stoa.discovery.ServiceRecord;
import stoa.http.Problem;
import stoa.stores.relational.StoreUnavailable;

class DiscoveryTest {
    @TempDir
    private Path folder = Path.of("");
    private final FakeProvider dns = new FakeProvider(Source.DNS);
    private final FakeProvider docker = new FakeProvider(Source.DOCKER);
    private DiscoveryFixture fixture;

    @BeforeEach
    void start() throws Exception {
        fixture = new DiscoveryFixture(folder, dns, docker);
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    private Report now() {
        return fixture.discovery.now();
    }

    private static List<String> ids(List<Item> items) {
        return items.stream().map(i -> i.service() + "/" + i.instance()).toList();
    }

    private List<String> instances(String service) {
        return fixture.registry.service(service).map(ServiceRecord::instances).orElse(List.of()).stream()
                .map(InstanceRecord::id).toList();
    }

    @Test
    void whatIsSeenIsRegisteredByItsSourceAndWhatGoesIsLost() {
        dns.sees("orders", "orders-1", "http://10.0.0.1:80");
        dns.sees("orders", "orders-2", "http://10.0.0.2:80");
        var first = now();
        assertThat(ids(first.found())).containsExactly("orders/orders-1", "orders/orders-2");
        assertThat(first.added()).isEqualTo(first.found());
        assertThat(first.lost()).isEmpty();
        assertThat(fixture.registry.service("orders").orElseThrow().instances())
                .allSatisfy(i -> assertThat(i.registered().by()).isEqualTo(Source.DNS));
        dns.seesNothing();
        dns.sees("orders", "orders-2", "http://10.0.0.2:80");
        var second = now();
        assertThat(second.added()).isEmpty();
        assertThat(ids(second.lost())).containsExactly("orders/orders-1");
        assertThat(second.lost().getFirst().url()).hasToString("http://10.0.0.1:80");
        assertThat(instances("orders")).containsExactly("orders-2");
    }

    @Test
    void aRunInWhichNothingChangesTellsNobody() {
        dns.sees("orders", "orders-1", "http://10.0.0.1:80");
        now();
        var before = fixture.registry.service("orders").orElseThrow().revision();
        assertThat(ids(now().found())).containsExactly("orders/orders-1");
        assertThat(fixture.registry.service("orders").orElseThrow().revision()).isEqualTo(before);
    }

    @Test
    void whatIsSeenDifferentlyIsChanged() {
        dns.sees("orders", "orders-1", "http://10.0.0.1:80");
        now();
        fixture.registry.intend("orders", "orders-1", Intent.DRAINING);
        dns.seesNothing();
        dns.sees("orders", "orders-1", "http://10.0.0.9:80");
        assertThat(now().added()).isEmpty();
        var instance = fixture.registry.service("orders").orElseThrow().instances().getFirst();
        assertThat(instance.url()).hasToString("http://10.0.0.9:80");
        assertThat(instance.intent()).isEqualTo(Intent.DRAINING);
    }

    @Test
    void aProviderThatFailsLosesNothingAndSaysWhy() {
        dns.sees("orders", "orders-1", "http://10.0.0.1:80");
        docker.sees("stock", "stock-1", "http://10.0.0.3:80");
        now();
        dns.isBlind("the server is away");
        docker.seesNothing();
        var report = now();
        assertThat(report.failed()).containsExactly(new Report.Failure(Source.DNS, null, "the server is away"));
        assertThat(ids(report.lost())).as("the other goes on").containsExactly("stock/stock-1");
        assertThat(instances("orders")).containsExactly("orders-1");
        var check = fixture.discovery.check();
        assertThat(check.ok()).isFalse();
        assertThat(check.detail()).isEqualTo("dns: the server is away");
        now();
        assertThat(fixture.events).as("told once").containsOnlyOnce("discovery.failed dns");
        dns.seesNothing();
        assertThat(ids(now().lost())).containsExactly("orders/orders-1");
        assertThat(fixture.discovery.check().ok()).isTrue();
        assertThat(fixture.events).contains("discovery.recovered discovery");
    }

    @Test
    void aServiceThatCouldNotBeSeenAsAWholeLosesNothingAndOthersGoOn() {
        dns.sees("orders", "orders-1", "http://10.0.0.1:80");
        dns.sees("stock", "stock-1", "http://10.0.0.2:80");
        now();
        dns.seesNothing();
        dns.sees("orders", "orders-2", "http://10.0.0.3:80");
        dns.hides("orders", "no answer");
        var report = now();
        assertThat(ids(report.added())).containsExactly("orders/orders-2");
        assertThat(ids(report.lost())).containsExactly("stock/stock-1");
        assertThat(report.failed()).containsExactly(new Report.Failure(Source.DNS, "orders", "no answer"));
        assertThat(instances("orders")).containsExactly("orders-1", "orders-2");
        assertThat(fixture.discovery.check().detail()).isEqualTo("dns, orders: no answer");
    }

    @Test
    void anInstanceOfAnotherSourceIsNeverTouchedAndIsAConflict() {
        fixture.registry.register("orders", "orders-1", DiscoveryFixture.at("http://10.0.0.1:80"));
        docker.sees("stock", "stock-1", "http://10.0.0.2:80");
        now();
        docker.seesNothing();
        docker.sees("stock", "stock-1", "http://10.0.0.2:80");
        dns.sees("orders", "orders-1", "http://10.6.6.6:80");
        dns.sees("stock", "stock-1", "http://10.6.6.6:80");
        var report = now();
        assertThat(report.added()).isEmpty();
        assertThat(report.conflicts()).hasSize(2)
                .anySatisfy(c -> assertThat(c.reason()).contains("orders-1", "registered by request"))
                .anySatisfy(c -> assertThat(c.reason()).contains("stock-1", "was found in Docker"));
        assertThat(fixture.registry.service("orders").orElseThrow().instances()).singleElement()
                .satisfies(i -> assertThat(i.url()).hasToString("http://10.0.0.1:80"));
        dns.seesNothing();
        docker.seesNothing();
        assertThat(ids(now().lost())).containsExactly("stock/stock-1");
        assertThat(instances("orders")).containsExactly("orders-1");
    }

    @Test
    void oneIdForTwoInstancesIsAConflict() {
        dns.sees("orders", "orders-1", "http://10.0.0.1");
        dns.sees("orders", "orders-1", "http://10.0.0.2");
        dns.sees("orders", "orders-1", "http://10.0.0.1");
        assertThat(now().conflicts()).singleElement()
                .satisfies(c -> assertThat(c.reason()).contains("id of another instance", "http://10.0.0.1"));
    }

    @Test
    void aRequestCannotTakeOverWhatAProviderHolds() {
        dns.sees("orders", "orders-1", "http://10.0.0.1:80");
        now();
        assertThatThrownBy(
                () -> fixture.registry.register("orders", "orders-1", DiscoveryFixture.at("http://10.0.0.1:80")))
                .isInstanceOfSatisfying(Refused.class,
                        r -> assertThat(r.reason()).isEqualTo(Refused.Reason.CONFLICT))
                .hasMessageContaining("was found in DNS");
        fixture.registry.deregister("orders", "orders-1");
        assertThat(ids(now().added())).as("still seen").containsExactly("orders/orders-1");
    }

    @Test
    void whatCannotBeRegisteredIsAConflictWithTheReason() {
        dns.sees("orders", "orders-1", Map.of("url", "http://10.0.0.1", "route", Map.of("prefix", "/api/")));
        dns.sees("stock", "stock-1", Map.of("url", "nonsense"));
        var report = now();
        assertThat(report.conflicts()).hasSize(2)
                .anySatisfy(c -> assertThat(c.reason()).contains("/api/ belongs to the service names"))
                .anySatisfy(c -> assertThat(c.reason()).startsWith("url "));
        assertThat(report.added()).isEmpty();
        assertThat(fixture.discovery.check().ok()).as("the provider itself is well").isTrue();
    }

    @Test
    void afterARestartWhatWasRegisteredIsRecognised() throws Exception {
        dns.sees("orders", "orders-1", "http://10.0.0.1:80");
        dns.sees("orders", "orders-2", "http://10.0.0.2:80");
        now();
        dns.isBlind("away");
        fixture.restart(dns);
        assertThat(now().lost()).isEmpty();
        dns.seesNothing();
        dns.sees("orders", "orders-2", "http://10.0.0.2:80");
        var report = now();
        assertThat(ids(report.lost())).containsExactly("orders/orders-1");
        assertThat(report.added()).isEmpty();
    }

    @Test
    void aProviderThatWasSwitchedOffLosesWhatItHadRegistered() throws Exception {
        dns.sees("orders", "orders-1", "http://10.0.0.1:80");
        fixture.registry.register("own", "own-1", DiscoveryFixture.at("http://10.0.0.4:80"));
        now();
        fixture.restart(docker);
        assertThat(ids(now().lost())).containsExactly("orders/orders-1");
        assertThat(instances("own")).containsExactly("own-1");
    }

    @Test
    void aPrefixMovesToItsServicesNewNameInOneRun() {
        var said = Map.of("url", "http://10.0.0.1", "route", Map.of("prefix", "/orders/"));
        dns.sees("orders", "a-1", said);
        now();
        dns.seesNothing();
        dns.sees("bills", "a-1", said);
        var report = now();
        assertThat(ids(report.added())).containsExactly("bills/a-1");
        assertThat(ids(report.lost())).containsExactly("orders/a-1");
        assertThat(report.conflicts()).isEmpty();
    }

    @Test
    void aServiceThatOneProviderHoldsGetsItsOtherRoute() {
        dns.sees("orders", "orders-1", Map.of("url", "http://10.0.0.1", "route", Map.of("prefix", "/old/")));
        dns.sees("orders", "orders-2", Map.of("url", "http://10.0.0.2", "route", Map.of("prefix", "/old/")));
        now();
        dns.seesNothing();
        dns.sees("orders", "orders-1", Map.of("url", "http://10.0.0.1", "route", Map.of("prefix", "/new/")));
        dns.sees("orders", "orders-2", Map.of("url", "http://10.0.0.2", "route", Map.of("prefix", "/new/")));
        assertThat(now().conflicts()).isEmpty();
        var service = fixture.registry.service("orders").orElseThrow();
        assertThat(service.routes()).containsExactly(new RouteRecord("/new/", true));
        assertThat(service.instances()).hasSize(2);
        dns.seesNothing();
        dns.sees("orders", "orders-1", "http://10.0.0.1");
        dns.sees("orders", "orders-2", "http://10.0.0.2");
        now();
        assertThat(fixture.registry.service("orders").orElseThrow().routes()).isEmpty();
    }

    @Test
    void aRouteThatOthersHaveOrShareIsAConflictAndTheOldOneStays() {
        dns.sees("orders", "orders-1", Map.of("url", "http://10.0.0.1", "route", Map.of("prefix", "/old/")));
        docker.sees("stock", "stock-1", Map.of("url", "http://10.0.0.2", "route", Map.of("prefix", "/stock/")));
        now();
        for (var prefix : List.of("/stock/", "/stock/inner/", "/services/")) {
            dns.seesNothing();
            dns.sees("orders", "orders-1", Map.of("url", "http://10.0.0.1", "route", Map.of("prefix", prefix)));
            assertThat(now().conflicts()).as(prefix).hasSize(1);
            assertThat(fixture.registry.service("orders").orElseThrow().routes())
                    .containsExactly(new RouteRecord("/old/", true));
        }
        fixture.registry.register("orders", "own-1", DiscoveryFixture.at("http://10.0.0.9"));
        dns.seesNothing();
        dns.sees("orders", "orders-1", Map.of("url", "http://10.0.0.1", "route", Map.of("prefix", "/new/")));
        assertThat(now().conflicts()).hasSize(1);
        assertThat(instances("orders")).containsExactly("orders-1", "own-1");
    }

    @Test
    void whoeverAsksWhileARunIsUnderWaySharesItsAnswer() throws Exception {
        var go = new CountDownLatch(1);
        dns.waitsFor(go);
        var askers = List.of(new Asker(), new Asker(), new Asker());
        askers.forEach(Thread::start);
        await().until(() -> dns.looks() == 1 && askers.stream().allMatch(a -> a.getState() == State.WAITING));
        go.countDown();
        for (var asker : askers) {
            asker.join();
        }
        assertThat(askers.get(1).report).isSameAs(askers.get(0).report).isSameAs(askers.get(2).report).isNotNull();
        assertThat(dns.looks()).isEqualTo(1);
        assertThat(now()).isNotSameAs(askers.get(0).report);
    }

    private final class Asker extends Thread {
        private volatile @Nullable Report report;

        @Override
        public void run() {
            report = now();
        }
    }

    @Test
    void aProviderThatDoesNotComeBackIsWaitedForNoLongerAndDoesNotLookTwice() throws Exception {
        fixture.close();
        fixture = new DiscoveryFixture(folder, Duration.ofMillis(100), dns, docker);
        var never = new CountDownLatch(1);
        dns.waitsFor(never);
        docker.sees("stock", "stock-1", "http://10.0.0.3:80");
        assertThat(now().failed()).contains(new Report.Failure(Source.DNS, null, "nothing was seen within 100ms"));
        assertThat(now().failed())
                .contains(new Report.Failure(Source.DNS, null, "its last look has not come back yet"));
        await().untilAsserted(() -> assertThat(now().found()).as("the other goes on").hasSize(1));
        assertThat(instances("stock")).containsExactly("stock-1");
        assertThat(dns.looks()).isEqualTo(1);
        never.countDown();
        await().untilAsserted(() -> assertThat(now().failed()).isEmpty());
    }

    @Test
    void itLooksByItselfAtOnceAndThenInEveryInterval() {
        assertThat(fixture.discovery.check().detail()).isEqualTo("looks for the first time");
        dns.sees("orders", "orders-1", "http://10.0.0.1:80");
        fixture.discovery.begin();
        await().until(() -> fixture.discovery.check().detail().equals("instances found: 1"));
        assertThat(instances("orders")).containsExactly("orders-1");
        var begun = fixture.time.nanos();
        await().pollInterval(Duration.ofMillis(10)).until(() -> {
            fixture.time.advance(Duration.ofMillis(100));
            return dns.looks() == 2;
        });
        assertThat(Duration.ofNanos(fixture.time.nanos() - begun)).isGreaterThanOrEqualTo(Duration.ofSeconds(9));
    }

    @Test
    void whileTheStoreIsAwayItSaysSoAndTriesAgain() {
        dns.sees("orders", "orders-1", "http://10.0.0.1:80");
        fixture.store.away(true);
        fixture.discovery.begin();
        assertThatThrownBy(this::now).isInstanceOf(StoreUnavailable.class);
        fixture.store.away(false);
        await().until(() -> {
            fixture.time.advance(Duration.ofSeconds(1));
            return instances("orders").contains("orders-1");
        });
    }

    @Test
    void onceItIsClosedNothingChangesAnyMore() throws Exception {
        var go = new CountDownLatch(1);
        dns.sees("orders", "orders-1", "http://10.0.0.1:80");
        dns.waitsFor(go);
        var asking = CompletableFuture.supplyAsync(this::now);
        await().until(() -> dns.looks() == 1);
        var closing = new Thread(fixture.discovery::close);
        closing.start();
        await().until(() -> closing.getState() == State.TIMED_WAITING);
        go.countDown();
        closing.join();
        assertThat(asking.get().added()).isEmpty();
        assertThat(instances("orders")).isEmpty();
        assertThatThrownBy(this::now).isInstanceOf(Problem.class);
    }
}
