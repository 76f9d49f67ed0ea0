package stoa.catalog.calls.store;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import stoa.tests.kit.RedisProgram;
import stoa.tests.kit.RedisSet;

class CallStatsOnRedisClusterTest extends CallStatsRedisContract {
    private static RedisSet cluster;

    @BeforeAll
    static void start() throws IOException {
        cluster = RedisSet.cluster(RedisProgram.EMBEDDED);
    }

    @Override
    String url() {
        return cluster.url();
    }

    @Override
    void empty() {
        cluster.servers().forEach(s -> s.ask("FLUSHALL"));
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }
}
