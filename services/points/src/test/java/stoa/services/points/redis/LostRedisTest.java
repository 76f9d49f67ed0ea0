package stoa.services.points.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import stoa.services.points.ledger.Account;
import stoa.services.points.ledger.Drafts;
import stoa.services.points.ledger.Entry;
import stoa.services.points.ledger.LedgerUnavailable;
import stoa.services.points.ledger.Outcome;
import stoa.services.points.ledger.Receipt;
import stoa.services.points.ledger.Receipts;
import stoa.stores.redis.Replicas;
import stoa.tests.kit.RedisProgram;
import stoa.tests.kit.RedisServer;
import stoa.tests.kit.RedisSet;

/** What becomes of entries when Redis is killed, stopped, or replaced by another. */
@Timeout(180)
class LostRedisTest {
    private static final String DRAINER = "stoa:{hits}:drainer";
    private static final RedisLedgerSettings WAITING = new RedisLedgerSettings("hits",
            new Replicas(1, Duration.ofSeconds(1)), Duration.ofHours(24));

    @TempDir
    Path folder;

    /** Visitors who come one after another and each insist until they are counted. */
    private static final class Load implements AutoCloseable {
        private final Queue<String> counted;
        private final AtomicBoolean ends = new AtomicBoolean();
        private final List<Thread> visitors;

        Load(RedisLedger ledger, Queue<String> counted) {
            this.counted = counted;
            visitors = IntStream.range(0, 8).mapToObj(_ -> Thread.ofVirtual().start(() -> {
                while (!ends.get()) {
                    visit(ledger, UUID.randomUUID().toString());
                }
            })).toList();
        }

        private void visit(RedisLedger ledger, String request) {
            var draft = Drafts.visit("hits", request);
            while (true) {
                try {
                    ledger.enter(draft);
                    counted.add(draft.id());
                    return;
                } catch (LedgerUnavailable e) {
                    // again, with the same key
                }
            }
        }

        void awaitMore(int than) {
            var there = counted.size();
            await().atMost(Duration.ofSeconds(60)).until(() -> counted.size() > there + than);
        }

