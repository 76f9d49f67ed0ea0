package stoa.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import stoa.discovery.RegistryWatch.Registry;
import stoa.http.client.Client;
import stoa.runtime.DataFolder;

@Timeout(60)
@SuppressWarnings("NullAway.Init")
class RegistryWatchTest {
    @TempDir
    private Path folder;
    private FakeCatalog catalog;
    private AddressBook book;
    private Client client;
    private RegistryWatch watch;
    private final List<Registry> told = new CopyOnWriteArrayList<>();

    @BeforeEach
    void open() throws Exception {
        catalog = new FakeCatalog();
        book = new AddressBook(DataFolder.open(folder),
                new DiscoverySettings(Optional.empty(), Optional.empty(), Duration.ofSeconds(15)));
        client = new Client(book);
        watch = new RegistryWatch(client, book, told::add, Duration.ofSeconds(30));
    }

    @AfterEach
    void close() {
        watch.close();
        client.close();
        catalog.close();
    }

    private FakeCatalog.Watcher connect() throws Exception {
        book.note("catalog-1", catalog.uri());
        watch.start();
        return catalog.nextWatcher();
    }

    @Test
    void theFirstStateIsToldWhenItIsWhole() throws Exception {
        assertThat(watch.lost()).contains("no catalog has been heard yet");
        var stream = connect();
        assertThat(stream.lastEventId()).isEmpty();
        stream.send(7, "reset", "{}").send(7, "service", service("names", 1)).send(7, "service", service("orders", 2));
        stream.comment();
        assertThat(told).isEmpty();
        stream.send(7, "synced", "{\"revision\": 7}");
        await().untilAsserted(() -> assertThat(told).hasSize(1));
        assertThat(told.getFirst().revision()).isEqualTo("7");
        assertThat(told.getFirst().services()).containsOnlyKeys("names", "orders");
        assertThat(told.getFirst().changed()).containsExactly("names", "orders");
        assertThat(watch.registry()).isEqualTo(told.getFirst());
        assertThat(watch.lost()).isEmpty();
        assertThat(orders(watch.registry()).instances().getFirst().reason()).isEqualTo("check passed");
    }

    @Test
    void anEmptyRegistryIsAStateToo() throws Exception {
        connect().full(0);
        await().untilAsserted(() -> assertThat(told).containsExactly(new Registry("0", Map.of(), List.of(), true)));
    }

    @Test
    void changesAreToldAsTheyCome() throws Exception {
        var stream = connect().full(7, service("names", 1));
        stream.send(8, "service", service("orders", 2));
        await().untilAsserted(() -> assertThat(told).hasSize(2));
        assertThat(watch.registry().services()).containsOnlyKeys("names", "orders");
        assertThat(watch.registry().changed()).containsExactly("orders");
        stream.send(9, "service", service("orders", 3)).send(10, "gone", "{\"name\": \"names\"}");
        await().untilAsserted(() -> assertThat(told).hasSize(4));
        assertThat(orders(told.get(2)).revision()).isEqualTo(3);
        assertThat(watch.registry().services()).containsOnlyKeys("orders");
        assertThat(watch.registry().changed()).containsExactly("names");
        assertThat(watch.registry().revision()).isEqualTo("10");
    }

    @Test
    void aBrokenStreamIsResumedFromTheLastRevision() throws Exception {
        connect().full(7, service("names", 1)).send(8, "service", service("orders", 2)).end();
        var resumed = catalog.nextWatcher();
        assertThat(resumed.lastEventId()).contains("8");
        resumed.send(8, "synced", "{\"revision\": 8}").send(9, "gone", "{\"name\": \"names\"}");
        await().untilAsserted(() -> assertThat(told).hasSize(3));
        assertThat(watch.registry().services()).containsOnlyKeys("orders");
        assertThat(watch.lost()).isEmpty();
    }

    @Test
    void aFullStateAfterwardsTakesThePlaceOfTheFormerAtOnce() throws Exception {
        connect().full(7, service("gone", 1), service("same", 2), service("other", 3)).end();
        var second = catalog.nextWatcher();
        second.send(2, "reset", "{}").send(2, "service", service("same", 2)).send(2, "service", service("other", 4));
        second.comment();
        assertThat(watch.registry().services()).containsOnlyKeys("gone", "same", "other");
        second.send(2, "service", service("new", 5)).send(2, "synced", "{\"revision\": 2}");
        await().untilAsserted(() -> assertThat(told).hasSize(2));
        assertThat(watch.registry().services()).containsOnlyKeys("same", "other", "new");
        assertThat(watch.registry().changed()).containsExactly("gone", "new", "other");
        second.end();
        assertThat(catalog.nextWatcher().lastEventId()).contains("2");
    }

    @Test
    void theSameStateAgainIsNoChangeButItsRevisionCounts() throws Exception {
        connect().full(7, service("names", 1)).end();
        catalog.nextWatcher().full(12, service("names", 1)).end();
        assertThat(catalog.nextWatcher().lastEventId()).contains("12");
        assertThat(told).hasSize(1);
    }

