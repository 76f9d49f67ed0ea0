package stoa.catalog.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.jooq.impl.DSL.table;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stoa.catalog.watch.Changes;
import stoa.discovery.CheckResult;
import stoa.discovery.Intent;
import stoa.discovery.Registered;
import stoa.discovery.Registration;
import stoa.discovery.Registration.CheckRecord;
import stoa.discovery.RouteRecord;
import stoa.stores.relational.Relational;
import stoa.stores.relational.RelationalStores;

/** What the registry's tables promise on every relational store. */
abstract class RegistryStoreContract {
    private static final Instant NOON = Instant.parse("2026-05-01T12:00:00.123Z");
    private static final Stored.Key ORDERS_1 = new Stored.Key("orders", "orders-1");
    private static final Stored.Key ORDERS_2 = new Stored.Key("orders", "orders-2");

    @TempDir
    Path folder;
    private Relational tables;
    private RegistryStore store;
    private long revision;

    abstract RelationalStores stores() throws Exception;

    @BeforeEach
    void open() throws Exception {
        tables = stores().open("catalog");
        store = new RegistryStore(tables);
        revision = begin().begin();
    }

    @AfterEach
    void close() {
        tables.close();
    }

    private Stored begin() {
        return store.begin(1000);
    }

    private long register(Stored.Instance instance) {
        return store.register(instance, null, ++revision);
    }

    private static Stored.Instance plain(Stored.Key key) {
        return new Stored.Instance(key,
                new Registration(URI.create("http://127.0.0.1:9001"), 1, List.of(), "", null, null, null), NOON,
                Registered.Source.SELF, null, List.of());
    }

    private static Stored.Instance full(Stored.Key key) {
        var check = new CheckRecord("/health?deep=1", false, Duration.ofHours(2), Duration.ofMillis(1));
        var terms = new Registration(URI.create("https://[::1]:65535"), 1000, List.of("blue", "grün '\"\\"),
                "1.4.2 – β",
                null, check, Duration.ofHours(1));
        return new Stored.Instance(key, terms, NOON, Registered.Source.DOCKER, NOON.plusSeconds(3600),
                findings(NOON, true));
    }

    private static List<CheckResult> findings(Instant at, boolean ok) {
        return List.of(new CheckResult(CheckResult.Kind.ACTIVE, "catalog-1", ok, at, "answered '500' – \"nö\""),
                new CheckResult(CheckResult.Kind.HEARTBEAT, "orders-1", true, at, ""));
    }

    private static Stored.Service service(Stored stored, String name) {
        return stored.services().stream().filter(s -> s.name().equals(name)).findFirst().orElseThrow();
    }

    @Test
    void theFirstHasTheNameServiceAndNothingElse() {
        var stored = begin();
        assertThat(stored.services()).extracting(Stored.Service::id, Stored.Service::name, Stored.Service::route)
                .containsExactly(tuple(1L, "names", null));
        assertThat(stored.instances()).isEmpty();
        assertThat(stored.intents()).isEmpty();
        assertThat(stored.gone()).isEmpty();
        assertThat(stored.forgottenUpTo()).isZero();
    }

    @Test
    void whatIsRegisteredComesBackAsItWas() {
        var tcp = new Stored.Instance(new Stored.Key("stock", "stock-1"),
                new Registration(URI.create("http://a"), 1, List.of(), "", null,
                        new CheckRecord(null, true, Duration.ofSeconds(1), Duration.ofSeconds(1)), null),
                NOON, Registered.Source.STATIC, null, List.of());
        register(full(ORDERS_1));
        register(plain(ORDERS_2));
        store.register(tcp, new RouteRecord("/stock/", false), ++revision);
        var stored = begin();
        assertThat(stored.instances()).containsExactlyInAnyOrder(full(ORDERS_1), plain(ORDERS_2), tcp);
        assertThat(service(stored, "orders").route()).isNull();
        assertThat(service(stored, "orders").revision()).isEqualTo(revision - 1);
        assertThat(service(stored, "stock").route()).isEqualTo(new RouteRecord("/stock/", false));
        assertThat(stored.services()).extracting(Stored.Service::name).containsExactly("names", "orders", "stock");
    }

    @Test
    void whatIsRegisteredAgainTakesItsOwnPlace() {
        register(plain(ORDERS_1));
        store.register(full(ORDERS_1), new RouteRecord("/o/", true), ++revision);
        assertThat(begin().instances()).containsExactly(full(ORDERS_1));
        assertThat(service(begin(), "orders").route()).isEqualTo(new RouteRecord("/o/", true));
        register(plain(ORDERS_1));
        assertThat(begin().instances()).containsExactly(plain(ORDERS_1));
        assertThat(service(begin(), "orders").route()).isNull();
    }

    @Test
    void aNameKeepsItsNumber() {
        assertThat(register(plain(ORDERS_1))).isEqualTo(2);
        assertThat(register(plain(new Stored.Key("stock", "stock-1")))).isEqualTo(3);
        store.deregister(ORDERS_1, true, ++revision);
        assertThat(register(plain(new Stored.Key("bills", "bills-1")))).isEqualTo(4);
        assertThat(register(plain(ORDERS_2))).isEqualTo(2);
        assertThat(register(plain(new Stored.Key("names", "names-1")))).isEqualTo(1);
    }

