package stoa.catalog.calls.store;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import stoa.tests.kit.RedisProgram;

@Tag("real")
class RealCallStatsOnRedisTest extends CallStatsRedisContract {
    @RegisterExtension
    static final OnRedis REDIS = OnRedis.server(RedisProgram.DEBIAN);

    RealCallStatsOnRedisTest() {
        super(REDIS);
    }
}
