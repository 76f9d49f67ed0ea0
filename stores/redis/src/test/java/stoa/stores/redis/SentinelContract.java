package stoa.stores.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import stoa.tests.kit.RedisProgram;
import stoa.tests.kit.RedisServer;
import stoa.tests.kit.RedisSet;

/** A master with two replicas and three Sentinels. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SentinelContract extends RedisContract {
    private final RedisProgram program;
    private RedisSet set;

    SentinelContract(RedisProgram program) {
        this.program = program;
    }

    @BeforeAll
    void start() throws IOException {
        set = RedisSet.withSentinels(program);
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
        return "redis-sentinel";
    }

    @Override
    int replicas() {
        return 1;
    }

    private RedisServer master() {
        return set.servers().stream().filter(s -> s.ask("ROLE").startsWith("master")).findFirst().orElseThrow();
    }

    @Override
    void forgetScripts() {
        master().ask("SCRIPT", "FLUSH");
    }

    private static void worksAgain(Redis asked) {
        await().atMost(Duration.ofSeconds(60)).ignoreExceptionsInstanceOf(RedisUnavailable.class)
                .until(() -> asked.run(Command.of("SET", asked.key("a"), "x")).text().equals("OK"));
    }

    @Test
    void theNextMasterIsFoundAfterTheLossOfOne() throws IOException {
        var hasty = open(url(), "500ms");
        worksAgain(hasty);
        var before = hasty.ask("INFO", "server");
        var lost = master();
        lost.kill();
        worksAgain(hasty);
        assertThat(hasty.ask("INFO", "server").generation()).isGreaterThan(before.generation());
        assertThat(master().port()).isNotEqualTo(lost.port());
        lost.startAgain();
        await().atMost(Duration.ofSeconds(60)).until(() -> lost.ask("ROLE").startsWith("slave"));
    }

    @Test
    void theNextMasterIsFoundAlsoWhenTheLostOneKeepsItsConnections() {
        var hasty = open(url(), "500ms");
        worksAgain(hasty);
        var lost = master();
        lost.freeze();
        try {
            worksAgain(hasty);
        } finally {
            lost.thaw();
        }
        await().atMost(Duration.ofSeconds(60)).until(() -> lost.ask("ROLE").startsWith("slave"));
        worksAgain(hasty);
    }
}
