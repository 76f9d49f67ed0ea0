package stoa.gateway.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stoa.discovery.AddressBook;
import stoa.discovery.CallReport;
import stoa.discovery.CallReport.Call;
import stoa.discovery.CallReport.Tally;
import stoa.discovery.CallReport.Why;
import stoa.discovery.DiscoverySettings;
import stoa.discovery.RouteRecord;
import stoa.discovery.ServiceRecord;
import stoa.gateway.route.Configured;
import stoa.gateway.route.RouteSpec;
import stoa.http.Json;
import stoa.http.client.Client;
import stoa.runtime.DataFolder;
import stoa.telemetry.AccessLog;

/** Against a catalog that keeps every report, and answers as the test says. */
class ReporterTest {
    private static final String ID = "0af7651916cd43dd8448eb211c80319c";
    private static final long BEGAN = 1_780_000_000_000L;

    @TempDir
    Path folder;

    private final List<CallReport> heard = new CopyOnWriteArrayList<>();
    private final Queue<Integer> answers = new ConcurrentLinkedQueue<>();
    private final Client client = new Client(name -> URI.create("http://127.0.0.1:1"));
    private HttpServer catalog;
    private Reporter reporter;

    @BeforeEach
    void start() throws Exception {
        catalog = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        catalog.createContext("/services/logs", this::answer);
        catalog.start();
        reporter = reporter(10_000);
    }

