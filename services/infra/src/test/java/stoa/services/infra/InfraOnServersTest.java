package stoa.services.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import stoa.http.Json;
import stoa.http.client.Client;
import stoa.runtime.DataFolder;
import stoa.runtime.Settings;
import stoa.services.infra.InfraPages.StoreList;
import stoa.stores.redis.RedisSettings;
import stoa.stores.redis.RedisStores;
import stoa.stores.relational.RelationalSettings;
import stoa.stores.relational.RelationalStores;
import stoa.tests.kit.PostgresServer;
import stoa.tests.kit.RedisProgram;
import stoa.tests.kit.RedisServer;
import stoa.tests.serving.RoleUnderTest;

/** A real PostgreSQL and a real Redis, and what happens to them. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InfraOnServersTest {
    private static final String SECRET = "s3cret";

    private PostgresServer postgres;
    private RedisServer redis;
    private FakeCatalog catalog;
    private Client client;
    private RoleUnderTest infra;

    @BeforeAll
    void startServers(@TempDir Path folder) throws IOException {
        postgres = new PostgresServer(folder.resolve("postgres"));
        redis = RedisServer.start(RedisProgram.EMBEDDED, "requirepass " + SECRET);
        catalog = new FakeCatalog();
        client = new Client(_ -> catalog.url());
    }

    @AfterAll
    void stopServers() {
        client.close();
        catalog.close();
        redis.close();
        postgres.close();
    }

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        // this server takes any password, or none
        var url = postgres.url().replace("postgres@", "postgres:" + SECRET + "@");
        var in = Settings.of(Map.of(), Map.of("DATABASE_URL", url, "REDIS_URL", redis.url()), Optional.empty());
        var stores = List.of(new RelationalStores(RelationalSettings.read(in), DataFolder.open(folder)),
                new RedisStores(RedisSettings.read(in)));
        infra = RoleUnderTest.start((none, shell) -> Infra.role(none, shell, client, List.copyOf(stores)));
    }

    @AfterEach
    void stop() {
        infra.close();
    }

    private Standing store(String name) throws IOException {
        return Json.read(infra.get("/stores").body(), StoreList.class).stores().stream()
                .filter(s -> s.name().equals(name)).findFirst().orElseThrow();
    }

    private void becomes(String name, String state) {
        await().atMost(Duration.ofSeconds(60)).until(() -> store(name).is(state));
    }

    /** It is down, and says why in these words. */
    private void isDown(String name, String words) {
        await().atMost(Duration.ofSeconds(60)).until(() -> store(name),
                s -> s.is(Standing.DOWN) && s.detail().contains(words));
    }

    private void nothingTellsTheSecret() throws IOException {
        for (var path : List.of("/", "/stores", "/status", "/metrics", "/health")) {
            assertThat(infra.get(path).body()).as(path).doesNotContain(SECRET);
        }
    }

    @Test
    void bothAreOkAndSayWhatTheyAre() throws Exception {
        becomes("relational", "ok");
        becomes("redis", "ok");

        assertThat(store("relational").kind()).isEqualTo("postgresql");
        assertThat(store("relational").version()).startsWith("PostgreSQL ").contains(" on ");
        assertThat(store("relational").address()).matches("127\\.0\\.0\\.1:\\d+/postgres");
        assertThat(store("redis").kind()).isEqualTo("redis");
        assertThat(store("redis").version()).startsWith("Redis ");
        assertThat(store("redis").address()).isEqualTo("127.0.0.1:" + redis.port());
        nothingTellsTheSecret();
    }

    @Test
    void aRoundTripLeavesNoKey() throws Exception {
        becomes("redis", "ok");
        // what a trip leaves that another test cut short ends by itself, later
        redis.ask("FLUSHALL");
        becomes("redis", "ok");
        await().until(() -> redis.ask("KEYS", "*").isEmpty());
    }

    @Test
    void aPostgresThatHangsIsDownWhileRedisIsOkAndIsBackWhenItGoesOn() throws Exception {
        becomes("relational", "ok");
        postgres.hang();
        try {
            becomes("relational", "down");
            assertThat(store("relational").detail()).isNotBlank();
            assertThat(store("relational").address()).contains("127.0.0.1");
            becomes("redis", "ok");
            assertThat(infra.get("/").statusCode()).isEqualTo(200);
            assertThat(infra.get("/health/ready").statusCode()).isEqualTo(200);
            nothingTellsTheSecret();
        } finally {
            postgres.goOn();
        }
        becomes("relational", "ok");
    }

    @Test
    void aPostgresThatDiesIsDownWithTheReasonAndIsBackWhenItComesBack() throws Exception {
        becomes("relational", "ok");
        postgres.stop();
        try {
            isDown("relational", "cannot be reached");
            nothingTellsTheSecret();
        } finally {
            postgres.startAgain();
        }
        becomes("relational", "ok");
    }

    @Test
    void storesThatAreAwayAtTheStartAreFoundWhenTheyCome(@TempDir Path folder) throws Exception {
        infra.close();
        postgres.stop();
        redis.kill();
        try {
            start(folder);
            isDown("relational", "connection refused");
            isDown("redis", "connection refused");
            assertThat(infra.get("/").statusCode()).isEqualTo(200);
            nothingTellsTheSecret();
        } finally {
            postgres.startAgain();
            redis.startAgain();
        }
        becomes("relational", "ok");
        becomes("redis", "ok");
    }

    @Test
    void aRedisThatHangsIsDownAndIsBackWhenItGoesOn() throws Exception {
        becomes("redis", "ok");
        redis.freeze();
        try {
            isDown("redis", "Redis: ");
            becomes("relational", "ok");
            nothingTellsTheSecret();
        } finally {
            redis.thaw();
        }
        becomes("redis", "ok");
    }
}
