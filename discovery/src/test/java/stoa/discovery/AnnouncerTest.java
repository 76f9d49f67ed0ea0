package stoa.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import stoa.http.Presence.Endpoint;
import stoa.http.Service.RouteClaim;
import stoa.http.client.Client;
import stoa.runtime.DataFolder;

@Timeout(60)
@SuppressWarnings("NullAway.Init")
class AnnouncerTest {
    private static final String AT = "/services/orders/instances/orders-1";
    private static final Endpoint ORDERS = new Endpoint("orders", "orders-1", URI.create("http://127.0.0.1:9001"),
            "1.4.2",
            Optional.of(new RouteClaim("/orders/", true)));

    private static final Lease.Patience PATIENCE = new Lease.Patience(Duration.ofSeconds(2), Duration.ofSeconds(1),
            Duration.ofMillis(500));

    @TempDir
    private Path folder;
    private FakeCatalog catalog;
    private AddressBook book;
    private Client client;
    private Announcer announcer;

    @BeforeEach
    void open() throws Exception {
        catalog = new FakeCatalog();
        var settings = new DiscoverySettings(Optional.empty(), Optional.empty(), Duration.ofMillis(300));
        book = new AddressBook(DataFolder.open(folder), settings);
        client = new Client(book);
        announcer = new Announcer(client, book, settings, PATIENCE);
    }

    @AfterEach
    void close() {
        announcer.withdraw(ORDERS);
        client.close();
        catalog.close();
    }

    @Test
    void anInstanceRegistersWithAllThatTheCatalogNeeds() throws IOException {
        book.note("catalog-1", catalog.uri());
        announcer.announce(ORDERS);
        await().untilAsserted(() -> assertThat(catalog.known).containsExactly(AT));
        var seen = catalog.seen.getFirst();
        assertThat(seen.method()).isEqualTo("PUT");
        assertThat(seen.path()).isEqualTo(AT);
        assertThat(seen.body())
                .isEqualTo("{\"url\":\"http://127.0.0.1:9001\",\"weight\":1,\"tags\":[],\"version\":\"1.4.2\","
                        + "\"route\":{\"prefix\":\"/orders/\",\"strip\":true},"
                        + "\"check\":{\"http\":\"/health/ready\",\"tcp\":false,\"interval\":\"2s\",\"timeout\":\"1s\","
                        + "\"status\":\"2xx\",\"contains\":null,\"headers\":{},\"expect\":{},"
                        + "\"unhealthyAfter\":1,\"healthyAfter\":1},"
                        + "\"ttl\":\"300ms\"}");
    }

    @Test
    void anInstanceWithoutARouteClaimsNone() throws IOException {
        book.note("catalog-1", catalog.uri());
        var plain = new Endpoint("plain", "plain-1", URI.create("http://127.0.0.1:9002"), "1", Optional.empty());
        announcer.announce(plain);
        await().untilAsserted(() -> assertThat(catalog.known).hasSize(1));
        assertThat(catalog.seen.getFirst().body()).contains("\"route\":null");
        announcer.withdraw(plain);
    }

    @Test
    void theLeaseIsRenewedAndTheInstanceNotRegisteredAgain() throws IOException {
        book.note("catalog-1", catalog.uri());
        announcer.announce(ORDERS);
        await().untilAsserted(() -> assertThat(catalog.count("PUT", AT + "/heartbeat")).isGreaterThan(3));
        assertThat(catalog.count("PUT", AT)).isEqualTo(1);
    }

    @Test
    void anInstanceThatTheCatalogHasForgottenRegistersAgain() throws IOException {
        book.note("catalog-1", catalog.uri());
        announcer.announce(ORDERS);
        await().untilAsserted(() -> assertThat(catalog.known).hasSize(1));
        catalog.known.clear();
        await().untilAsserted(() -> assertThat(catalog.known).containsExactly(AT));
        assertThat(catalog.count("PUT", AT)).isEqualTo(2);
    }

