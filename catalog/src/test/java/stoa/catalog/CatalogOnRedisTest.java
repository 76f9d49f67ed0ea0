package stoa.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import stoa.catalog.calls.store.Micros;
import stoa.discovery.CallReport;
import stoa.discovery.CallReport.Call;
import stoa.discovery.CallReport.Tally;
import stoa.discovery.CallReport.Why;
import stoa.http.Json;
import stoa.http.client.Client.Answer;
import stoa.tests.kit.RedisProgram;
import stoa.tests.kit.RedisServer;

/** Catalogs whose calls are in a Redis that others see as well, and that can be lost. */
@Timeout(120)
class CatalogOnRedisTest {
    @TempDir
    Path folder;
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    private final List<RunningCatalog> catalogs = new ArrayList<>();
    private RedisServer redis;

    @BeforeEach
    void startRedis() throws IOException {
        redis = RedisServer.start(RedisProgram.EMBEDDED, "requirepass s3cret");
    }

    @AfterEach
    void stop() {
        catalogs.forEach(RunningCatalog::close);
        redis.close();
    }

    private RunningCatalog catalog(String name) throws Exception {
        var catalog = RunningCatalog.onRedis(folder.resolve(name), redis.url());
        catalogs.add(catalog);
        return catalog;
    }

    private record Logged(String path) {}

    private record Page(List<Logged> calls) {}

    private record Line(String service, long calls, long errors) {}

    private record Stats(List<Line> services) {}

    private record Store(String name, String kind, String version, String address) {}

    private record Stores(List<Store> stores) {}

    private record Problem(int status, String detail) {}

    private CallReport report(int number) {
        var call = new Call(now.plusMillis(number), "orders", "orders-1", "GET", "/" + number, 500, 1500, "",
                Why.FAILURE);
        var micros = Micros.none();
        micros.recordValue(1500);
        return new CallReport("gateway-1", now.minusSeconds(100), number, now, 1, 0, List.of(call),
                List.of(new Tally(now, "orders", "GET /", 1, 1, Micros.text(micros))));
    }

    private static Answer send(RunningCatalog to, CallReport report) throws IOException {
        return to.send("POST", "services/logs", Json.text(report));
    }

    private static List<String> paths(RunningCatalog catalog) throws IOException {
        return catalog.send("GET", "services/logs?limit=200").json(Page.class).calls().stream().map(Logged::path)
                .toList();
    }

    private static List<Line> stats(RunningCatalog catalog) throws IOException {
        return catalog.send("GET", "services/stats").json(Stats.class).services();
    }

    private static boolean connected(RunningCatalog catalog) throws IOException {
        return catalog.send("GET", "metrics").text().contains("service_catalog_redis_connected 1.0");
    }

    @Test
    void twoCatalogsShowTheSameAndTakeAReportOnce() throws Exception {
        var one = catalog("one");
        var other = catalog("other");
        assertThat(send(one, report(1)).status()).isEqualTo(201);
        assertThat(send(other, report(1)).status()).isEqualTo(200);
        assertThat(send(other, report(2)).status()).isEqualTo(201);
        for (var catalog : catalogs) {
            assertThat(paths(catalog)).containsExactly("/2", "/1");
            assertThat(stats(catalog)).containsExactly(new Line("orders", 2, 2));
        }
    }

    @Test
    void theStatusNamesTheRedisButNotItsPassword() throws Exception {
        var status = catalog("one").send("GET", "status");
        assertThat(status.text()).doesNotContain("s3cret");
        assertThat(status.json(Stores.class).stores()).anySatisfy(store -> {
            assertThat(store.name()).isEqualTo("redis/catalog");
            assertThat(store.kind()).isEqualTo("redis");
            assertThat(store.version()).startsWith("Redis 6.2.");
            assertThat(store.address()).isEqualTo("127.0.0.1:" + redis.port());
        });
    }