    @Test
    void aServiceGoesWithItsLastInstanceAndItsRouteWithIt() {
        store.register(plain(ORDERS_1), new RouteRecord("/o/", true), ++revision);
        store.register(plain(ORDERS_2), new RouteRecord("/o/", true), ++revision);
        store.deregister(ORDERS_1, false, ++revision);
        assertThat(begin().instances()).containsExactly(plain(ORDERS_2));
        assertThat(service(begin(), "orders").route()).isNotNull();
        store.deregister(ORDERS_2, true, ++revision);
        var stored = begin();
        assertThat(stored.instances()).isEmpty();
        assertThat(stored.services()).extracting(Stored.Service::name).containsExactly("names");
        assertThat(stored.gone()).containsExactly(new Stored.Service(2, "orders", null, revision));
        store.deregister(new Stored.Key("names", "names-1"), true, ++revision);
        assertThat(service(begin(), "names").revision()).isEqualTo(revision);
    }

    @Test
    void ofServicesThatWentTheLatestAreRemembered() {
        for (var name : List.of("a", "b", "c")) {
            register(plain(new Stored.Key(name, name + "-1")));
        }
        for (var name : List.of("b", "c", "a")) {
            store.deregister(new Stored.Key(name, name + "-1"), true, ++revision);
        }
        var stored = store.begin(2);
        assertThat(stored.gone()).extracting(Stored.Service::name).containsExactly("c", "a");
        assertThat(stored.forgottenUpTo()).isEqualTo(revision - 1);
    }

    @Test
    void theOperatorsWillOutlivesItsInstance() {
        register(plain(ORDERS_1));
        store.intent(ORDERS_1, Intent.DRAINING, ++revision);
        store.intent(ORDERS_2, Intent.DISABLED, ++revision);
        store.deregister(ORDERS_1, true, ++revision);
        assertThat(begin().intents()).isEqualTo(Map.of(ORDERS_1, Intent.DRAINING, ORDERS_2, Intent.DISABLED));
        store.intent(ORDERS_1, Intent.DISABLED, ++revision);
        store.intent(ORDERS_2, Intent.ENABLED, ++revision);
        assertThat(begin().intents()).isEqualTo(Map.of(ORDERS_1, Intent.DISABLED));
    }

    @Test
    void whatWasToldIsSavedAndOfGoneInstancesNothing() {
        register(full(ORDERS_1));
        var stock = new Stored.Key("stock", "stock-1");
        register(plain(stock));
        store.deregister(stock, true, ++revision);
        var gone = revision;
        var later = NOON.plusSeconds(60);
        revision += 10;
        store.save(new Stored.Told(revision, Map.of("orders", revision, "stock", 1L),
                List.of(told(ORDERS_1, later), told(stock, later))));
        var stored = begin();
        assertThat(stored.instances()).singleElement().satisfies(i -> {
            assertThat(i.terms()).isEqualTo(full(ORDERS_1).terms());
            assertThat(i.at()).isEqualTo(NOON);
            assertThat(i.expires()).isEqualTo(later);
            assertThat(i.findings()).isEqualTo(findings(later, false));
        });
        assertThat(service(stored, "orders").revision()).isEqualTo(revision);
        assertThat(stored.gone()).extracting(Stored.Service::revision).as("never lowered").containsExactly(gone);
    }

    private static Stored.Instance told(Stored.Key key, @Nullable Instant expires) {
        var instance = full(key);
        return new Stored.Instance(key, instance.terms(), instance.at(), instance.by(), expires,
                findings(NOON.plusSeconds(60), false));
    }

    @Test
    void eachRunBeginsBeyondWhatTheOneBeforeCanHaveTold() {
        register(plain(ORDERS_1));
        store.save(new Stored.Told(revision, Map.of("orders", revision), List.of()));
        var settled = revision;
        store.intent(ORDERS_1, Intent.DISABLED, revision += 100);
        var stored = begin();
        assertThat(stored.begin()).isGreaterThan(revision + 1000);
        assertThat(stored.earlier().getFirst().last()).isEqualTo(settled);
        assertThat(begin().begin()).isGreaterThan(stored.begin() + 1000);
        assertThat(begin().earlier()).extracting(Changes.Span::first).isSortedAccordingTo((a, b) -> Long.compare(b, a))
                .contains(stored.begin());
    }

    @Test
    void runsOfLongAgoAreDropped() {
        var first = begin().begin();
        IntStream.range(0, 99).forEach(_ -> begin());
        assertThat(begin().earlier()).hasSize(100).extracting(Changes.Span::first).contains(first);
        assertThat(begin().earlier()).hasSize(100).extracting(Changes.Span::first).doesNotContain(first);
        assertThat(tables.<Integer>read(sql -> sql.fetchCount(table("run")))).isLessThan(103);
    }
}
