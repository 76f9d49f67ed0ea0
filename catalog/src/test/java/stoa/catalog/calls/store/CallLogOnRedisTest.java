package stoa.catalog.calls.store;

import org.junit.jupiter.api.extension.RegisterExtension;
import stoa.tests.kit.RedisProgram;

class CallLogOnRedisTest extends CallLogRedisContract {
    @RegisterExtension
    static final OnRedis REDIS = OnRedis.server(RedisProgram.EMBEDDED);

    CallLogOnRedisTest() {
        super(REDIS);
    }
}