    @Test
    void aCatalogThatComesLaterIsFound() throws Exception {
        catalog.goAway();
        announcer.announce(ORDERS);
        book.note("catalog-1", catalog.uri());
        assertThat(catalog.seen).isEmpty();
        catalog.comeBack();
        await().untilAsserted(() -> assertThat(catalog.known).containsExactly(AT));
    }

    @Test
    void aCatalogThatGoesAwayAndForgetsIsToldAgain() throws Exception {
        book.note("catalog-1", catalog.uri());
        announcer.announce(ORDERS);
        await().untilAsserted(() -> assertThat(catalog.known).hasSize(1));
        catalog.goAway();
        catalog.known.clear();
        catalog.comeBack();
        await().untilAsserted(() -> assertThat(catalog.known).containsExactly(AT));
    }

    @Test
    void anotherCatalogIsToldWhereTheFirstIsGone() throws IOException {
        book.note("catalog-1", URI.create("http://127.0.0.1:" + freePort()));
        book.note("catalog-2", catalog.uri());
        announcer.announce(ORDERS);
        await().untilAsserted(() -> assertThat(catalog.known).containsExactly(AT));
    }

    @Test
    void somebodyElseAtACatalogsOldAddressIsPassedOver() throws IOException {
        try (var stranger = new FakeCatalog()) {
            stranger.refuse(404, "unknown path");
            book.note("catalog-1", stranger.uri());
            book.note("catalog-2", catalog.uri());
            announcer.announce(ORDERS);
            await().untilAsserted(() -> assertThat(catalog.known).containsExactly(AT));
        }
    }

    @Test
    void aRefusedRegistrationIsTriedAgainAfterAWhile() throws IOException {
        book.note("catalog-1", catalog.uri());
        catalog.refuse(409, "the prefix /orders/ belongs to the service other");
        announcer.announce(ORDERS);
        await().untilAsserted(() -> assertThat(catalog.count("PUT", AT)).isEqualTo(1));
        catalog.refuse(0, "");
        await().untilAsserted(() -> assertThat(catalog.known).containsExactly(AT));
        assertThat(catalog.count("PUT", AT)).isEqualTo(2);
    }

    @Test
    void withdrawalDeregistersAndTheLeaseIsRenewedNoMore() throws IOException {
        book.note("catalog-1", catalog.uri());
        announcer.announce(ORDERS);
        await().untilAsserted(() -> assertThat(catalog.count("PUT", AT + "/heartbeat")).isPositive());
        announcer.withdraw(ORDERS);
        assertThat(catalog.known).isEmpty();
        await().during(Duration.ofMillis(500)).untilAsserted(
                () -> assertThat(catalog.seen.getLast()).isEqualTo(new FakeCatalog.Seen("DELETE", AT, "")));
    }

    @Test
    void anInstanceMayBeAnnouncedAgainAfterWithdrawal() throws IOException {
        book.note("catalog-1", catalog.uri());
        announcer.announce(ORDERS);
        await().untilAsserted(() -> assertThat(catalog.known).hasSize(1));
        announcer.withdraw(ORDERS);
        announcer.announce(ORDERS);
        await().untilAsserted(() -> assertThat(catalog.known).containsExactly(AT));
    }

    @Test
    void withdrawalFromACatalogThatIsAwayReturns() throws IOException {
        book.note("catalog-1", catalog.uri());
        announcer.announce(ORDERS);
        await().untilAsserted(() -> assertThat(catalog.known).hasSize(1));
        catalog.goAway();
        announcer.withdraw(ORDERS);
        announcer.withdraw(ORDERS);
    }

    @Test
    void withdrawalFromACatalogThatDoesNotAnswerReturnsInTime() throws IOException {
        var answers = new CountDownLatch(1);
        book.note("catalog-1", catalog.uri());
        announcer.announce(ORDERS);
        await().untilAsserted(() -> assertThat(catalog.known).hasSize(1));
        catalog.holdUntil(answers);
        var began = System.nanoTime();
        announcer.withdraw(ORDERS);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
        answers.countDown();
    }

    private static int freePort() throws IOException {
        try (var taken = new ServerSocket(0)) {
            return taken.getLocalPort();
        }
    }
}
