package stoa.services.points.redis;

import stoa.tests.kit.RedisProgram;

class LedgerOnSentinelTest extends RedisLedgerContract {
    LedgerOnSentinelTest() {
        super(Start.sentinels(RedisProgram.EMBEDDED), 1);
    }
}
