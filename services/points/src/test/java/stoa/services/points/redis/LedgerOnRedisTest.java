package stoa.services.points.redis;

import stoa.tests.kit.RedisProgram;

class LedgerOnRedisTest extends RedisLedgerContract {
    LedgerOnRedisTest() {
        super(Start.single(RedisProgram.EMBEDDED), 0);
    }
}
