package stoa.stores.redis;

import stoa.tests.kit.RedisProgram;

class SentinelRedisTest extends SentinelContract {
    SentinelRedisTest() {
        super(RedisProgram.EMBEDDED);
    }
}
