package stoa.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static stoa.tests.kit.StoaProcess.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import stoa.tests.kit.OwnService;
import stoa.tests.kit.PostgresServer;

/**
 * Two catalogs on one PostgreSQL behind a gateway, all of them processes, under load: one catalog is killed
 * ({@code -Dcatalog.kills} times), the server goes, the server hangs, everybody but the gateway is away. No request fails.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SharedRegistryTest {
    private static final int KILLS = Integer.getInteger("catalog.kills", 5);
    private static final int INSTANCES = 12;
    private static final String CHECKED = ", \"route\": {\"prefix\": \"/tea/\"}, \"check\": {\"http\": \"/\", \"interval\": \"200ms\"}";
    /** The aim is two seconds; a machine under load may take longer. */
    private static final Duration TAKEN_OVER_WITHIN = Duration.ofSeconds(10);

    private static final Pattern WHY = Pattern
            .compile(
                    "\"name\":\"relational/catalog\",\"ok\":false,\"detail\":\"[^\"]*(cannot be reached|no answer|shutting down)");

    private final Random random = new Random(42);
    private final OwnService one = new OwnService("one");
    private OwnService two = new OwnService("two");
    private final SharedRegistry platform;
    private Load load;

    SharedRegistryTest(@TempDir Path folder) throws IOException {
        platform = new SharedRegistry(folder);
    }

    @BeforeEach
    void begin() {
        platform.startWhatIsMissing();
        for (var n = 0; n < INSTANCES; n++) {
            var id = "tea-" + n;
            var url = n % 2 == 0 ? one.url() : two.url();
            await(id + " is registered", () -> platform.register("tea", id, url, CHECKED) / 100 == 2);
        }
        await("the checks are shared out",
                () -> platform.checkers("catalog-1", "tea").equals(Set.copyOf(SharedRegistry.CATALOGS)));
        await("the route leads there", () -> platform.web.status(platform.gateway(), "/tea/") == 200);
        load = new Load(platform.gateway(), "/tea/");
        load.awaitMore("one", 10);
        load.awaitMore("two", 10);
        awaitAllRoutable();
    }

    /** Waits until the gateway sends requests to both catalogs. */
    private void awaitAllRoutable() {
        var status = new AtomicReference<>("");
        try {
            await("both catalogs are routable", () -> {
                // one that is left alone comes back by a request that probes it
                platform.service(platform.gateway(), "tea");
                status.set(platform.web.text(platform.gateway(), "/status"));
                return status.get().contains("unroutable") && !status.get().contains("\"instance\":\"catalog-");
            });
        } catch (AssertionError e) {
            throw new AssertionError(status.get(), e);
        }
    }

    @AfterEach
    void end() {
        load.close();
    }

    @AfterAll
    void close() {
        platform.close();
        one.close();
        two.close();
    }

    @Test
    void aKilledCatalogIsNotMissed() throws Exception {
        var takenOver = new ArrayList<Double>();
        try (var watcher = new Watcher(platform.gateway()); var writer = new Writer(platform.gateway())) {
            for (var n = 0; n < KILLS; n++) {
                var victim = SharedRegistry.CATALOGS.get(n % 2);
                var other = SharedRegistry.CATALOGS.get(1 - n % 2);
                Thread.sleep(random.nextInt(50, 500)); // the random moment, not a wait
                var killed = System.nanoTime();
                platform.kill(victim);
                await("the checks are taken over", () -> platform.checkers(other, "tea").equals(Set.of(other)));
                takenOver.add((System.nanoTime() - killed) / 1e6);
                writer.awaitMore(5);
                platform.startCatalog(victim);
                await("they share the checks again", () -> platform.checkers(victim, "tea").size() == 2);
                awaitAllRoutable();
                writer.awaitMore(5);
            }
            writer.stop();
            platform.awaitAgreement();
            assertThat(writer.missing(platform.service(platform.at("catalog-2"), "load"))).isEmpty();
            // a body that was on its way to the one that was killed is not sent twice
            assertThat(writer.refused()).hasSizeLessThanOrEqualTo(KILLS)
                    .allMatch(said -> said.contains("closed without an answer"));
            await("the watcher knows it all", () -> told(watcher).equals(platform.facts("catalog-1")));
            assertThat(watcher.ids().stream().map(SharedRegistryTest::revision).toList()).isSorted();
            System.out
                    .println(KILLS + " kills of one of two catalogs: checks taken over within (ms) " + sorted(takenOver)
                            + "; " + load.answered() + " requests, failed " + load.failed() + "; " + writer
                            + "; the watcher had " + watcher.streams() + " streams, " + watcher.resets()
                            + " of them from the beginning");
            assertThat(watcher.resets()).as("the first stream alone told everything").isEqualTo(1);
        }
        assertThat(load.failed()).isEmpty();
        assertThat(takenOver).allSatisfy(ms -> assertThat(ms).isLessThan((double) TAKEN_OVER_WITHIN.toMillis()));
    }

    private static long revision(String id) {
        return Long.parseLong(id.split("\\.", 2)[0]);
    }

    private static Map<String, String> told(Watcher watcher) {
        return watcher.services().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, e -> SharedRegistry.fact(e.getValue())));
    }

    private static String sorted(List<Double> ms) {
        return Arrays.toString(ms.stream().mapToLong(Math::round).sorted().toArray());
    }

    @Test
    void whileTheServerIsGoneWhatIsKnownIsServedAndChangesAreRefused() throws Exception {
        without(PostgresServer::stop, PostgresServer::startAgain);
    }

    @Test
    void aServerThatHangsIsAsGoodAsGone() throws Exception {
        without(PostgresServer::hang, PostgresServer::goOn);
    }

    private void without(Consumer<PostgresServer> away, Consumer<PostgresServer> back) throws Exception {
        var before = platform.facts("catalog-1").keySet();
        assertThat(platform.register("late", "late-1", one.url(), ", \"ttl\": \"1m\"")).isIn(200, 201);
        platform.awaitAgreement();
        away.accept(platform.store);
        try {
            for (var catalog : SharedRegistry.CATALOGS) {
                await(catalog + " says so", () -> isAway(catalog));
                assertThat(platform.facts(catalog).keySet()).containsAll(before);
                assertThat(platform.web.put(platform.at(catalog), "/services/late/instances/late-1/heartbeat", "")
                        .statusCode()).isEqualTo(204);
                refuses(catalog);
            }
            two.close();
            await("checks go on", () -> SharedRegistry.CATALOGS.stream().allMatch(c -> unroutable(c) == INSTANCES / 2));
            load.awaitMore("one", 100);
        } finally {
            back.accept(platform.store);
        }
        await("changes are taken again", () -> platform.register("late", "late-2", one.url(), "") / 100 == 2);
        platform.awaitAgreement();
        assertThat(unroutable("catalog-1")).as("what was found out meanwhile").isEqualTo(INSTANCES / 2);
        two = two.again();
        load.awaitMore("two", 10);
        await("all is well", () -> SharedRegistry.CATALOGS.stream()
                .allMatch(c -> unroutable(c) == 0 && health(c).contains("\"ok\"")));
        platform.awaitAgreement();
        assertThat(load.failed()).isEmpty();
    }

    private String health(String catalog) {
        try {
            return platform.web.get(platform.at(catalog), "/health").body();
        } catch (IOException e) {
            return e.toString();
        }
    }

    private boolean isAway(String catalog) {
        var health = health(catalog);
        return health.contains("degraded") && WHY.matcher(health).find();
    }

    private void refuses(String catalog) throws IOException {
        var began = Instant.now();
        var answer = platform.web.put(platform.at(catalog), "/services/new/instances/new-1",
                "{\"url\": \"" + one.url() + "\"}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        assertThat(answer.body()).contains("the registry cannot be changed now");
        assertThat(Duration.between(began, Instant.now())).as("nobody waits for long")
                .isLessThan(Duration.ofSeconds(20));
    }

    private long unroutable(String catalog) {
        var count = 0;
        for (var instance : platform.service(platform.at(catalog), "tea").path("instances")) {
            count += Json.whyNot(instance).isEmpty() ? 0 : 1;
        }
        return count;
    }

    @Test
    void aGatewayThatStartsWithoutACatalogServesWhatItConfirmsAndCatchesUpUnnoticed() throws Exception {
        load.close();
        assertThat(load.failed()).isEmpty();
        SharedRegistry.CATALOGS.forEach(platform::kill);
        platform.kill("gateway-1");
        platform.startGateway();
        await("it serves", () -> platform.web.status(platform.gateway(), "/tea/") == 200);
        load = new Load(platform.gateway(), "/tea/");
        load.awaitMore("one", 50);
        load.awaitMore("two", 50);
        assertThat(platform.web.text(platform.gateway(), "/health")).contains("degraded");
        SharedRegistry.CATALOGS.forEach(platform::startCatalog);
        try (var three = new OwnService("three")) {
            await("changes are taken", () -> platform.register("tea", "tea-new", three.url(), CHECKED) / 100 == 2);
            load.awaitMore("three", 10);
            load.awaitMore("one", 50);
            assertThat(
                    platform.web.send("DELETE", platform.gateway(), "/services/tea/instances/tea-new", "").statusCode())
                    .isEqualTo(204);
            await("it is out of routing", () -> !platform.web.text(platform.gateway(), "/status").contains("tea-new"));
        }
        assertThat(load.failed()).isEmpty();
    }
}