        @Override
        public void close() {
            ends.set(true);
            for (var visitor : visitors) {
                try {
                    visitor.join();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }

    private static Entry entered(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Entered.class);
        return ((Outcome.Entered) outcome).entry();
    }

    private static List<String> visits(RedisLedger ledger, int from, int to) {
        return IntStream.range(from, to).mapToObj(n -> entered(ledger.enter(Drafts.visit("hits", "r" + n))).id())
                .toList();
    }

    private static void awaitDrained(RedisServer server) {
        await().until(() -> server.ask("XLEN", "stoa:{hits}:entries").equals("0"));
    }

    private static Receipt receipt(Receipts receipts) {
        await().atMost(Duration.ofSeconds(30)).until(() -> !receipts.newest("~", 10).isEmpty());
        return receipts.newest("~", 10).getFirst();
    }

    @Test
    void nothingIsLostInAKillWhereEachWriteIsOnTheDisk() throws Exception {
        try (var server = RedisServer.start(RedisProgram.EMBEDDED);
                var bench = new Bench(server.url(), "2s", folder);
                var ledger = bench.ledger(RedisLedgerSettings.usual("hits"))) {
            var counted = new ConcurrentLinkedQueue<String>();
            try (var load = new Load(ledger, counted)) {
                for (var n = 0; n < 3; n++) {
                    load.awaitMore(100);
                    server.kill();
                    server.startAgain();
                }
                load.awaitMore(100);
            }
            allIsThere(ledger, counted);
            assertThat(receipt(new Receipts(bench.tables()))).satisfies(r -> {
                assertThat(r.cause()).isEqualTo("Redis is another process than before");
                assertThat(r.missing()).isEmpty();
            });
        }
    }

    @Test
    void whatAKilledRedisHadNotKeptIsNamedAndTheRestGoesOn() throws Exception {
        try (var server = RedisServer.start(RedisProgram.EMBEDDED, "appendonly no");
                var bench = new Bench(server.url(), "2s", folder);
                var ledger = bench.ledger(RedisLedgerSettings.usual("hits"))) {
            visits(ledger, 0, 5);
            awaitDrained(server);
            server.ask("SET", DRAINER, "nobody");
            visits(ledger, 5, 8);
            server.ask("SAVE");
            var lost = visits(ledger, 8, 12);
            server.kill();
            server.startAgain();
            var receipt = receipt(new Receipts(bench.tables()));
            assertThat(receipt.missing()).containsExactlyElementsOf(lost);
            assertThat(receipt.checked()).isGreaterThanOrEqualTo(7);
            assertThat(bench.told("points.receipt")).singleElement()
                    .satisfies(t -> assertThat(t.summary()).contains("4 of "));
            assertThat(visits(ledger, 12, 13)).hasSize(1);
            assertThat(ledger.account("hits")).contains(new Account("hits", 90, 0, 9));
            server.ask("DEL", DRAINER);
            awaitDrained(server);
            assertThat(ledger.entries("hits", Long.MAX_VALUE, 100)).hasSize(9);
            assertThat(ledger.verify().discrepancies()).isEmpty();
            await().until(() -> ledger.inDoubt().isEmpty());
        }
    }

    @Test
    void aRedisThatIsBehindTheTablesIsSetRightAndTold() throws Exception {
        try (var server = RedisServer.start(RedisProgram.EMBEDDED, "appendonly no");
                var bench = new Bench(server.url(), "2s", folder);
                var ledger = bench.ledger(RedisLedgerSettings.usual("hits"))) {
            visits(ledger, 0, 3);
            server.ask("SAVE");
            visits(ledger, 3, 8);
            awaitDrained(server);
            server.kill();
            server.startAgain();
            // also those whose keys this Redis does not know any more
            assertThat(ledger.enter(Drafts.of("ana", 1, "one"))).isInstanceOf(Outcome.Entered.class);
            visits(ledger, 8, 9);
            assertThat(ledger.account("hits")).contains(new Account("hits", 90, 0, 9));
            assertThat(bench.told("points.restored")).singleElement()
                    .satisfies(t -> assertThat(t.data().get("to")).startsWith("80 "));
            assertThat(receipt(new Receipts(bench.tables())).missing()).isEmpty();
            assertThat(ledger.verify().discrepancies()).isEmpty();
        }
    }

    @Test
    void aRedisThatAnswersNothingIsAskedAgainThenGivenUpAndTheSameKeyCountsOnce() throws Exception {
        try (var server = RedisServer.start(RedisProgram.EMBEDDED);
                var bench = new Bench(server.url(), "200ms", folder);
                var ledger = bench.ledger(RedisLedgerSettings.usual("hits"))) {
            visits(ledger, 0, 1);
            var visit = Drafts.visit("hits", "again");
            server.freeze();
            try {
                assertThatThrownBy(() -> ledger.enter(visit)).isInstanceOfSatisfying(LedgerUnavailable.class,
                        e -> assertThat(e.isEffectUnknown()).isTrue());
            } finally {
                server.thaw();
            }
            await().ignoreExceptionsInstanceOf(LedgerUnavailable.class)
                    .until(() -> !(ledger.enter(visit) instanceof Outcome.KeyTaken));
            assertThat(ledger.account("hits")).contains(new Account("hits", 20, 0, 2));
        }
    }

    @Test
    void aRedisThatIsAwayForAMomentIsNotNoticedByVisitors() throws Exception {
        try (var server = RedisServer.start(RedisProgram.EMBEDDED);
                var bench = new Bench(server.url(), "5s", folder);
                var ledger = bench.ledger(RedisLedgerSettings.usual("hits"));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            visits(ledger, 0, 1);
            server.freeze();
            var visit = threads.submit(() -> ledger.enter(Drafts.visit("hits", "r1")));
            server.thaw();
            assertThat(visit.get()).isInstanceOf(Outcome.Entered.class);
        }
    }

    @Test
    void aRedisThatIsNotThereIsTold() throws Exception {
        try (var server = RedisServer.start(RedisProgram.EMBEDDED);
                var bench = new Bench(server.url(), "200ms", folder);
                var ledger = bench.ledger(RedisLedgerSettings.usual("hits"))) {
            server.kill();
            // the first may have been sent before it was known that nobody is there
            assertThatThrownBy(() -> ledger.enter(Drafts.visit("hits", "r0"))).isInstanceOf(LedgerUnavailable.class);
            assertThatThrownBy(() -> ledger.enter(Drafts.visit("hits", "r1"))).isInstanceOfSatisfying(
                    LedgerUnavailable.class, e -> assertThat(e.isEffectUnknown()).isFalse());
            assertThatThrownBy(() -> ledger.account("hits")).isInstanceOf(LedgerUnavailable.class);
        }
    }

    @Test
    void theTotalIsRightThroughTheLossOfTheMaster() throws Exception {
        try (var set = RedisSet.withSentinels(RedisProgram.EMBEDDED);
                var bench = new Bench(set.url(), "1s", folder);
                var ledger = bench.ledger(WAITING)) {
            var counted = new ConcurrentLinkedQueue<String>();
            try (var load = new Load(ledger, counted)) {
                load.awaitMore(100);
                set.servers().getFirst().kill();
                load.awaitMore(100);
            }
            allIsThere(ledger, counted);
            assertThat(receipt(new Receipts(bench.tables()))).satisfies(r -> {
                assertThat(r.cause()).isEqualTo("another master");
                assertThat(r.missing()).isEmpty();
            });
        }
    }

    private static void allIsThere(RedisLedger ledger, Queue<String> counted) {
        assertThat(ledger.missing(List.copyOf(counted))).isEmpty();
        assertThat(ledger.account("hits").orElseThrow().balance()).isEqualTo(10L * counted.size());
        assertThat(ledger.verify().discrepancies()).isEmpty();
    }

    @Test
    void theTotalIsRightOnAllInstancesWhenAFrozenMasterWakesUpToBeNoneAnyMore() throws Exception {
        try (var set = RedisSet.withSentinels(RedisProgram.EMBEDDED);
                var bench = new Bench(set.url(), "500ms", folder);
                var ledger = bench.ledger(WAITING);
                var other = bench.ledger(WAITING)) {
            var counted = new ConcurrentLinkedQueue<String>();
            try (var load = new Load(ledger, counted); var more = new Load(other, counted)) {
                load.awaitMore(100);
                var lost = set.servers().getFirst();
                lost.freeze();
                try {
                    more.awaitMore(100);
                } finally {
                    lost.thaw();
                }
                await().atMost(Duration.ofSeconds(60)).until(() -> lost.ask("ROLE").startsWith("slave"));
                more.awaitMore(100);
            }
            allIsThere(ledger, counted);
            allIsThere(other, counted);
        }
    }
}
