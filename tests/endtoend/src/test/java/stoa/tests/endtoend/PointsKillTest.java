package stoa.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static stoa.tests.kit.StoaProcess.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import stoa.tests.kit.PostgresServer;
import stoa.tests.kit.RedisProgram;
import stoa.tests.kit.RedisServer;
import stoa.tests.kit.StoaProcess;
import stoa.tests.kit.Web;

/**
 * Points under load while what keeps them is killed ({@code -Dpoints.kills} times): each key counts once, nothing that was
 * answered is missing, and all adds up.
 */
@Timeout(600)
class PointsKillTest {
    private static final int KILLS = Integer.getInteger("points.kills", 5);
    private static final int CLIENTS = 16;
    private static final int INSTANCES = 4;

    @TempDir
    Path folder;

    /** Instances of the service alone, each a process with a data folder of its own, so that only stores are shared. */
    private final class Service implements AutoCloseable {
        private final StoaProcess[] processes;
        private final Map<String, String> environment;

        Service(int instances, Map<String, String> environment) {
            this.processes = new StoaProcess[instances];
            this.environment = environment;
            startWhatIsMissing();
        }

        void startWhatIsMissing() {
            for (var n = 0; n < processes.length; n++) {
                if (processes[n] == null || !processes[n].isAlive()) {
                    processes[n] = StoaProcess.start(folder.resolve("points-" + n), environment, "run", "points");
                }
            }
            for (var process : processes) {
                process.awaitReady();
            }
        }

        /** Where those that run can be asked. */
        List<URI> instances() {
            return IntStream.range(0, processes.length).mapToObj(n -> processes[n]).filter(StoaProcess::isAlive)
                    .flatMap(p -> p.printed("points-1").stream()).toList();
        }

        void kill(int n) {
            processes[n].kill();
        }

        @Override
        public void close() {
            for (var process : processes) {
                process.close();
            }
        }
    }

    private static void say(String what, PointsLoad load) {
        System.out.println(what + ": " + load.entered() + " entries and " + load.replayed()
                + " replays answered, each there once");
    }

    @Test
    void theProcessIsKilledOnSqlite() throws IOException {
        try (var service = new Service(1, Map.of())) {
            // while nobody runs, clients go on asking at the last address
            var last = new URI[1];
            try (var load = new PointsLoad(CLIENTS, PointsLoad.DUPLICATES_PERCENT, () -> {
                var now = service.instances();
                last[0] = now.isEmpty() ? last[0] : now.getFirst();
                return List.of(last[0]);
            })) {
                for (var n = 0; n < KILLS; n++) {
                    load.awaitMore(200);
                    service.kill(0);
                    service.startWhatIsMissing();
                }
                load.awaitMore(100);
                load.finish();
                load.verify(service.instances().getFirst());
                say(KILLS + " kills of the process on SQLite", load);
            }
        }
    }

    @Test
    void oneAndAllOfFourAreKilledOnPostgres() throws IOException {
        try (var store = new PostgresServer(folder.resolve("postgres"))) {
            oneAndAllOfFourAreKilled("PostgreSQL", Map.of("DATABASE_URL", store.url()));
        }
    }

    @Test
    void oneAndAllOfFourAreKilledOnRedis() throws IOException {
        try (var store = new PostgresServer(folder.resolve("postgres"));
                var redis = RedisServer.start(RedisProgram.EMBEDDED)) {
            oneAndAllOfFourAreKilled("Redis", Map.of("DATABASE_URL", store.url(), "REDIS_URL", redis.url()));
        }
    }

    private void oneAndAllOfFourAreKilled(String store, Map<String, String> environment) throws IOException {
        try (var service = new Service(INSTANCES, environment);
                var load = new PointsLoad(CLIENTS, PointsLoad.DUPLICATES_PERCENT, () -> somewhere(service))) {
            for (var n = 0; n < KILLS; n++) {
                load.awaitMore(200);
                service.kill(n % INSTANCES);
                load.awaitMore(100);
                service.startWhatIsMissing();
            }
            load.awaitMore(100);
            IntStream.range(0, INSTANCES).forEach(service::kill);
            service.startWhatIsMissing();
            load.awaitMore(200);
            load.finish();
            for (var instance : service.instances()) {
                load.verify(instance);
            }
            say(KILLS + " kills of one of four instances and one of all on " + store, load);
        }
    }

    private static List<URI> somewhere(Service service) {
        var now = service.instances();
        // the discard port: nobody answers there
        return now.isEmpty() ? List.of(URI.create("http://127.0.0.1:9")) : now;
    }

    @Test
    void redisIsKilledWhichKeepsEachWriteOnItsDisk() throws IOException {
        try (var redis = RedisServer.start(RedisProgram.EMBEDDED);
                var service = new Service(1, Map.of("REDIS_URL", redis.url()));
                var load = new PointsLoad(CLIENTS, PointsLoad.DUPLICATES_PERCENT, service::instances)) {
            for (var n = 0; n < KILLS; n++) {
                load.awaitMore(200);
                redis.kill();
                redis.startAgain();
            }
            load.awaitMore(200);
            load.finish();
            load.verify(service.instances().getFirst());
            assertThat(missing(service.instances().getFirst())).isEmpty();
            say(KILLS + " kills of Redis", load);
        }
    }

    @Test
    void theReceiptNamesWhatARedisWithoutADiskHasLost() throws IOException {
        try (var redis = RedisServer.start(RedisProgram.EMBEDDED, "appendonly no");
                var service = new Service(1, Map.of("REDIS_URL", redis.url()));
                var load = new PointsLoad(CLIENTS, 0, service::instances)) {
            for (var n = 0; n < KILLS; n++) {
                load.awaitMore(200);
                redis.kill();
                redis.startAgain();
            }
            load.awaitMore(200);
            load.finish();
            var instance = service.instances().getFirst();
            var there = load.entries(instance).stream().map(e -> e.get("id").asString()).toList();
            var lost = new TreeSet<>(load.ids());
            there.forEach(lost::remove);
            await("the receipts name them", () -> missing(instance).containsAll(lost));
            // others were told to clients that had gone before they heard of it, and asked again
            assertThat(missing(instance)).doesNotContainAnyElementsOf(there);
            System.out.println(KILLS + " kills of a Redis without a disk: " + lost.size() + " of " + load.entered()
                    + " acknowledged entries lost, and named");
        }
    }

    /** Every id that a receipt names. */
    private static Set<String> missing(URI instance) {
        try (var web = new Web()) {
            var missing = new TreeSet<String>();
            for (var receipt : Json.of(web.text(instance, "/receipts?limit=200")).path("receipts")) {
                receipt.get("missing").forEach(id -> missing.add(id.asString()));
            }
            return missing;
        }
    }
}
