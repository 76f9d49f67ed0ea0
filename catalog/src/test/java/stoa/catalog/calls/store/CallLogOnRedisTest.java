package stoa.catalog.calls.store;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import stoa.tests.kit.RedisProgram;
import stoa.tests.kit.RedisServer;

class CallLogOnRedisTest extends CallLogRedisContract {
    private static RedisServer server;

    @BeforeAll
    static void start() throws IOException {
        server = RedisServer.start(RedisProgram.EMBEDDED);
    }

    @Override
    String url() {
        return server.url();
    }

    @Override
    void empty() {
        server.ask("FLUSHALL");
    }

    @AfterAll
    static void stop() {
        server.close();
    }
}
