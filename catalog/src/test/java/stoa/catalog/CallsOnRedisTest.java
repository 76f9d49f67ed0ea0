package stoa.catalog;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import stoa.tests.kit.RedisProgram;
import stoa.tests.kit.RedisServer;

class CallsOnRedisTest extends CallsContract {
    private static RedisServer redis;

    @BeforeAll
    static void startRedis() throws IOException {
        redis = RedisServer.start(RedisProgram.EMBEDDED);
    }

    @AfterAll
    static void stopRedis() {
        redis.close();
    }

    @Override
    RunningCatalog start(Path folder) throws Exception {
        redis.ask("FLUSHALL");
        return RunningCatalog.onRedis(folder, redis.url());
    }
}
