package stoa.services.points.redis;

import org.junit.jupiter.api.Tag;
import stoa.tests.kit.RedisProgram;

@Tag("real")
class RealLedgerOnClusterTest extends RedisLedgerContract {
    RealLedgerOnClusterTest() {
        super(Start.cluster(RedisProgram.DEBIAN), 0);
    }
}
