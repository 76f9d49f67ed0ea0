package stoa.services.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import stoa.http.Json;
import stoa.http.Service;
import stoa.http.Service.RouteClaim;
import stoa.http.client.Client;
import stoa.runtime.Backend;
import stoa.runtime.DataFolder;
import stoa.runtime.Role;
import stoa.services.infra.InfraPages.Overview;
import stoa.services.infra.InfraPages.StoreList;
import stoa.services.infra.Survey.Said;
import stoa.stores.relational.RelationalSettings;
import stoa.stores.relational.RelationalStores;
import stoa.tests.serving.RoleUnderTest;

@Timeout(60)
class InfraTest {
    private static final Backend OK = new FakeBackend("relational", FakeBackend::ok);
    private static final Backend DOWN = new FakeBackend("redis", () -> FakeBackend.down("connection refused"));
    private static final Backend NONE = FakeBackend.absent("broker");

    private final CountDownLatch over = new CountDownLatch(1);
    private FakeCatalog catalog;
    private Client client;

    @BeforeEach
    void open() throws IOException {
        catalog = new FakeCatalog();
        client = new Client(_ -> catalog.url());
    }

    @AfterEach
    void close() {
        over.countDown();
        client.close();
        catalog.close();
    }

    private RoleUnderTest infra(Backend... backends) throws Exception {
        return RoleUnderTest.start((in, shell) -> Infra.role(in, shell, client, List.of(backends)));
    }

    /** Another service of the platform's own kind, {@code name-1}, that uses these stores. */
    private static RoleUnderTest own(String name, FakeBackend... stores) throws Exception {
        return RoleUnderTest.start((in, shell) -> new Role(name, "", List.of(), context -> {
            var service = Service.named(name);
            for (var store : stores) {
                service.uses(store.roundTrip(context.instance()).orElseThrow());
            }
            return shell.serve(context, service);
        }));
    }

