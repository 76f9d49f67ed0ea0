package stoa.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stoa.catalog.store.Stored;
import stoa.discovery.InstanceRecord;
import stoa.discovery.Intent;
import stoa.discovery.RouteRecord;
import stoa.discovery.ServiceRecord.State;
import stoa.stores.relational.StoreUnavailable;

class CatalogTest {
    @TempDir
    Path folder;
    private RunningCatalog catalog;

    @BeforeEach
    void start() throws Exception {
        catalog = new RunningCatalog(folder);
    }

    @AfterEach
    void stop() {
        catalog.close();
    }

    private static final String PLAIN = "{\"url\": \"http://127.0.0.1:9001\"}";

    @Test
    void theFirstPageLinksToWhatIsHere() throws IOException {
        var index = catalog.send("GET", "");
        assertThat(index.status()).isEqualTo(200);
        var links = index.json(Pages.Index.class);
        assertThat(links).isEqualTo(Pages.Index.HERE);
        assertThat(catalog.send("GET", links.services()).status()).isEqualTo(200);
        assertThat(catalog.send("GET", links.health()).status()).isEqualTo(200);
        assertThat(catalog.send("GET", links.discover()).status()).isEqualTo(200);
        assertThat(catalog.send("GET", links.openapi()).text()).contains("/services/{id}");
    }

    @Test
    void aHostsNameMayHoldAnUnderscore() throws IOException {
        var made = catalog.register("orders", "orders-1", "{\"url\": \"http://service_a:8080/\"}");
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        assertThat(made.json(InstanceRecord.class).url()).isEqualTo(URI.create("http://service_a:8080"));
    }