    private Reporter reporter(int mostWaiting) throws Exception {
        var url = URI.create("http://127.0.0.1:" + catalog.getAddress().getPort());
        var book = new AddressBook(DataFolder.open(folder),
                new DiscoverySettings(Optional.of(url), Optional.empty(), Duration.ofSeconds(15)));
        return new Reporter("gateway-1", client, book, mostWaiting, InstantSource.system());
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            heard.add(Json.read(exchange.getRequestBody().readAllBytes(), CallReport.class));
            var status = answers.poll();
            exchange.sendResponseHeaders(status == null ? 201 : status, -1);
        }
    }

    @AfterEach
    void stop() {
        reporter.close();
        client.close();
        catalog.stop(0);
    }

    private void call(String service, String method, String path, int status) {
        reporter.accept(new AccessLog.Entry(BEGAN, "gateway", service, service.isEmpty() ? "" : service + "-1",
                "127.0.0.1", method, path, status, 0, 0, 1500, ID, ID, ""));
    }

    private void route(String service, String prefix, boolean strip) {
        reporter.reroute(Map.of(service, new ServiceRecord(2, service, "", ServiceRecord.State.UP,
                List.of(new RouteRecord(prefix, strip)), List.of(), 1)),
                new Configured(List.of(RouteSpec.of("/shop/", "orders", true)), List.of()));
    }

    /** Closing tells what is left, on a busy machine too. */
    private void tell() {
        reporter.start();
        reporter.close(Duration.ofSeconds(30));
    }

    private List<Call> calls() {
        return heard.stream().flatMap(r -> r.calls().stream()).toList();
    }

    private List<Tally> tallies() {
        return heard.stream().flatMap(r -> r.tallies().stream()).toList();
    }

    @Test
    void itSaysOfEachLoggedCallWhy() {
        call("orders", "GET", "/services/call/orders/a", 200);
        call("", "GET", "/services/call/nobody/a", 404);
        call("orders", "GET", "/services/call/orders/b", 503);
        call("orders", "GET", "/orders/c", 500);
        call("orders", "GET", "/orders/d", 404);
        call("orders", "GET", "/orders/e", 200);
        call("", "GET", "/nowhere", 404);
        tell();
        assertThat(calls()).extracting(Call::path, Call::why).containsExactly(
                tuple("/services/call/orders/a", Why.CALL), tuple("/services/call/nobody/a", Why.CALL),
                tuple("/services/call/orders/b", Why.FAILURE), tuple("/orders/c", Why.FAILURE),
                tuple("/orders/d", Why.SAMPLE));
        assertThat(calls().getFirst()).satisfies(c -> {
            assertThat(c.at().toEpochMilli()).isEqualTo(BEGAN);
            assertThat(c.service()).isEqualTo("orders");
            assertThat(c.instance()).isEqualTo("orders-1");
            assertThat(c.micros()).isEqualTo(1500);
            assertThat(c.traceId()).isEqualTo(ID);
        });
        assertThat(heard.getFirst().relayed()).isEqualTo(3);
        assertThat(heard.getFirst().gateway()).isEqualTo("gateway-1");
    }

    @Test
    void aCallIsTheSameEndpointWhicheverWayItCame() {
        route("orders", "/orders/", true);
        call("orders", "GET", "/services/call/2/a/7", 200);
        call("orders", "GET", "/services/call/orders/a/8", 500);
        call("orders", "GET", "/orders/a/9", 200);
        call("orders", "GET", "/shop/a/10", 200);
        call("orders", "GET", "/a/11", 200);
        call("orders", "GET", "/ordersandmore", 200);
        tell();
        assertThat(tallies()).extracting(Tally::endpoint, Tally::calls, Tally::errors).containsExactlyInAnyOrder(
                tuple("GET /a/{id}", 5, 1), tuple("GET /ordersandmore", 1, 0));
    }

    @Test
    void aPrefixThatIsKeptStays() {
        route("users", "/users", false);
        call("users", "GET", "/users/7", 200);
        tell();
        assertThat(tallies()).extracting(Tally::endpoint).containsExactly("GET /users/{id}");
    }

    @Test
    void reportsDoNotReportThemselves() {
        call("catalog", "POST", "/services/logs", 201);
        tell();
        assertThat(heard).isEmpty();
        assertThat(tallies()).isEmpty();
    }

    @Test
    void whileTheCatalogIsAwayOneReportIsToldAgainUnchangedAndThenTheNext() {
        answers.addAll(List.of(503, 503));
        call("orders", "GET", "/services/call/orders/a", 200);
        reporter.start();
        await().atMost(Duration.ofSeconds(30)).until(() -> !heard.isEmpty());
        call("orders", "GET", "/services/call/orders/b", 200);
        await().atMost(Duration.ofSeconds(30)).until(() -> heard.size() >= 4);
        assertThat(heard.subList(0, 3)).containsOnly(heard.getFirst());
        assertThat(heard.get(3).number()).isEqualTo(2);
        assertThat(heard.get(3).started()).isEqualTo(heard.getFirst().started());
        assertThat(heard.get(3).calls()).extracting(Call::path).containsExactly("/services/call/orders/b");
        assertThat(heard.get(3).relayed()).isEqualTo(1);
    }

    @Test
    void whatFindsNoRoomIsLeftOutAndCountedButIsInTheNumbers() throws Exception {
        reporter = reporter(100);
        for (var n = 0; n < 250; n++) {
            call("orders", "GET", "/services/call/orders/a", 200);
        }
        tell();
        assertThat(calls()).hasSize(100);
        assertThat(heard.stream().mapToLong(CallReport::leftOut).sum()).isEqualTo(150);
        assertThat(tallies()).extracting(Tally::calls).containsExactly(250);
    }

    @Test
    void manyCallsAreToldInReportsOfBoundedSize() {
        for (var n = 0; n < 650; n++) {
            call("orders", "GET", "/services/call/orders/" + "x".repeat(n), 200);
        }
        tell();
        assertThat(heard).extracting(r -> r.calls().size()).containsExactly(300, 300, 50);
        assertThat(heard).extracting(CallReport::number).containsExactly(1, 2, 3);
        assertThat(heard.getLast().calls().getLast().path()).hasSize(CallReport.LONGEST_PATH).endsWith("…");
    }

    @Test
    void aReportThatIsRefusedIsDroppedAndItsCallsAreSaidToBeMissing() {
        answers.add(422);
        call("orders", "GET", "/services/call/orders/a", 200);
        tell();
        assertThat(heard).hasSize(2);
        assertThat(heard.getLast().number()).isEqualTo(2);
        assertThat(heard.getLast().calls()).isEmpty();
        assertThat(heard.getLast().leftOut()).isEqualTo(1);
    }

    @Test
    void aMethodThatIsNoneIsCutAndCountsAsOther() {
        call("orders", "X".repeat(100), "/services/call/orders/a", 200);
        tell();
        assertThat(calls().getFirst().method()).hasSize(CallReport.LONGEST_METHOD);
        assertThat(tallies()).extracting(Tally::endpoint).containsExactly("other");
    }

    @Test
    void nothingIsToldWhereNothingHappened() {
        tell();
        assertThat(heard).isEmpty();
    }
}
