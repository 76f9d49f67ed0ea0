package stoa.catalog.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static stoa.catalog.registry.RegistryFixture.at;
import static stoa.catalog.registry.RegistryFixture.routed;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import stoa.discovery.Intent;
import stoa.discovery.RouteRecord;
import stoa.discovery.ServiceRecord;
import stoa.discovery.ServiceRecord.State;
import stoa.runtime.StartFailed;
import stoa.stores.relational.RelationalStores;

/** What registering promises, on every store. */
abstract class RegistrationContract {
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

    @Test
    void aNewServiceDoesNotTakeThePlaceOfTheLatestChangeInTheWatch() {
        var before = revision();
        fixture.register("orders", "orders-1");
        fixture.register("bills", "bills-1");
        assertThat(fixture.toldAfter(before)).containsExactly("+orders", "+bills");
    }

    @Test
    void theNameServiceIsServiceOneBeforeAnybodyRegisters() {
        assertThat(fixture.service("1").name()).isEqualTo("names");
        assertThat(fixture.service("names")).extracting(ServiceRecord::id, ServiceRecord::state)
                .containsExactly(1L, State.DOWN);
        fixture.register("names", "names-1");
        fixture.registry.deregister("names", "names-1");
        assertThat(fixture.service("1").instances()).isEmpty();
    }

    @Test
    void anInstanceIsMadeOnceAndThenRenewed() {
        assertThat(fixture.register("orders", "orders-1").made()).isTrue();
        var before = revision();
        assertThat(fixture.register("orders", "orders-1").made()).isFalse();
        assertThat(revision()).as("nothing changed").isEqualTo(before);
        assertThat(fixture.service("orders").state()).isEqualTo(State.UP);
        assertThat(fixture.instance("orders", "orders-1").routable()).isTrue();
        assertThat(fixture.events).containsExactly("service.added orders", "instance.registered orders/orders-1");
    }

    @Test
    void anotherUrlIsAChangeOfTheSameInstance() {
        fixture.register("orders", "orders-1");
        var before = fixture.instance("orders", "orders-1");
        var revision = revision();
        var outcome = fixture.registry.register("orders", "orders-1", at("http://127.0.0.1:9002"));
        assertThat(outcome.made()).isFalse();
        assertThat(outcome.instance().url()).isEqualTo(URI.create("http://127.0.0.1:9002"));
        assertThat(outcome.instance().registered().at()).isEqualTo(before.registered().at());
        assertThat(revision()).isGreaterThan(revision);
        assertThat(fixture.events).last().isEqualTo("instance.changed orders/orders-1");
    }

    @Test
    void aServiceGoesWithItsLastInstanceAndComesBackUnderItsNumber() throws StartFailed {
        fixture.register("orders", "orders-1");
        fixture.register("orders", "orders-2");
        fixture.register("stock", "stock-1");
        var number = fixture.service("orders").id();
        fixture.registry.deregister("orders", "orders-1");
        assertThat(fixture.service("orders").instances()).hasSize(1);
        var before = revision();
        fixture.registry.deregister("orders", "orders-2");
        assertThat(fixture.registry.service("orders")).isEmpty();
        assertThat(fixture.registry.service(Long.toString(number))).isEmpty();
        assertThat(fixture.toldAfter(before)).containsExactly("-orders");
        assertThat(fixture.toldAfterAsChanges(before).getFirst().json()).contains("\"name\":\"orders\"",
                "\"id\":" + number);
        fixture.restart();
        fixture.register("fresh", "fresh-1");
        fixture.register("orders", "orders-9");
        assertThat(fixture.service("orders").id()).isEqualTo(number);
        assertThat(fixture.service("fresh").id()).isNotEqualTo(number);
    }

    @Test
    void whatIsNotRegisteredIsUnknown() {
        fixture.register("orders", "orders-1");
        for (var call : List.<Runnable>of(() -> fixture.registry.deregister("orders", "other"),
                () -> fixture.registry.heartbeat("orders", "other"), () -> fixture.registry.heartbeat("none", "x"),
                () -> fixture.registry.intend("none", "x", Intent.DRAINING))) {
            assertThatThrownBy(call::run).isInstanceOfSatisfying(Refused.class,
                    r -> assertThat(r.reason()).isEqualTo(Refused.Reason.UNKNOWN))
                    .hasMessageContaining("not registered");
        }
    }

    @Test
    void anInstanceWithoutARouteKeepsItsServices() throws StartFailed {
        fixture.registry.register("orders", "orders-1", routed("/orders/"));
        fixture.register("orders", "orders-2");
        fixture.registry.deregister("orders", "orders-1");
        assertThat(fixture.service("orders").routes()).containsExactly(new RouteRecord("/orders/", true));
        fixture.restart();
        assertThat(fixture.service("orders").routes()).containsExactly(new RouteRecord("/orders/", true));
        var before = revision();
        assertThat(fixture.registry.register("orders", "orders-2", routed("/orders/")).made()).isFalse();
        assertThat(revision()).isEqualTo(before);
    }

