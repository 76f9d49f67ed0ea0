package stoa.catalog.calls.store;

import org.junit.jupiter.api.extension.RegisterExtension;
import stoa.tests.kit.RedisProgram;

class CallStatsOnRedisClusterTest extends CallStatsRedisContract {
    @RegisterExtension
    static final OnRedis REDIS = OnRedis.cluster(RedisProgram.EMBEDDED);

    CallStatsOnRedisClusterTest() {
        super(REDIS);
    }
}
