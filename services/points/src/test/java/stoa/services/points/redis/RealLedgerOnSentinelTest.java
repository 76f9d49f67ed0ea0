package stoa.services.points.redis;

import org.junit.jupiter.api.Tag;
import stoa.tests.kit.RedisProgram;

@Tag("real")
class RealLedgerOnSentinelTest extends RedisLedgerContract {
    RealLedgerOnSentinelTest() {
        super(Start.sentinels(RedisProgram.DEBIAN), 1);
    }
}
