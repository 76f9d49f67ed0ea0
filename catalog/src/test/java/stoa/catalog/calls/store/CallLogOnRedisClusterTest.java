package stoa.catalog.calls.store;

import org.junit.jupiter.api.extension.RegisterExtension;
import stoa.tests.kit.RedisProgram;

class CallLogOnRedisClusterTest extends CallLogRedisContract {
    @RegisterExtension
    static final OnRedis REDIS = OnRedis.cluster(RedisProgram.EMBEDDED);

    CallLogOnRedisClusterTest() {
        super(REDIS);
    }
}
