package stoa.stores.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import stoa.tests.kit.RedisProgram;
import stoa.tests.kit.RedisServer;

/** One server with a password, and what happens to it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SingleContract extends RedisContract {
    private final RedisProgram program;
    private RedisServer server;

    SingleContract(RedisProgram program) {
        this.program = program;
    }

    @BeforeAll
    void start() throws IOException {
        server = RedisServer.start(program, "requirepass s3cret");
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Override
    String url() {
        return server.url();
    }

    @Override
    String kind() {
        return "redis";
    }

    @Override
    void forgetScripts() {
        assertThat(server.ask("SCRIPT", "FLUSH")).isEqualTo("OK");
    }

    private void unavailable(Redis asked, String... words) {
        assertThatThrownBy(() -> asked.run(Command.of("GET", asked.key("a")))).isInstanceOf(RedisUnavailable.class)
                .hasMessageContainingAll(words).hasMessageNotContainingAny("s3cret", "127.0.0.1");
        assertThat(asked.connected()).isFalse();
        assertThat(asked.check(SECOND)).satisfies(c -> {
            assertThat(c.ok()).isFalse();
            assertThat(c.detail()).contains(words).doesNotContain("s3cret");
        });
    }

    private static void backByItself(Redis asked) {
        await().atMost(Duration.ofSeconds(20)).ignoreExceptionsInstanceOf(RedisUnavailable.class)
                .until(() -> asked.run(Command.of("GET", asked.key("a"))).equals(new Reply.Text("kept")));
        assertThat(asked.connected()).isTrue();
    }

    @Test
    void aKilledServerIsToldAtOnceAndFoundAgainWithWhatItAcknowledged() throws IOException {
        redis.run(Command.of("SET", redis.key("a"), "kept"));
        server.kill();
        try {
            await().untilAsserted(() -> unavailable(redis, "connection refused"));
        } finally {
            server.startAgain();
        }
        backByItself(redis);
    }

    @Test
    void aServerThatIsAwayAtFirstIsFoundWhenItComes() throws IOException {
        redis.run(Command.of("SET", redis.key("a"), "kept"));
        server.kill();
        Redis early;
        try {
            early = open(url(), "5s");
            unavailable(early, "connection refused");
        } finally {
            server.startAgain();
        }
        backByItself(early);
    }

    @Test
    void aServerThatAnswersNothingIsGivenUpInTime() {
        var hasty = open(url(), "300ms");
        hasty.run(Command.of("SET", hasty.key("a"), "kept"));
        server.freeze();
        try {
            assertThatThrownBy(() -> hasty.run(Command.of("GET", hasty.key("a")))).isInstanceOf(RedisUnavailable.class)
                    .hasMessageContaining("no answer within 300 ms");
            unavailable(hasty, "no ");
            unavailable(open(url(), "300ms"), "no ");
        } finally {
            server.thaw();
        }
        backByItself(hasty);
    }

    @Test
    void aWrongLoginIsTold() {
        var host = "127.0.0.1:" + server.port();
        unavailable(open("redis://:wrongs3cret@" + host, "5s"), "refuses the login");
        unavailable(open("redis://nobody:wrongs3cret@" + host, "5s"), "refuses the login");
        unavailable(open("redis://" + host, "5s"), "wants a password");
    }

    @Test
    void aServerThatTakesNoWritesIsTold() {
        server.ask("CONFIG", "SET", "maxmemory", "1");
        try {
            assertThatThrownBy(() -> redis.run(Command.of("SET", redis.key("a"), "x")))
                    .isInstanceOf(RedisUnavailable.class).hasMessageContaining("memory is full");
            assertThat(redis.connected()).isTrue();
            assertThat(redis.check(SECOND).detail()).contains("memory is full");
        } finally {
            server.ask("CONFIG", "SET", "maxmemory", "0");
        }
        assertThat(redis.run(Command.of("SET", redis.key("a"), "x")).text()).isEqualTo("OK");
    }

    @Test
    void aDatabaseOfItsOwn() {
        redis.run(Command.of("SET", redis.key("a"), "kept"));
        var other = open(url() + "/3", "5s");
        assertThat(other.run(Command.of("GET", other.key("a")))).isEqualTo(new Reply.Nothing());
        assertThat(other.check(SECOND).address()).endsWith("/3");
    }

    @Test
    void itSaysToTheServerWhoItIs() {
        redis.run(Command.of("GET", redis.key("a")));
        assertThat(server.ask("CLIENT", "LIST")).contains("name=stoa-kit");
    }
}
