package stoa.catalog.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stoa.catalog.check.InstanceServer;
import stoa.catalog.check.InstanceServer.Mood;
import stoa.catalog.check.Timing;
import stoa.catalog.store.Tables;
import stoa.discovery.CheckResult;
import stoa.discovery.CheckResult.Kind;
import stoa.discovery.FindingsReport.Found;
import stoa.discovery.InstanceRecord;
import stoa.discovery.Intent;
import stoa.runtime.StartFailed;

/** What gateways found, in real time and over real sockets. */
class PassiveFindingTest {
    private static final Duration RARELY = Duration.ofMinutes(10);

    @TempDir
    Path folder;
    private final Timing timing = Timing.real(Clock.systemUTC());
    private final InstanceServer server = new InstanceServer();
    private RegistryFixture fixture;

    PassiveFindingTest() throws IOException {}

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

    private void unchecked() {
        fixture.registry.register("orders", "orders-1", RegistryFixture.at(server.url().toString()));
    }

    private void checkedRarely() {
        fixture.registry.register("orders", "orders-1", RegistryFixture.checked(server.url(), RARELY));
        await().until(() -> instance().routable());
    }

    private void refused(String gateway) {
        refused(gateway, server.url());
        await().until(() -> instance().checks().stream().anyMatch(c -> c.by().equals(gateway)));
    }

    private void refused(String gateway, URI url) {
        fixture.registry.found(gateway,
                new Found("orders", "orders-1", url, false, "connection refused", Instant.now()));
    }

    private CheckResult by(String observer) {
        return instance().checks().stream().filter(c -> c.by().equals(observer)).findFirst().orElseThrow();
    }

    @Test
    void anInstanceThatRefusesIsUnroutableWithTheGatewaysNameAndComesBackByItself() throws IOException {
        unchecked();
        server.stopListening();
        refused("gateway-1");
        assertThat(instance().routable()).isFalse();
        assertThat(instance().reason()).isEqualTo("connection refused, found by gateway-1");
        assertThat(by("gateway-1").kind()).isEqualTo(Kind.PASSIVE);
        assertThat(by("gateway-1").ok()).isFalse();
        server.listenAgain();
        await().until(() -> instance().routable());
        assertThat(instance().reason()).isEqualTo("no check configured");
        assertThat(by("gateway-1").ok()).isTrue();
        assertThat(by("gateway-1").detail()).matches("answers again: connected in \\d+ ms, seen by catalog-1");
        assertThat(instance().checks()).as("the look is no check of the instance's").hasSize(1);
        assertThat(fixture.events).contains("instance.unroutable orders/orders-1", "instance.routable orders/orders-1");
    }

    @Test
    void theInstancesOwnCheckIsMadeAtOnceHoweverRareItIs() throws IOException {
        checkedRarely();
        server.stopListening();
        refused("gateway-1");
        await().until(() -> !by("catalog-1").ok());
        assertThat(instance().reason()).isEqualTo(
                "check by catalog-1 failed: connection refused; connection refused, found by gateway-1");
        server.listenAgain();
        await().until(() -> by("gateway-1").ok());
    }

    @Test
    void aConnectionIsNotEnoughWhereTheCheckAsksForMore() throws IOException {
        checkedRarely();
        server.mood(Mood.ERROR);
        var asked = server.requests();
        refused("gateway-1");
        await().until(() -> server.requests() >= asked + 3);
        assertThat(by("gateway-1").ok()).isFalse();
        server.mood(Mood.OK);
        await().until(() -> by("gateway-1").ok());
    }

    @Test
    void oneGatewaysWordLeavesTheOthersAlone() throws IOException {
        unchecked();
        server.stopListening();
        refused("gateway-1");
        refused("gateway-2");
        assertThat(instance().reason()).isEqualTo("connection refused, found by gateway-1, gateway-2");
        assertThat(instance().checks()).extracting(CheckResult::by).containsExactly("gateway-1", "gateway-2");
        server.listenAgain();
        await().until(() -> instance().routable());
        assertThat(instance().checks()).allMatch(CheckResult::ok);
    }

    @Test
    void anUnknownInstanceOrAnotherAddressIsNobodysFinding() {
        unchecked();
        refused("gateway-1", URI.create("http://127.0.0.1:1"));
        fixture.registry.found("gateway-1",
                new Found("orders", "orders-9", server.url(), false, "connection refused", Instant.now()));
        fixture.registry.found("gateway-1",
                new Found("nobody", "orders-1", server.url(), false, "connection refused", Instant.now()));
        assertThat(instance().routable()).isTrue();
        assertThat(instance().checks()).isEmpty();
    }

    @Test
    void anotherAddressHasNoPast() throws IOException {
        unchecked();
        server.stopListening();
        refused("gateway-1");
        assertThat(instance().routable()).isFalse();
        fixture.registry.register("orders", "orders-1", RegistryFixture.at("http://127.0.0.1:9"));
        assertThat(instance().checks()).isEmpty();
        assertThat(instance().routable()).isTrue();
    }

    @Test
    void whatWasFoundOutlivesARestartAndIsLookedIntoAgain() throws Exception {
        unchecked();
        server.stopListening();
        refused("gateway-1");
        fixture.restart();
        assertThat(instance().routable()).isFalse();
        assertThat(instance().reason()).isEqualTo("connection refused, found by gateway-1");
        server.listenAgain();
        await().until(() -> instance().routable());
    }

    @Test
    void anInstanceThatIsRegisteredAgainIsLookedAtAtOnce() throws IOException {
        unchecked();
        server.stopListening();
        refused("gateway-1");
        // by now the looks have become rare
        await().atMost(Duration.ofSeconds(20)).until(() -> !instance().routable());
        server.listenAgain();
        unchecked();
        await().until(() -> instance().routable());
    }

    @Test
    void theOperatorsWillStaysAboveAll() throws IOException {
        unchecked();
        fixture.registry.intend("orders", "orders-1", Intent.DISABLED);
        refused("gateway-1");
        await().until(() -> by("gateway-1").ok());
        assertThat(instance().routable()).isFalse();
        assertThat(instance().reason()).isEqualTo("disabled by the operator's will");
    }
}
