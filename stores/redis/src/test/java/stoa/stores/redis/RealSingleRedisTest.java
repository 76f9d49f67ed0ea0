package stoa.stores.redis;

import org.junit.jupiter.api.Tag;
import stoa.tests.kit.RedisProgram;

@Tag("real")
class RealSingleRedisTest extends SingleContract {
    RealSingleRedisTest() {
        super(RedisProgram.DEBIAN);
    }
}
