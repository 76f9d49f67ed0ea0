package stoa.catalog.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stoa.catalog.store.Draft.Put;
import stoa.catalog.store.Draft.ServiceDraft;
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

    abstract RelationalStores stores() throws Exception;

    @BeforeEach
    void open() throws Exception {
        tables = stores().open("catalog");
        store = new RegistryStore(tables, "one");
    }

    @AfterEach
    void close() {
        tables.close();
    }

    private Stored load() {
        return store.load(1000);
    }

    private long revision() {
        return store.heads().revision();
    }

    private long register(Stored.Instance instance) {
        return register(instance, null);
    }

    private long register(Stored.Instance instance, @Nullable RouteRecord route) {
        var name = instance.key().service();
        return Objects.requireNonNull(
                commit(new ServiceDraft(name, route, true, List.of(new Put(instance, false, null)), List.of(), false,
                        Map.of())).get(name));
    }

    private Map<String, Long> commit(ServiceDraft... services) {
        return store.commit(new Draft(revision(), List.of(services)));
    }

    private void remove(Stored.Key key, boolean last) {
        commit(new ServiceDraft(key.service(), null, !last || key.service().equals("names"), List.of(),
                List.of(key.instance()), false, Map.of()));
    }

    private void intend(Stored.Key key, Intent intent) {
        commit(new ServiceDraft(key.service(), null, true, List.of(), List.of(), false,
                Map.of(key.instance(), intent)));
    }

    private static Stored.Instance plain(Stored.Key key) {
        return new Stored.Instance(key,
                new Registration(URI.create("http://127.0.0.1:9001"), 1, List.of(), "", null, null, null), NOON,
                Registered.Source.SELF, null, List.of());
    }

    private static Stored.Instance full(Stored.Key key) {
        var check = new CheckRecord("/health?deep=1", false, Duration.ofHours(2), Duration.ofMillis(1), "200,3xx",
                "gut \"ß\"", Map.of("X-One", "1"), Map.of("Content-Type", "text/*"), 3, 10);
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
        var stored = load();
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
        register(tcp, new RouteRecord("/stock/", false));
        var stored = load();
        assertThat(stored.instances()).containsExactlyInAnyOrder(full(ORDERS_1), plain(ORDERS_2), tcp);
        assertThat(stored.present()).isEqualTo(
                Map.of("orders", Set.of("orders-1", "orders-2"), "stock", Set.of("stock-1")));
        assertThat(service(stored, "orders").route()).isNull();
        assertThat(service(stored, "orders").revision()).isEqualTo(stored.revision() - 1);
        assertThat(service(stored, "stock").route()).isEqualTo(new RouteRecord("/stock/", false));
        assertThat(stored.services()).extracting(Stored.Service::name).containsExactly("names", "orders", "stock");
    }

    @Test
    void whatIsRegisteredAgainTakesItsOwnPlace() {
        register(plain(ORDERS_1));
        register(full(ORDERS_1), new RouteRecord("/o/", true));
        assertThat(load().instances()).containsExactly(full(ORDERS_1));
        assertThat(service(load(), "orders").route()).isEqualTo(new RouteRecord("/o/", true));
        register(plain(ORDERS_1));
        assertThat(load().instances()).containsExactly(plain(ORDERS_1));
        assertThat(service(load(), "orders").route()).isNull();
    }

    @Test
    void aNameKeepsItsNumber() {
        assertThat(register(plain(ORDERS_1))).isEqualTo(2);
        assertThat(register(plain(new Stored.Key("stock", "stock-1")))).isEqualTo(3);
        remove(ORDERS_1, true);
        assertThat(register(plain(new Stored.Key("bills", "bills-1")))).isEqualTo(4);
        assertThat(register(plain(ORDERS_2))).isEqualTo(2);
        assertThat(register(plain(new Stored.Key("names", "names-1")))).isEqualTo(1);
    }

    @Test
    void aServiceGoesWithItsLastInstanceAndItsRouteWithIt() {
        register(plain(ORDERS_1), new RouteRecord("/o/", true));
        register(plain(ORDERS_2), new RouteRecord("/o/", true));
        remove(ORDERS_1, false);
        assertThat(load().instances()).containsExactly(plain(ORDERS_2));
        remove(ORDERS_2, true);
        var stored = load();
        assertThat(stored.instances()).isEmpty();
        assertThat(stored.services()).extracting(Stored.Service::name).containsExactly("names");
        assertThat(stored.gone()).containsExactly(new Stored.Service(2, "orders", null, stored.revision()));
        remove(new Stored.Key("names", "names-1"), true);
        assertThat(service(load(), "names").revision()).isEqualTo(revision());
    }

    @Test
    void ofServicesThatWentTheLatestAreRemembered() {
        for (var name : List.of("a", "b", "c")) {
            register(plain(new Stored.Key(name, name + "-1")));
        }
        for (var name : List.of("b", "c", "a")) {
            remove(new Stored.Key(name, name + "-1"), true);
        }
        var stored = store.load(2);
        assertThat(stored.gone()).extracting(Stored.Service::name).containsExactly("c", "a");
        assertThat(stored.forgottenUpTo()).isEqualTo(stored.revision() - 1);
    }

    @Test
    void theOperatorsWillOutlivesItsInstance() {
        register(plain(ORDERS_1));
        intend(ORDERS_1, Intent.DRAINING);
        intend(ORDERS_2, Intent.DISABLED);
        remove(ORDERS_1, true);
        assertThat(load().intents())
                .isEqualTo(Map.of("orders", Map.of("orders-1", Intent.DRAINING, "orders-2", Intent.DISABLED)));
        intend(ORDERS_1, Intent.DISABLED);
        intend(ORDERS_2, Intent.ENABLED);
        assertThat(load().intents()).isEqualTo(Map.of("orders", Map.of("orders-1", Intent.DISABLED)));
    }

    @Test
    void aDraftThatWasOvertakenChangesNothing() {
        register(plain(ORDERS_1));
        var planned = revision();
        register(plain(ORDERS_2));
        var before = load();
        var late = new Draft(planned, List.of(new ServiceDraft("orders", null, false, List.of(),
                List.of("orders-1", "orders-2"), false, Map.of())));
        assertThatThrownBy(() -> store.commit(late)).isInstanceOf(Overtaken.class);
        assertThat(load()).isEqualTo(before);
        store.commit(new Draft(revision(), late.services()));
        assertThat(load().instances()).isEmpty();
    }

    @Test
    void eachServiceOfADraftTakesARevision() {
        var base = revision();
        commit(drafted("a"), drafted("b"), drafted("c"));
        assertThat(revision()).isEqualTo(base + 3);
        assertThat(store.since(base + 1).services()).extracting(Stored.Service::name, Stored.Service::revision)
                .containsExactly(tuple("b", base + 2), tuple("c", base + 3));
    }

    private static ServiceDraft drafted(String name) {
        return new ServiceDraft(name, null, true,
                List.of(new Put(plain(new Stored.Key(name, name + "-1")), false, null)), List.of(), false, Map.of());
    }

    @Test
    void whatChangedSinceARevisionIsToldAndNothingElse() {
        register(plain(ORDERS_1));
        register(plain(ORDERS_2));
        register(plain(new Stored.Key("stock", "stock-1")));
        register(plain(new Stored.Key("bills", "bills-1")));
        var seen = revision();
        intend(ORDERS_2, Intent.DRAINING);
        remove(ORDERS_1, false);
        register(full(ORDERS_2));
        remove(new Stored.Key("bills", "bills-1"), true);
        var changed = store.since(seen);
        assertThat(changed.revision()).isEqualTo(revision());
        assertThat(changed.services()).extracting(Stored.Service::name).containsExactly("orders");
        assertThat(changed.instances()).containsExactly(full(ORDERS_2));
        assertThat(changed.present()).isEqualTo(Map.of("orders", Set.of("orders-2")));
        assertThat(changed.intents()).isEqualTo(Map.of("orders", Map.of("orders-2", Intent.DRAINING)));
        assertThat(changed.gone()).extracting(Stored.Service::name).containsExactly("bills");
        assertThat(store.since(revision()).services()).isEmpty();
    }

    @Test
    void renewalsAreKnownToOthersAndRaiseNoRevision() {
        register(full(ORDERS_1));
        register(full(ORDERS_2));
        var other = new RegistryStore(tables, "two");
        var before = other.heads();
        var later = NOON.plusSeconds(7200);
        store.renew(List.of(new Stored.Renewal(ORDERS_1, later, NOON),
                new Stored.Renewal(new Stored.Key("gone", "gone-1"), later, null)));
        assertThat(other.heads()).isEqualTo(new Stored.Heads(before.revision(), before.touch() + 1));
        assertThat(other.renewedAfter(before.touch())).containsExactly(new Stored.Renewal(ORDERS_1, later, NOON));
        assertThat(store.renewedAfter(before.touch())).as("one's own").isEmpty();
        store.renew(List.of(new Stored.Renewal(ORDERS_1, later.plusSeconds(1), null)));
        assertThat(other.renewedAfter(before.touch() + 1)).as("a check's time stays")
                .containsExactly(new Stored.Renewal(ORDERS_1, later.plusSeconds(1), NOON));
        assertThat(load().instances()).extracting(Stored.Instance::expires).contains(later.plusSeconds(1));
    }

    @Test
    void aRegistrationIsARenewalToo() {
        var before = store.heads().touch();
        commit(new ServiceDraft("orders", null, true, List.of(new Put(full(ORDERS_1), true, null)), List.of(), false,
                Map.of()));
        assertThat(new RegistryStore(tables, "two").renewedAfter(before)).extracting(Stored.Renewal::key)
                .containsExactly(ORDERS_1);
    }

    @Test
    void catalogsHearEachOthersBeats() {
        var other = new RegistryStore(tables, "two");
        store.beat("catalog-1", 1, List.of());
        assertThat(other.beat("catalog-2", 7, List.of())).containsExactlyInAnyOrder(new Stored.Peer("one", 1),
                new Stored.Peer("two", 7));
        assertThat(store.beat("catalog-1", 2, List.of("two"))).containsExactly(new Stored.Peer("one", 2));
        store.leave();
        assertThat(other.beat("catalog-2", 8, List.of())).containsExactly(new Stored.Peer("two", 8));
    }

    @Test
    void theLatestFlipsOfAnInstanceAreKept() {
        register(plain(ORDERS_1));
        for (var n = 0; n < 60; n++) {
            commit(new ServiceDraft("orders", null, true, List.of(new Put(plain(ORDERS_1), false,
                    new Stored.Flip(NOON.plusSeconds(n), n % 2 == 0, "reason " + n, "catalog-1"))), List.of(), false,
                    Map.of()));
        }
        assertThat(store.flips(ORDERS_1)).hasSize(50).first()
                .isEqualTo(new Stored.Flip(NOON.plusSeconds(59), false, "reason 59", "catalog-1"));
        assertThat(store.flips(ORDERS_1).getLast().reason()).isEqualTo("reason 10");
        remove(ORDERS_1, true);
        assertThat(store.flips(ORDERS_1)).isEmpty();
    }
}
