package stoa.gateway;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static stoa.gateway.RawInstance.answering;
import static stoa.gateway.RawInstance.doing;
import static stoa.gateway.RawInstance.ok;
import static stoa.gateway.TestGateway.request;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stoa.discovery.AddressBook;
import stoa.discovery.DiscoverySettings;
import stoa.discovery.RegistryWatch.Registry;
import stoa.discovery.RouteRecord;
import stoa.discovery.ServiceRecord;
import stoa.gateway.RawInstance.Answer;
import stoa.gateway.RawInstance.Peer;
import stoa.http.Json;
import stoa.http.Presence;
import stoa.http.Shell;
import stoa.http.ShellSettings;
import stoa.http.access.Access;
import stoa.http.client.Client;
import stoa.runtime.DataFolder;
import stoa.runtime.Health;
import stoa.runtime.RoleContext;
import stoa.runtime.RunningRole;
import stoa.runtime.Settings;
import stoa.runtime.StartFailed;
import stoa.telemetry.AccessLog;

/** The whole role, with a catalog that is a plain socket and tells its registry when the test lets it. */
class RunningGatewayTest {
    @TempDir
    Path folder = Path.of("");

    private final CountDownLatch tell = new CountDownLatch(1);
    private final CountDownLatch leave = new CountDownLatch(1);
    private final RawInstance orders = answering(ok("orders"));
    private final RawInstance catalog = doing(peer -> {
        peer.head();
        tell.await();
        var record = new ServiceRecord(7, "orders", "services/call/orders/", ServiceRecord.State.UP,
                List.of(new RouteRecord("/orders/", true)),
                List.of(TestGateway.instance("orders-1", orders.uri(), true, "passes its checks")), 1);
        peer.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
                + "event: reset\ndata: {}\n\nid: 1\nevent: service\ndata: " + Json.text(record)
                + "\n\nid: 1\nevent: synced\ndata: {\"revision\": 1}\n\n");
        leave.await();
    });

    private static final Presence NOWHERE = new Presence() {
        @Override
        public void announce(Endpoint endpoint) {
            // no catalog takes it
        }

        @Override
        public void withdraw(Endpoint endpoint) {
            // nor loses it
        }
    };

    private AddressBook book() throws Exception {
        return new AddressBook(DataFolder.open(folder),
                new DiscoverySettings(Optional.of(catalog.uri()), Optional.empty(), Duration.ofSeconds(15)));
    }

    private RunningRole start(int port, AddressBook book) throws Exception {
        return start(port, book, Map.of());
    }

    private RunningRole start(int port, AddressBook book, Map<String, String> settings) throws Exception {
        var shell = new Shell(new ShellSettings("127.0.0.1", 0, Duration.ofSeconds(5), 1 << 20, Duration.ZERO), NOWHERE,
                AccessLog.none(), Access.ofThisMachine());
        var in = Settings.of(settings, Map.of(), Optional.empty());
        var role = Gateway.role(in, "127.0.0.1", port, shell, DataFolder.open(folder), book,
                new Client(_ -> URI.create("http://127.0.0.1:1")),
                Gatekeepers.of(), AccessLog.none(), (_, _, _, _) -> {}, List.of());
        return role.factory().start(new RoleContext("gateway", 1, _ -> {}));
    }

    private static Answer get(RunningRole gateway, String target) throws Exception {
        var port = gateway.addresses().getFirst().uri().getPort();
        try (var client = new Peer(new Socket(InetAddress.getLoopbackAddress(), port), new CopyOnWriteArrayList<>())) {
            return client.send(request("GET", target)).answer();
        }
    }

    @Test
    void itIsReadyWhenItHasHeardTheRegistryAndGoesOnWithoutTheCatalog() throws Exception {
        try (orders; catalog; var gateway = start(0, book())) {
            assertThat(get(gateway, "/health/ready").status()).isEqualTo(503);
            assertThat(get(gateway, "/health").body()).contains("the registry has not been heard yet");
            tell.countDown();
            await().atMost(Duration.ofSeconds(20)).until(() -> gateway.health().ready());
            assertThat(get(gateway, "/orders/1").body()).isEqualTo("orders");
            assertThat(get(gateway, "/services/call/7/1").body()).isEqualTo("orders");
            leave.countDown();
            catalog.close();
            await().atMost(Duration.ofSeconds(20)).until(() -> gateway.health().status() == Health.Status.DEGRADED);
            assertThat(gateway.health().ready()).isTrue();
            assertThat(get(gateway, "/health").body()).contains("the catalog is away");
            assertThat(get(gateway, "/orders/1").body()).isEqualTo("orders");
        }
    }

    @Test
    void itNotesWhereItListensPlainAndByTls() throws Exception {
        var noted = new AddressBook(DataFolder.open(folder), DiscoverySettings.UNSET);
        try (orders; catalog; var gateway = start(0, book(), Map.of("tls-port", "0"))) {
            var ports = gateway.addresses().stream().collect(toMap(RunningRole.Address::label, a -> a.uri().getPort()));
            assertThat(noted.gateway()).contains(URI.create("http://127.0.0.1:" + ports.get("main")));
            assertThat(noted.secured()).containsExactly(URI.create("https://127.0.0.1:" + ports.get("tls")));
        }
        assertThat(noted.gateway()).isEmpty();
        assertThat(noted.secured()).isEmpty();
    }

    private static ServiceRecord service(long id, String name, URI instance) {
        return new ServiceRecord(id, name, "services/call/" + name + "/", ServiceRecord.State.UP,
                List.of(new RouteRecord("/" + name + "/", true)),
                List.of(TestGateway.instance(name + "-1", instance, false, "as it was")), 1);
    }

    private void keep(ServiceRecord... services) throws Exception {
        try (var last = new LastRegistry(DataFolder.open(folder), "gateway-1")) {
            last.start();
            last.keep(new Registry("7", List.of(services).stream().collect(toMap(ServiceRecord::name, s -> s)),
                    List.of()));
        }
    }

    @Test
    void startedWithoutACatalogItGoesByTheLastRegistryAsFarAsInstancesConfirmWhoTheyAre() throws Exception {
        var somebody = new AtomicReference<>("stock-2");
        try (orders; catalog; var stock = doing(peer -> {
            while (peer.head() != null) {
                peer.send(ok("{\"service\": \"stock\", \"instance\": \"" + somebody.get() + "\"}"));
            }
        })) {
            keep(service(7, "orders", orders.uri()), service(8, "stock", stock.uri()),
                    service(9, "bills", TestGateway.nobody()));
            try (var gateway = start(0, book())) {
                await().atMost(Duration.ofSeconds(20)).until(() -> get(gateway, "/orders/1").body().equals("orders"));
                assertThat(gateway.health().ready()).isTrue();
                assertThat(gateway.health().status()).isEqualTo(Health.Status.DEGRADED);
                await().untilAsserted(() -> assertThat(get(gateway, "/health").body())
                        .contains("the catalog is away", "1 of 3 instances are confirmed"));
                await().untilAsserted(() -> assertThat(get(gateway, "/stock/1").body())
                        .contains("not confirmed: stock-2 of stock answers at its address"));
                assertThat(get(gateway, "/stock/1").status()).isEqualTo(503);
                await().untilAsserted(() -> assertThat(get(gateway, "/bills/1").body()).contains("connection refused"));
                somebody.set("stock-1");
                await().untilAsserted(() -> assertThat(get(gateway, "/stock/1").body()).contains("stock-1"));
                tell.countDown();
                await().atMost(Duration.ofSeconds(20)).until(() -> gateway.health().status() == Health.Status.OK);
                assertThat(get(gateway, "/orders/1").body()).isEqualTo("orders");
                assertThat(get(gateway, "/services/call/stock/1").status()).as("it has gone meanwhile").isEqualTo(404);
                leave.countDown();
            }
        }
    }

    @Test
    void theRegistryThatWasHeardIsKeptForTheNextStart() throws Exception {
        try (orders; catalog) {
            tell.countDown();
            try (var gateway = start(0, book())) {
                await().atMost(Duration.ofSeconds(20)).until(() -> gateway.health().ready());
                leave.countDown();
            }
            catalog.close();
            try (var gateway = start(0, book())) {
                await().atMost(Duration.ofSeconds(20)).until(() -> get(gateway, "/orders/1").body().equals("orders"));
            }
        }
    }

    @Test
    void aKeptRegistryThatCannotBeReadIsNone() throws Exception {
        Files.createDirectories(folder.resolve("run"));
        Files.writeString(folder.resolve("run/gateway-1.registry"), "{\"at\": \"2026");
        assertThat(new LastRegistry(DataFolder.open(folder), "gateway-1").read()).isEmpty();
    }

    @Test
    void itTellsOfItself() throws Exception {
        tell.countDown();
        try (orders; catalog; var gateway = start(0, book())) {
            await().atMost(Duration.ofSeconds(20)).until(() -> gateway.health().ready());
            get(gateway, "/orders/1");
            assertThat(get(gateway, "/services/call/gateway/upstreams").status()).as("not registered").isEqualTo(404);
            assertThat(get(gateway, "/metrics").body()).contains(
                    "gateway_requests_total{listener=\"main\",service=\"orders\",status=\"200\"} 1",
                    "gateway_request_duration_seconds_count{service=\"orders\"} 1", "gateway_connections{");
            assertThat(get(gateway, "/status").body()).contains("gateway-1");
            leave.countDown();
        }
    }

    @Test
    void itsAddressIsNotedForAsLongAsItRuns() throws Exception {
        var book = book();
        try (orders; catalog) {
            var gateway = start(0, book);
            assertThat(book.gateway()).map(URI::getPort).contains(gateway.addresses().getFirst().uri().getPort());
            tell.countDown();
            leave.countDown();
            gateway.withdraw();
            gateway.drain(Duration.ofSeconds(5));
            gateway.close();
            assertThat(book.gateway()).isEmpty();
        }
    }

    @Test
    void aTakenMainPortStopsTheStart() throws Exception {
        try (orders; catalog; var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> start(taken.getLocalPort(), book())).isInstanceOf(StartFailed.class)
                    .hasMessageContaining(taken.getLocalPort() + " (main)");
        }
    }
}
