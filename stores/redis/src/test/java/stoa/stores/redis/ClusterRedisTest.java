package stoa.stores.redis;

import stoa.tests.kit.RedisProgram;

class ClusterRedisTest extends ClusterContract {
    ClusterRedisTest() {
        super(RedisProgram.EMBEDDED);
    }
}