    @Test
    void anInstanceMayBringTheFirstRouteOfItsService() {
        fixture.register("orders", "orders-1");
        fixture.registry.register("orders", "orders-1", routed("/orders/"));
        assertThat(fixture.service("orders").routes()).containsExactly(new RouteRecord("/orders/", true));
    }

    @Test
    void anotherRouteThanTheServicesIsAConflict() {
        fixture.registry.register("orders", "orders-1", routed("/orders/"));
        assertConflict("orders", "orders-2", "/bestellungen/", "service orders has the route /orders/ (stripped)");
        assertConflict("orders", "orders-1", "/bestellungen/", "service orders has the route /orders/ (stripped)");
        assertThat(fixture.service("orders").instances()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"/api/, names", "/api/inner/, names", "/users, users", "/users/7/, users", "/, catalog",
            "/services/x/, catalog", "/metrics, gateway", "/taken/, owner", "/taken, owner", "/taken/inner, owner",
            "/taken/inner/deeper/, owner", "/deep/, deep", "/deep/er, deep"})
    void aPrefixOfSomebodyElseOrInsideItIsAConflict(String prefix, String owner) {
        fixture.registry.register("owner", "owner-1", routed("/taken/"));
        fixture.registry.register("deep", "deep-1", routed("/deep/er/"));
        assertConflict("orders", "orders-1", prefix, owner);
        assertThat(fixture.registry.service("orders")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"/takens/", "/take", "/new/taken/"})
    void aPrefixThatOnlyLooksLikeAnothersIsFree(String prefix) {
        fixture.registry.register("owner", "owner-1", routed("/taken/"));
        assertThat(fixture.registry.register("orders", "orders-1", routed(prefix)).made()).isTrue();
    }

    @Test
    void aBuiltInPrefixIsItsServices() {
        assertThat(fixture.registry.register("names", "names-1", routed("/api/")).made()).isTrue();
    }

    @Test
    void aPrefixIsFreeAgainWhenItsServiceHasGone() {
        fixture.registry.register("owner", "owner-1", routed("/taken/"));
        fixture.registry.deregister("owner", "owner-1");
        assertThat(fixture.registry.register("orders", "orders-1", routed("/taken/")).made()).isTrue();
    }

    private void assertConflict(String service, String instance, String prefix, String words) {
        assertThatThrownBy(() -> fixture.registry.register(service, instance, routed(prefix)))
                .isInstanceOfSatisfying(Refused.class,
                        r -> assertThat(r.reason()).isEqualTo(Refused.Reason.CONFLICT))
                .hasMessageContaining(words);
    }

    @Test
    void tooManyInstancesAreRefusedInWordsButNoRenewalIs() throws StartFailed {
        fixture.restartWithRoomFor(2);
        fixture.register("orders", "orders-1");
        fixture.register("orders", "orders-2");
        assertThatThrownBy(() -> fixture.register("orders", "orders-3")).isInstanceOf(Refused.class)
                .hasMessageContaining("2 instances").hasMessageContaining("catalog-max-instances");
        assertThat(fixture.register("orders", "orders-2").made()).isFalse();
        fixture.registry.deregister("orders", "orders-1");
        assertThat(fixture.register("orders", "orders-3").made()).isTrue();
    }

    @Test
    void aListIsFilteredAndPagedByName() {
        for (var service : List.of("b", "a", "d", "c")) {
            fixture.register(service, service + "-1");
        }
        fixture.registry.intend("c", "c-1", Intent.DISABLED);
        assertThat(names(Registry.Filter.ALL, "", 3)).containsExactly("a", "b", "c");
        assertThat(names(Registry.Filter.ALL, "c", 3)).containsExactly("d", "names");
        assertThat(names(new Registry.Filter(Optional.of("am"), Optional.empty(), Optional.empty()), "", 9))
                .containsExactly("names");
        assertThat(names(new Registry.Filter(Optional.empty(), Optional.of(State.DOWN), Optional.empty()), "", 9))
                .containsExactly("c", "names");
        assertThat(names(new Registry.Filter(Optional.empty(), Optional.empty(), Optional.of("blue")), "", 9))
                .isEmpty();
        fixture.registry.register("a", "a-2", RegistryFixture.full("http://127.0.0.1:9003"));
        assertThat(names(new Registry.Filter(Optional.empty(), Optional.empty(), Optional.of("blue")), "", 9))
                .containsExactly("a");
    }

    private List<String> names(Registry.Filter filter, String after, int most) {
        return fixture.registry.list(filter, after, most).stream().map(ServiceRecord::name).toList();
    }
}