    @Test
    void aStreamThatBreaksBeforeItsStateIsWholeChangesNothing() throws Exception {
        connect().full(7, service("names", 1)).end();
        catalog.nextWatcher().send(9, "reset", "{}").send(9, "service", service("orders", 1)).end();
        assertThat(catalog.nextWatcher().lastEventId()).contains("7");
        assertThat(watch.registry().services()).containsOnlyKeys("names");
    }

    @Test
    void aCatalogThatRestartsIsFoundAgainAndTheRegistryKeptMeanwhile() throws Exception {
        connect().full(7, service("names", 1));
        await().untilAsserted(() -> assertThat(told).hasSize(1));
        catalog.goAway();
        await().untilAsserted(() -> assertThat(watch.lost()).contains(catalog.uri() + ": connection refused"));
        assertThat(watch.registry().services()).containsOnlyKeys("names");
        catalog.comeBack();
        catalog.nextWatcher().send(7, "synced", "{\"revision\": 7}");
        await().untilAsserted(() -> assertThat(watch.lost()).isEmpty());
    }

    @Test
    void silenceIsALossAndEndsWithANewConnection() throws Exception {
        watch = new RegistryWatch(client, book, told::add, Duration.ofMillis(300));
        connect().full(7, service("names", 1));
        var again = catalog.nextWatcher();
        assertThat(again.lastEventId()).contains("7");
        assertThat(watch.lost()).contains(catalog.uri() + ": silent for 300ms");
    }

    @Test
    void theReasonOfALossIsTheCatalogsOwn() throws Exception {
        catalog.refuse(503, "the store is away");
        book.note("catalog-1", catalog.uri());
        watch.start();
        await().untilAsserted(
                () -> assertThat(watch.lost()).contains(catalog.uri() + ": answered 503: the store is away"));
    }

    @Test
    void noKnownCatalogIsALossToo() throws Exception {
        watch.start();
        await().untilAsserted(() -> assertThat(watch.lost()).contains("no catalog is known yet"));
        book.note("catalog-1", catalog.uri());
        catalog.nextWatcher().full(1);
        await().untilAsserted(() -> assertThat(watch.lost()).isEmpty());
    }

    @Test
    void theNextCatalogIsFollowedWhereTheFirstIsGone() throws Exception {
        book.note("catalog-1", URI.create("http://127.0.0.1:" + freePort()));
        book.note("catalog-2", catalog.uri());
        watch.start();
        catalog.nextWatcher().full(1, service("names", 1));
        await().untilAsserted(() -> assertThat(told).hasSize(1));
    }

    @Test
    void whatCannotBeReadIsALossAndWhatIsUnknownIsPassedOver() throws Exception {
        var stream = connect().full(7, service("names", 1));
        stream.send(8, "weather", "sunny").send(9, "service", service("orders", 1));
        await().untilAsserted(() -> assertThat(told).hasSize(2));
        stream.send(10, "service", "{\"id\": \"no number\"}");
        assertThat(catalog.nextWatcher().lastEventId()).contains("9");
    }

    @Test
    void aListenerThatFailsDoesNotEndTheWatch() throws Exception {
        watch = new RegistryWatch(client, book, registry -> {
            told.add(registry);
            throw new IllegalStateException("not today");
        });
        connect().full(7, service("names", 1)).send(8, "gone", "{\"name\": \"names\"}");
        await().untilAsserted(() -> assertThat(told).hasSize(2));
        assertThat(watch.lost()).isEmpty();
    }

    @Test
    void aClosedWatchHearsNothingMore() throws Exception {
        var stream = connect().full(7);
        await().untilAsserted(() -> assertThat(told).hasSize(1));
        watch.close();
        await().untilAsserted(() -> assertThatThrownBy(stream::comment).isInstanceOf(UncheckedIOException.class));
        new RegistryWatch(client, book, told::add).close();
    }

    private static ServiceRecord orders(Registry registry) {
        return Objects.requireNonNull(registry.services().get("orders"));
    }

    private static int freePort() throws IOException {
        try (var taken = new ServerSocket(0)) {
            return taken.getLocalPort();
        }
    }

    private static String service(String name, long revision) {
        return """
                {"id": 3, "name": "%s", "url": "services/call/%1$s/", "state": "up", "revision": %d, "more": [1],
                 "routes": [{"prefix": "/%1$s/", "strip": true}],
                 "instances": [{"id": "%1$s-1", "url": "http://127.0.0.1:9001", "weight": 1, "tags": ["blue"], "version": "1",
                   "registered": {"at": "2026-11-22T12:00:00Z", "by": "self", "expires": null}, "intent": "enabled",
                   "checks": [{"kind": "active", "by": "catalog-1", "ok": true, "at": "2026-11-22T12:00:00Z",
                     "detail": "200 in 3 ms"}], "routable": true, "reason": "check passed"}]}"""
                .formatted(name, revision).replace("\n", "");
    }
}
