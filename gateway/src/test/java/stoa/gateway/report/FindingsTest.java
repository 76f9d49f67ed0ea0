package stoa.gateway.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stoa.discovery.AddressBook;
import stoa.discovery.DiscoverySettings;
import stoa.discovery.FindingsReport;
import stoa.discovery.FindingsReport.Found;
import stoa.gateway.balance.Upstream;
import stoa.http.Json;
import stoa.http.client.Client;
import stoa.runtime.DataFolder;

/** Against a catalog that keeps every report, and answers as the test says. */
class FindingsTest {
    @TempDir
    Path folder;

    private final List<FindingsReport> heard = new CopyOnWriteArrayList<>();
    private final AtomicInteger atOnce = new AtomicInteger();
    private final AtomicInteger mostAtOnce = new AtomicInteger();
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-22T12:00:00Z"));
    private final Client client = new Client(name -> URI.create("http://127.0.0.1:1"));
    private volatile int status = 204;
    private volatile CountDownLatch goOn = new CountDownLatch(0);
    private HttpServer catalog;
    private Findings findings;

    @BeforeEach
    void start() throws Exception {
        catalog = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        catalog.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        catalog.createContext("/services/health", this::answer);
        catalog.start();
        var url = URI.create("http://127.0.0.1:" + catalog.getAddress().getPort());
        var book = new AddressBook(DataFolder.open(folder),
                new DiscoverySettings(Optional.of(url), Optional.empty(), Duration.ofSeconds(15)));
        findings = new Findings("gateway-1", client, book, now::get);
        findings.start();
    }

    @AfterEach
    void stop() {
        goOn.countDown();
        findings.close();
        client.close();
        catalog.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
            heard.add(Json.read(exchange.getRequestBody().readAllBytes(), FindingsReport.class));
            goOn.await();
            atOnce.decrementAndGet();
            exchange.sendResponseHeaders(status, -1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Upstream upstream(int number) {
        return Upstream.fixed("orders", "orders-" + number, URI.create("http://127.0.0.1:" + number));
    }

    private void refused(int number) {
        findings.refused(upstream(number), "connection refused");
    }

    @Test
    void aRefusalIsToldAtOnceAndOnce() {
        refused(1);
        await().until(() -> heard.size() == 1);
        assertThat(heard.getFirst()).isEqualTo(new FindingsReport("gateway-1", List.of(new Found("orders", "orders-1",
                URI.create("http://127.0.0.1:1"), false, "connection refused", now.get()))));
        refused(2);
        await().until(() -> heard.size() == 2);
        assertThat(heard.get(1).findings()).extracting(Found::instance).containsExactly("orders-2");
    }

    @Test
    void whatIsFoundWhileAMessageIsUnderWayGoesIntoTheNextOne() {
        goOn = new CountDownLatch(1);
        refused(1);
        await().until(() -> heard.size() == 1);
        for (var number = 2; number <= 100; number++) {
            refused(number);
            refused(number);
        }
        goOn.countDown();
        await().until(() -> heard.size() == 2);
        assertThat(heard.get(1).findings()).extracting(Found::instance).hasSize(99).doesNotHaveDuplicates();
        assertThat(mostAtOnce).hasValue(1);
    }

    @Test
    void noMoreWaitThanThereIsRoomForAndMessagesAreBounded() {
        goOn = new CountDownLatch(1);
        refused(1);
        await().until(() -> heard.size() == 1);
        for (var number = 2; number < 5000; number++) {
            refused(number);
        }
        goOn.countDown();
        await().until(() -> found() >= 1000);
        assertThat(heard).allMatch(r -> r.findings().size() <= FindingsReport.MOST);
        refused(7000);
        await().until(() -> heard.getLast().findings().getLast().instance().equals("orders-7000"));
        assertThat(found()).isLessThanOrEqualTo(1001);
    }

    /** How many instances were told of; on a busy machine one may be told of again. */
    private long found() {
        return heard.stream().flatMap(r -> r.findings().stream()).map(Found::instance).distinct().count();
    }

    @Test
    void aCatalogThatDoesNotTakeItIsToldAgainAsLongAsItIsNews() {
        status = 503;
        refused(1);
        await().until(() -> heard.size() >= 2);
        now.set(now.get().plusSeconds(60));
        status = 204;
        // a message that had begun before may have told of both
        await().until(() -> {
            refused(2);
            return heard.getLast().findings().stream().map(Found::instance).toList().equals(List.of("orders-2"));
        });
    }
}
