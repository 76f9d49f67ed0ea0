package stoa.catalog.calls.store;

import org.junit.jupiter.api.extension.RegisterExtension;
import stoa.tests.kit.RedisProgram;

class CallStatsOnRedisTest extends CallStatsRedisContract {
    @RegisterExtension
    static final OnRedis REDIS = OnRedis.server(RedisProgram.EMBEDDED);

    CallStatsOnRedisTest() {
        super(REDIS);
    }
}
