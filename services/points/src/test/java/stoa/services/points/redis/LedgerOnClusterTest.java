package stoa.services.points.redis;

import stoa.tests.kit.RedisProgram;

class LedgerOnClusterTest extends RedisLedgerContract {
    LedgerOnClusterTest() {
        super(Start.cluster(RedisProgram.EMBEDDED), 0);
    }
}
