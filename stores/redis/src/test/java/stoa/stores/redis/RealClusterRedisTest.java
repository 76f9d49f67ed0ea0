package stoa.stores.redis;

import org.junit.jupiter.api.Tag;
import stoa.tests.kit.RedisProgram;

@Tag("real")
class RealClusterRedisTest extends ClusterContract {
    RealClusterRedisTest() {
        super(RedisProgram.DEBIAN);
    }
}
