package stoa.catalog.calls.store;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import stoa.tests.kit.RedisProgram;

@Tag("real")
class RealCallLogOnRedisTest extends CallLogRedisContract {
    @RegisterExtension
    static final OnRedis REDIS = OnRedis.server(RedisProgram.DEBIAN);

    RealCallLogOnRedisTest() {
        super(REDIS);
    }
}
