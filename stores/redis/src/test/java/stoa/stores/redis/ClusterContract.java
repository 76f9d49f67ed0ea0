package stoa.stores.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import stoa.tests.kit.RedisProgram;
import stoa.tests.kit.RedisServer;
import stoa.tests.kit.RedisSet;

/** A Cluster of three masters. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ClusterContract extends RedisContract {
    private final RedisProgram program;
    private RedisSet set;

    ClusterContract(RedisProgram program) {
        this.program = program;
    }

    @BeforeAll
    void start() throws IOException {
        set = RedisSet.cluster(program);
    }

    @AfterAll
    void stop() {
        set.close();
    }

    @Override
    String url() {
        return set.url();
    }

    @Override
    String kind() {
        return "redis-cluster";
    }

    @Override
    void forgetScripts() {
        set.servers().forEach(s -> s.ask("SCRIPT", "FLUSH"));
    }

    @Test
    void ownersLieOnTheNodesThatTheClusterChose() {
        var stores = new RedisStores(settings(url(), "5s"));
        var nodes = IntStream.range(0, 20).mapToObj(n -> {
            try (var one = stores.open("owner" + n).orElseThrow()) {
                one.run(Command.of("SET", one.key("here"), Integer.toString(n)));
                return set.holding(one.key("here")).port();
            }
        }).distinct();
        assertThat(nodes).hasSizeGreaterThan(1);
    }

    @Test
    void eachMasterIsAsked() {
        assertThat(redis.ask("INFO", "server").answers()).hasSize(3).doesNotHaveDuplicates();
    }

    @Test
    void commandsForManyNodesAreAnsweredInTheirOrder() {
        var commands = IntStream.range(0, 100).mapToObj(n -> Command.of("ECHO", "echo" + n)).toList();
        var told = onThisOne(commands, new Replicas(1, Duration.ofMillis(50)));
        assertThat(told.replies()).extracting(Reply::text)
                .containsExactlyElementsOf(IntStream.range(0, 100).mapToObj(n -> "echo" + n).toList());
        assertThat(told.replicas()).isZero();
    }

    @Test
    void aLostNodeIsToldAndFoundAgain() throws IOException {
        var hasty = open(url(), "500ms");
        hasty.run(Command.of("SET", hasty.key("a"), "kept"));
        var before = hasty.ask("INFO", "server");
        RedisServer node = set.holding(hasty.key("a"));
        node.kill();
        try {
            await().untilAsserted(() -> assertThatThrownBy(() -> hasty.run(Command.of("GET", hasty.key("a"))))
                    .isInstanceOf(RedisUnavailable.class).hasMessageNotContaining("127.0.0.1"));
            assertThat(hasty.connected()).isFalse();
            assertThat(hasty.check(SECOND).ok()).isFalse();
        } finally {
            node.startAgain();
        }
        await().atMost(Duration.ofSeconds(60)).ignoreExceptionsInstanceOf(RedisUnavailable.class)
                .until(() -> hasty.run(Command.of("GET", hasty.key("a"))).equals(new Reply.Text("kept")));
        assertThat(hasty.ask("INFO", "server").generation()).isGreaterThan(before.generation());
    }
}