    private static Overview overview(RoleUnderTest infra) throws IOException {
        var answer = infra.get("/", "Accept", "application/json");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).contains("application/json");
        return Json.read(answer.body(), Overview.class);
    }

    /** A first survey on a busy machine may take longer than a page waits. */
    private static Said said(RoleUnderTest infra, Predicate<Said> as) {
        return await().atMost(Duration.ofSeconds(30)).until(() -> overview(infra).instances(), as);
    }

    /** A page that has this; it may take more than one. */
    private static String page(RoleUnderTest infra, String part) {
        return await().atMost(Duration.ofSeconds(30)).until(() -> infra.get("/").body(), p -> p.contains(part));
    }

    @Test
    void thePageShowsEachStoreInWords() throws Exception {
        try (var infra = infra(OK, DOWN, NONE)) {
            var answer = infra.get("/");

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("content-type")).contains("text/html; charset=utf-8");
            assertThat(answer.headers().firstValue("cache-control")).contains("no-store");
            assertThat(answer.headers().firstValue("vary")).contains("Accept");
            assertThat(answer.body()).contains("<html lang=\"en\">", "Down: redis.")
                    .containsPattern("<th scope=\"row\">relational</th><td>ok</td><td>fake</td><td>Fake 1.2</td>"
                            + "<td>there:1</td><td>3.0 ms</td><td><time datetime=\"[^\"]+Z\">[^<]+ UTC</time></td>")
                    .containsPattern("<th scope=\"row\">redis</th><td><strong>down</strong></td>.*"
                            + "<td>connection refused</td></tr>")
                    .containsPattern("<th scope=\"row\">broker</th><td>not configured</td>");
        }
    }

    @Test
    void thePageHasOneHeadingCaptionsScopesAndRelativeLinksAlone() throws Exception {
        try (var infra = infra(OK); var other = own("orders", new FakeBackend("relational", FakeBackend::ok))) {
            catalog.lists("orders", "orders-1", other.url());
            var page = page(infra, ">orders-1<");

            assertThat(page.split("<h1", -1)).hasSize(2);
            assertThat(page.split("<table>\n<caption>", -1)).hasSize(3);
            assertThat(page).doesNotContain("<th>", "<script", "http-equiv");
            assertThat(Pattern.compile("(?:href|src|action)=\"([^\"]*)\"").matcher(page).results()
                    .map(m -> m.group(1))).containsExactly("./", "stores", "instances");
        }
    }

    @Test
    void whoeverPrefersJsonGetsTheSameAsJson() throws Exception {
        try (var infra = infra(OK, DOWN, NONE)) {
            var all = overview(infra);

            assertThat(all.instance()).isEqualTo("infra-1");
            assertThat(all.stores()).extracting(Standing::name, Standing::state).containsExactly(
                    tuple("relational", "ok"),
                    tuple("redis", "down"),
                    tuple("broker", "not configured"));
            assertThat(infra.get("/", "Accept", "*/*").headers().firstValue("content-type").orElse(""))
                    .startsWith("text/html");
        }
    }

    @Test
    void eachPartHasAPathOfItsOwn() throws Exception {
        try (var infra = infra(OK, DOWN)) {
            var stores = infra.get("/stores", "Accept", "text/html");
            assertThat(stores.headers().firstValue("content-type")).contains("application/json");
            assertThat(Json.read(stores.body(), StoreList.class).stores()).hasSize(2);
            await().atMost(Duration.ofSeconds(30)).until(() -> infra.get("/instances").body(),
                    "{\"trouble\":\"\",\"instances\":[],\"others\":0}"::equals);
            assertThat(infra.get("/nowhere").statusCode()).isEqualTo(404);
            assertThat(infra.send("POST", "/stores").statusCode()).isEqualTo(405);
            assertThat(infra.get("/openapi.json").body()).contains("\"/stores\"", "\"/instances\"");
        }
    }

    @Test
    void aStoreThatHangsDoesNotHangThePage() throws Exception {
        var hanging = new FakeBackend("redis", () -> {
            try {
                over.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return FakeBackend.ok();
        });
        try (var infra = infra(OK, hanging)) {
            assertThat(infra.get("/").body())
                    .containsPattern("<th scope=\"row\">relational</th><td>ok</td>")
                    .containsPattern("<th scope=\"row\">redis</th><td><strong>down</strong></td>.*no answer within 2s");
            infra.get("/");
            assertThat(hanging.tries).hasValue(1);
            assertThat(infra.get("/metrics").body()).contains("stoa_store_up{store=\"redis\"} 0.0");
        }
    }

    @Test
    void nothingThatIsDownMakesItUnready() throws Exception {
        try (var infra = infra(DOWN)) {
            infra.get("/");
            var health = infra.get("/health");
            assertThat(health.statusCode()).isEqualTo(200);
            assertThat(health.body()).contains("\"status\":\"ok\"", "\"ready\":true");
            assertThat(infra.get("/status").body()).contains("\"name\":\"redis\",\"state\":\"down\"");
        }
    }

    @Test
    void itsMetricsTellOfStoresThatAreSetUp() throws Exception {
        try (var infra = infra(OK, DOWN, NONE)) {
            assertThat(infra.get("/metrics").body())
                    .containsPattern("(?m)^stoa_store_up\\{store=\"relational\"} 1\\.0$")
                    .containsPattern("(?m)^stoa_store_up\\{store=\"redis\"} 0\\.0$")
                    .containsPattern("(?m)^stoa_store_round_trip_seconds\\{store=\"relational\"} 0\\.003$")
                    .doesNotContain("store=\"broker\"", "round_trip_seconds{store=\"redis\"");
        }
    }

    @Test
    void instancesOfThePlatformsKindTellTheirStores() throws Exception {
        try (var infra = infra(OK);
                var orders = own("orders", new FakeBackend("relational", FakeBackend::ok),
                        new FakeBackend("redis", () -> FakeBackend.down("gone")));
                var plain = own("plain")) {
            catalog.lists("orders", "orders-1", orders.url());
            catalog.lists("plain", "plain-1", plain.url());

            var said = said(infra, s -> s.instances().size() == 2);
            assertThat(said.trouble()).isEmpty();
            assertThat(said.others()).isZero();
            assertThat(said.instances()).extracting(Survey.Member::instance).containsExactly("orders-1", "plain-1");
            assertThat(said.instances().getFirst().stores()).containsExactly(
                    new Survey.Used("relational/orders-1", true, "fake", "Fake 1.2", "there:1", 3.0, ""),
                    new Survey.Used("redis/orders-1", false, "fake", "", "there:1", 3.0, "gone"));
            assertThat(page(infra, "Without stores: plain-1."))
                    .contains("<th scope=\"row\">orders-1</th><td>redis/orders-1</td><td><strong>down</strong></td>")
                    .doesNotContain("say nothing");
        }
    }

    @Test
    void whoAnswersSomethingElseOrNothingIsLeftOutAndCounted() throws Exception {
        try (var infra = infra(OK); var orders = own("orders", new FakeBackend("relational", FakeBackend::ok))) {
            catalog.lists("orders", "orders-1", orders.url());
            catalog.lists("pretends", "pretends-1", orders.url());
            catalog.lists("shop", "shop-1", catalog.answering("/goods", () -> "tea"));
            catalog.lists("odd", "odd-1", catalog.answering("/status", () -> "{\"status\":\"fine\",\"stores\":7}"));
            catalog.lists("list", "list-1", catalog.answering("/status", () -> "[]"));
            catalog.lists("dead", "dead-1", URI.create("http://127.0.0.1:1"));
            catalog.lists("silent", "silent-1", catalog.silent());

            var said = said(infra, s -> !s.instances().isEmpty());
            assertThat(said.instances()).extracting(Survey.Member::instance).containsExactly("orders-1");
            assertThat(said.others()).isEqualTo(6);
            assertThat(page(infra, "Instances that say nothing of stores: 6.")).contains(">orders-1<");
        }
    }

    @Test
    void oneThatIsSilentLeavesTimeForTheAnswersOfTheOthers() throws Exception {
        try (var orders = own("orders")) {
            catalog.lists("orders", "orders-1", orders.url());
            catalog.lists("silent", "silent-1", catalog.silent());
            var survey = new Survey(client);
            await().atMost(Duration.ofSeconds(30)).until(() -> {
                var begun = System.nanoTime();
                var said = survey.look();
                return said.instances().size() == 1 && said.others() == 1
                        && System.nanoTime() - begun < Duration.ofMillis(1700).toNanos();
            });
        }
    }

    @Test
    void moreServicesThanAreAskedAreToldOf() throws Exception {
        catalog.next = "/services?after=200";
        try (var infra = infra(OK)) {
            said(infra, s -> s.trouble().equals("there are more services; the instances of the first 200 were asked"));
        }
    }

    @Test
    void aStoreIsTriedAtTheStart() throws Exception {
        try (var infra = infra(OK, NONE)) {
            var status = await().atMost(Duration.ofSeconds(5)).until(() -> infra.get("/status").body(),
                    s -> s.contains("\"name\":\"relational\",\"state\":\"ok\""));
            assertThat(status).contains("\"name\":\"broker\",\"state\":\"not configured\"");
        }
    }

    @Test
    void loginsInWhatAnInstanceTellsAreLeftOut() throws Exception {
        try (var infra = infra(OK)) {
            catalog.lists("shop", "shop-1", catalog.answering("/status", () -> """
                    {"name": "shop", "instance": "shop-1", "stores": [{"name": "redis", "ok": false, "kind": "redis",
                     "version": "", "address": "redis://:s3cret@cache", "latencyMs": 1,
                     "detail": "postgresql://u:s3cret@db/d refused"}]}"""));

            assertThat(Json.text(said(infra, s -> !s.instances().isEmpty())))
                    .contains("redis://cache", "postgresql://db/d refused")
                    .doesNotContain("s3cret");
            assertThat(infra.get("/").body()).doesNotContain("s3cret");
        }
    }

    @Test
    void withoutTheCatalogThePageStillAnswersAndSaysSo() throws Exception {
        catalog.close();
        try (var infra = infra(OK)) {
            said(infra, s -> s.trouble().contains("connection refused"));
            assertThat(infra.get("/").body()).contains("the catalog does not say which instances there are: ",
                    "<th scope=\"row\">relational</th><td>ok</td>");
        }
    }

    @Test
    void aCatalogThatAnswersSomethingElseIsTold() throws Exception {
        var other = catalog.answering("/elsewhere", () -> "");
        try (var lost = new Client(_ -> other);
                var infra = RoleUnderTest.start((in, shell) -> Infra.role(in, shell, lost, List.of(OK)))) {
            said(infra, s -> s.trouble().contains("it answered 404"));
        }
        var silent = catalog.answering("/services", () -> {
            over.await();
            return "";
        });
        try (var waiting = new Client(_ -> silent);
                var infra = RoleUnderTest.start((in, shell) -> Infra.role(in, shell, waiting, List.of(OK)))) {
            said(infra, s -> s.trouble().contains("timed out"));
        }
    }

    @Test
    void whatComesFromOutsideIsNoMarkup() throws Exception {
        try (var infra = infra(new FakeBackend("<b>", () -> FakeBackend.down("<i>why</i>")))) {
            assertThat(infra.get("/").body()).contains("&lt;b&gt;", "&lt;i&gt;why&lt;/i&gt;").doesNotContain("<b>",
                    "<i>");
        }
    }

    @Test
    void onSqliteInstancesMakeTheirTripsSideBySide(@TempDir Path folder) throws Exception {
        var stores = new RelationalStores(RelationalSettings.embedded(), DataFolder.open(folder));
        try (var one = infra(stores);
                var two = new RoleUnderTest(Map.of(), (in, shell) -> Infra.role(in, shell, client, List.of(stores)),
                        2)) {
            for (var infra : List.of(one, two)) {
                var found = await().atMost(Duration.ofSeconds(30)).until(() -> overview(infra).stores(),
                        all -> all.getFirst().is(Standing.OK));
                assertThat(found).singleElement().satisfies(store -> {
                    assertThat(store.kind()).isEqualTo("sqlite");
                    assertThat(store.version()).startsWith("3.");
                    assertThat(store.latencyMs()).isPositive();
                });
            }
        }
    }

    @Test
    void itAsksForThePrefixInfra() throws Exception {
        try (var infra = infra()) {
            assertThat(infra.announced().service()).isEqualTo("infra");
            assertThat(infra.announced().route()).contains(new RouteClaim("/infra/", true));
            assertThat(infra.settings().effective()).isEmpty();
        }
    }
}