    @Test
    void aRoleOfThisProcessIsScaledAndNoOther() throws IOException {
        var scaled = catalog.send("PUT", "services/names/scale", "{\"replicas\": 3}");
        assertThat(scaled.status()).isEqualTo(200);
        assertThat(scaled.json(Pages.Scaled.class))
                .isEqualTo(new Pages.Scaled("names", 3, List.of("names-1", "names-2", "names-3")));
        var refused = catalog.send("PUT", "services/orders/scale", "{\"replicas\": 3}");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.detail()).isEqualTo("nobody runs orders");
        for (var bad : List.of("{}", "{\"replicas\": -1}", "{\"replicas\": \"two\"}", "{\"replicas\": 1.5}")) {
            var invalid = catalog.send("PUT", "services/names/scale", bad);
            assertThat(invalid.status()).as(bad).isEqualTo(422);
            assertThat(invalid.text()).contains("\"field\":\"replicas\"");
        }
    }

    @Test
    void anInstancesHistoryTellsWhenItBecameRoutableAndWhy() throws IOException {
        catalog.register("orders", "orders-1", PLAIN);
        var history = "services/orders/instances/orders-1/history";
        assertThat(catalog.send("GET", history).json(Pages.History.class).flips()).isEmpty();
        var intent = "services/orders/instances/orders-1/intent";
        catalog.send("PUT", intent, "{\"intent\": \"draining\"}");
        catalog.send("PUT", intent, "{\"intent\": \"disabled\"}");
        catalog.send("PUT", intent, "{\"intent\": \"enabled\"}");
        assertThat(catalog.send("GET", history).json(Pages.History.class).flips())
                .extracting(Stored.Flip::routable, Stored.Flip::reason, Stored.Flip::by)
                .containsExactly(tuple(true, "no check configured", "catalog-1"),
                        tuple(false, "draining by the operator's will", "catalog-1"));
        assertThat(catalog.send("GET", "services/orders/instances/orders-2/history").status()).isEqualTo(404);
    }

    @Test
    void anInstanceIsRegisteredRenewedAndDeregistered() throws IOException {
        var made = catalog.register("orders", "orders-1", RunningCatalog.FULL);
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.json(InstanceRecord.class).url()).isEqualTo(URI.create("http://127.0.0.1:9001"));
        assertThat(catalog.register("orders", "orders-1", RunningCatalog.FULL).status()).isEqualTo(200);
        var service = catalog.service("orders");
        assertThat(service.url()).isEqualTo("services/call/orders/");
        assertThat(service.routes()).containsExactly(new RouteRecord("/orders/", false));
        assertThat(service.instances()).singleElement().satisfies(i -> {
            assertThat(i.weight()).isEqualTo(3);
            assertThat(i.tags()).containsExactly("blue");
            assertThat(i.version()).isEqualTo("1.4.2");
            assertThat(i.intent()).isEqualTo(Intent.ENABLED);
            assertThat(i.routable()).isTrue();
            assertThat(i.registered().expires()).isNotNull();
        });
        assertThat(catalog.send("PUT", "services/orders/instances/orders-1/heartbeat").status()).isEqualTo(204);
        assertThat(catalog.send("DELETE", "services/orders/instances/orders-1").status()).isEqualTo(204);
        assertThat(catalog.send("DELETE", "services/orders/instances/orders-1").status()).isEqualTo(404);
        assertThat(catalog.send("PUT", "services/orders/instances/orders-1/heartbeat").status()).isEqualTo(404);
        assertThat(catalog.send("GET", "services/orders").status()).isEqualTo(404);
    }

    @Test
    void aServiceIsFoundByNumberAndByName() throws IOException {
        assertThat(catalog.service("1").name()).isEqualTo("names");
        assertThat(catalog.service("names").id()).isEqualTo(1);
        for (var unknown : List.of("2", "0", "-1", "99999999999999999999", "nobody")) {
            assertThat(catalog.send("GET", "services/" + unknown).status()).as(unknown).isEqualTo(404);
        }
    }

    @Test
    void theRecordIsWrittenAsTheContractSays() throws IOException {
        catalog.register("orders", "orders-1", PLAIN);
        assertThat(catalog.send("GET", "services/orders").text()).matches("""
                \\{"id":2,"name":"orders","url":"services/call/orders/","state":"up","routes":\\[],\
                "instances":\\[\\{"id":"orders-1","url":"http://127.0.0.1:9001","weight":1,"tags":\\[],"version":"",\
                "registered":\\{"at":"2\\d{3}-\\d\\d-\\d\\dT[\\d:.]+Z","by":"self","expires":null},"intent":"enabled",\
                "checks":\\[],"routable":true,"reason":"no check configured"}],"revision":\\d+}""");
    }

    @Test
    void anIntentIsTakenInTheContractsWords() throws IOException {
        catalog.register("orders", "orders-1", PLAIN);
        var answer = catalog.send("PUT", "services/orders/instances/orders-1/intent", "{\"intent\": \"draining\"}");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json(InstanceRecord.class).intent()).isEqualTo(Intent.DRAINING);
        assertThat(catalog.service("orders").state()).isEqualTo(State.DOWN);
        var wrong = catalog.send("PUT", "services/orders/instances/orders-1/intent", "{\"intent\": \"sleepy\"}");
        assertThat(wrong.status()).isEqualTo(422);
        assertThat(wrong.text()).contains("\"field\":\"intent\"");
        assertThat(catalog.send("PUT", "services/orders/instances/x/intent", "{\"intent\": \"enabled\"}").status())
                .isEqualTo(404);
    }

    @Test
    void conflictsAre409AndSayWithWhom() throws IOException {
        catalog.register("orders", "orders-1", RunningCatalog.FULL);
        var other = catalog.register("orders", "orders-2", RunningCatalog.FULL.replace("/orders/", "/o/"));
        assertThat(other.status()).isEqualTo(409);
        assertThat(other.detail()).contains("/orders/");
        var foreign = catalog.register("stock", "stock-1", RunningCatalog.FULL.replace("/orders/", "/orders/old/"));
        assertThat(foreign.status()).isEqualTo(409);
        assertThat(foreign.detail()).contains("orders");
    }

    @Test
    void listsAreFilteredAndPaged() throws IOException {
        for (var i = 10; i < 15; i++) {
            catalog.register("s" + i, "s-1", PLAIN);
        }
        catalog.register("tagged", "t-1", RunningCatalog.FULL);
        var first = page("services?limit=2");
        assertThat(first.names()).containsExactly("names", "s10");
        var second = page("services?limit=4&cursor=" + first.next());
        assertThat(second.names()).containsExactly("s11", "s12", "s13", "s14");
        var last = page("services?limit=4&cursor=" + second.next());
        assertThat(last.names()).containsExactly("tagged");
        assertThat(last.next()).isNull();
        assertThat(page("services?tag=blue").names()).containsExactly("tagged");
        assertThat(page("services?state=down").names()).containsExactly("names");
        assertThat(page("services?state=up&name=1").names()).hasSize(5);
        assertThat(page("services?limit=6&state=up").next()).isNull();
        for (var wrong : List.of("limit=0", "limit=201", "limit=x", "state=great", "cursor=%21", "cursor=AAAA")) {
            var answer = catalog.send("GET", "services?" + wrong);
            assertThat(answer.status()).as(wrong).isEqualTo(422);
            assertThat(answer.text()).contains("\"field\":\"" + wrong.substring(0, wrong.indexOf('=')) + "\"");
        }
    }

    private record Named(String name) {}

    private record Page(List<Named> services, @Nullable String next) {
        List<String> names() {
            return services.stream().map(Named::name).toList();
        }
    }

    private Page page(String path) throws IOException {
        return catalog.send("GET", path).json(Page.class);
    }

    @Test
    void healthTellsOfEveryInstanceWithTheReason() throws IOException {
        catalog.register("orders", "orders-1", PLAIN);
        catalog.register("orders", "orders-2", """
                {"url": "http://127.0.0.1:1", "check": {"tcp": true, "interval": "100ms"}}""");
        await().untilAsserted(() -> assertThat(catalog.send("GET", "services/health").text()).contains(
                "\"name\":\"orders\",\"state\":\"degraded\"", "\"id\":\"orders-1\",\"routable\":true",
                "\"id\":\"orders-2\",\"routable\":false", "connection refused"));
        var page = page("services/health?limit=1");
        assertThat(page.names()).containsExactly("names");
        assertThat(page("services/health?limit=1&cursor=" + page.next()).names()).containsExactly("orders");
    }

    @Test
    void aWatchHearsAllThenChangesAndResumes() throws Exception {
        catalog.register("orders", "orders-1", PLAIN);
        var all = catalog.watch(Optional.empty(), 4);
        assertThat(all).extracting(e -> e.get(1)).containsExactly("reset", "service", "service", "synced");
        assertThat(all.get(2).get(2)).contains("\"name\":\"orders\"", "\"revision\":" + all.get(2).getFirst());
        var seen = all.getLast().getFirst();
        var live = new FutureTask<>(() -> hear(seen, 3));
        Thread.ofVirtual().start(live);
        catalog.register("orders", "orders-2", PLAIN);
        catalog.register("stock", "stock-1", PLAIN);
        assertThat(live.get()).extracting(e -> e.get(1)).containsExactly("synced", "service", "service");
        catalog.send("DELETE", "services/stock/instances/stock-1");
        var last = live.get().getLast().getFirst();
        assertThat(hear(last, 2).getLast()).satisfies(e -> {
            assertThat(e.get(1)).isEqualTo("gone");
            assertThat(e.get(2)).contains("\"name\":\"stock\"");
        });
        catalog.restart();
        assertThat(hear(last, 2)).extracting(e -> e.get(1)).containsExactly("synced", "gone");
        assertThat(hear("1000000", 3)).extracting(e -> e.get(1)).containsExactly("reset", "service", "service");
    }

    private List<List<String>> hear(String lastEventId, int events) throws IOException {
        return catalog.watch(Optional.of(lastEventId), events);
    }

    @Test
    void itsAddressIsNotedWhileItRuns() throws Exception {
        var noted = catalog.addresses.catalogs();
        assertThat(noted).hasSize(1);
        assertThat(catalog.address()).hasToString(noted.getFirst() + "/");
        catalog.restart();
        assertThat(catalog.addresses.catalogs()).hasSize(1);
        catalog.close();
        assertThat(catalog.addresses.catalogs()).isEmpty();
    }

    @Test
    void itsMetricsCountRequestsAndServices() throws IOException {
        catalog.register("orders", "orders-1", PLAIN);
        catalog.send("GET", "services");
        assertThat(catalog.send("GET", "metrics").text()).contains("service_catalog_requests_total 2.0",
                "service_catalog_services_count 2.0", "service_catalog_redis_connected 0.0");
    }

    @Test
    void registrationsAndIntentsOutliveIt() throws Exception {
        catalog.register("orders", "orders-1", RunningCatalog.FULL);
        catalog.send("PUT", "services/orders/instances/orders-1/intent", "{\"intent\": \"disabled\"}");
        var before = catalog.service("orders");
        catalog.restart();
        var after = catalog.service("orders");
        assertThat(after.id()).isEqualTo(before.id());
        assertThat(after.revision()).isEqualTo(before.revision());
        assertThat(after.instances().getFirst().intent()).isEqualTo(Intent.DISABLED);
    }

    @Test
    void aStoreThatIsAwayIsSaidWithoutItsSecrets() {
        var problem = Catalog.problem(new StoreUnavailable("/home/me/data/catalog.db is full"));
        assertThat(problem.status()).isEqualTo(503);
        assertThat(problem.headers()).containsKey("Retry-After");
        assertThat(problem.detail()).contains("cannot be changed now").doesNotContain("/home");
    }
}
