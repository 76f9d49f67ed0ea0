package stoa.stores.redis;

import org.junit.jupiter.api.Tag;
import stoa.tests.kit.RedisProgram;

@Tag("real")
class RealSentinelRedisTest extends SentinelContract {
    RealSentinelRedisTest() {
        super(RedisProgram.DEBIAN);
    }
}
