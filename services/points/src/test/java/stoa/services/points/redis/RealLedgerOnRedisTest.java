package stoa.services.points.redis;

import org.junit.jupiter.api.Tag;
import stoa.tests.kit.RedisProgram;

@Tag("real")
class RealLedgerOnRedisTest extends RedisLedgerContract {
    RealLedgerOnRedisTest() {
        super(Start.single(RedisProgram.DEBIAN), 0);
    }
}
