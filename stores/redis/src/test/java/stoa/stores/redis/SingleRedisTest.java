package stoa.stores.redis;

import stoa.tests.kit.RedisProgram;

class SingleRedisTest extends SingleContract {
    SingleRedisTest() {
        super(RedisProgram.EMBEDDED);
    }
}
