package stoa.services.points.redis;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import stoa.services.points.ledger.Ledger;
import stoa.services.points.ledger.LedgerContract;
import stoa.stores.redis.Replicas;
import stoa.tests.kit.RedisProgram;
import stoa.tests.kit.RedisServer;
import stoa.tests.kit.RedisSet;

/** What every ledger does, in a Redis that drains into SQLite. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RedisLedgerContract extends LedgerContract {
    private final Start start;
    private final int replicas;
    private Servers servers;
    @SuppressWarnings("NullAway.Init") // before each test
    private Bench bench;

    /** What Redis runs on. */
    record Servers(String url, List<RedisServer> all, Runnable close) {}

    /** Starts it. */
    @FunctionalInterface
    interface Start {
        Servers start() throws IOException;

        static Start single(RedisProgram program) {
            return () -> {
                var server = RedisServer.start(program);
                return new Servers(server.url(), List.of(server), server::close);
            };
        }

        static Start sentinels(RedisProgram program) {
            return () -> of(RedisSet.withSentinels(program));
        }

        static Start cluster(RedisProgram program) {
            return () -> of(RedisSet.cluster(program));
        }

        private static Servers of(RedisSet set) {
            return new Servers(set.url(), set.servers(), set::close);
        }
    }

    @TempDir
    Path folder;

    RedisLedgerContract(Start start, int replicas) {
        this.start = start;
        this.replicas = replicas;
    }

    @BeforeAll
    void startServers() throws IOException {
        servers = start.start();
    }

    @AfterAll
    void stopServers() {
        servers.close.run();
    }

    @Override
    protected Ledger open() throws Exception {
        servers.all.forEach(s -> s.ask("FLUSHALL"));
        bench = new Bench(servers.url, "5s", folder);
        return another();
    }

    @Override
    protected Ledger another() throws Exception {
        return bench.ledger(new RedisLedgerSettings(Bench.COUNTER, new Replicas(replicas, Duration.ofSeconds(1)),
                Duration.ofHours(24)));
    }

    @Override
    protected void closeStores() {
        bench.close();
    }
}