    private static void refused(Answer answer) throws IOException {
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.headers()).containsEntry("retry-after", "1");
        assertThat(answer.json(Problem.class).detail()).startsWith("calls cannot be kept or read now: Redis: ")
                .doesNotContain("127.0.0.1", "s3cret");
    }

    /** Whatever has happened to Redis: only the calls are refused, and everybody can see why. */
    private void withoutRedis(RunningCatalog catalog, int next) throws IOException {
        refused(send(catalog, report(next)));
        refused(catalog.send("GET", "services/logs"));
        refused(catalog.send("GET", "services/stats"));
        assertThat(catalog.register("orders", "orders-" + next, RunningCatalog.FULL).status()).isEqualTo(201);
        assertThat(catalog.service("orders").instances()).isNotEmpty();
        var health = catalog.send("GET", "health");
        assertThat(health.status()).isEqualTo(200);
        assertThat(health.text()).contains("\"status\":\"degraded\"", "\"ready\":true", "redis/catalog");
        assertThat(catalog.send("GET", "health/ready").status()).isEqualTo(200);
        assertThat(connected(catalog)).isFalse();
    }

    private void withRedisAgain(RunningCatalog catalog, int next) {
        await().until(() -> send(catalog, report(next)).status() / 100 == 2);
        await().untilAsserted(() -> {
            assertThat(connected(catalog)).isTrue();
            assertThat(catalog.send("GET", "health").text()).contains("\"status\":\"ok\"");
        });
    }

    @Test
    void aKilledRedisTakesNothingButTheCallsWithIt() throws Exception {
        var catalog = catalog("one");
        assertThat(send(catalog, report(1)).status()).isEqualTo(201);
        assertThat(connected(catalog)).isTrue();
        redis.kill();
        withoutRedis(catalog, 2);
        redis.startAgain();
        withRedisAgain(catalog, 2);
        assertThat(paths(catalog)).containsExactly("/2", "/1");
        assertThat(stats(catalog)).containsExactly(new Line("orders", 2, 2));
    }

    @Test
    void aRedisThatAnswersNothingIsWaitedForNoLongerThanItsTime() throws Exception {
        var catalog = catalog("one");
        assertThat(send(catalog, report(1)).status()).isEqualTo(201);
        redis.freeze();
        try {
            withoutRedis(catalog, 2);
        } finally {
            redis.thaw();
        }
        withRedisAgain(catalog, 2);
        assertThat(paths(catalog)).containsExactly("/2", "/1");
        assertThat(stats(catalog)).containsExactly(new Line("orders", 2, 2));
    }

    @Test
    void aCatalogStartsWithoutItsRedisAndFindsItLater() throws Exception {
        redis.kill();
        var catalog = catalog("one");
        withoutRedis(catalog, 1);
        redis.startAgain();
        withRedisAgain(catalog, 1);
        assertThat(paths(catalog)).containsExactly("/1");
    }

    /** As a gateway does it: one report after the other, each until it is acknowledged. */
    @Test
    void noReportIsLostOrCountedTwiceThroughKills() throws Exception {
        var reports = 150;
        var kills = List.of(20, 55, 90, 120);
        var one = catalog("one");
        var other = catalog("other");
        for (var number = 1; number <= reports; number++) {
            var report = report(number);
            if (kills.contains(number)) {
                var killer = Thread.ofVirtual().start(() -> redis.kill());
                IntStream.range(0, 5).forEach(_ -> tried(one, report));
                killer.join();
                redis.startAgain();
            }
            var catalog = number % 2 == 0 ? one : other;
            await().until(() -> tried(catalog, report));
        }
        assertThat(paths(one)).containsExactlyElementsOf(
                IntStream.rangeClosed(1, reports).mapToObj(n -> "/" + (reports + 1 - n)).toList());
        assertThat(stats(other)).containsExactly(new Line("orders", reports, reports));
    }

    private static boolean tried(RunningCatalog catalog, CallReport report) {
        try {
            return send(catalog, report).status() / 100 == 2;
        } catch (IOException e) {
            return false;
        }
    }
}
