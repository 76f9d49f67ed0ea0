package stoa.services.points.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import stoa.services.points.ledger.Account;
import stoa.services.points.ledger.Drafts;
import stoa.services.points.ledger.Entry;
import stoa.services.points.ledger.Kind;
import stoa.services.points.ledger.LedgerUnavailable;
import stoa.services.points.ledger.Outcome;
import stoa.services.points.ledger.RelationalLedger;
import stoa.stores.redis.Replicas;
import stoa.tests.kit.RedisProgram;
import stoa.tests.kit.RedisServer;

/** What a ledger in Redis does beside, while Redis is well. */
@Timeout(120)
class RedisLedgerTest {
    private static RedisServer server;

    @TempDir
    Path folder;
    private Bench bench;
    private TablesThatGoAway tables;
    private RedisLedger ledger;

    @BeforeAll
    static void start() throws IOException {
        server = RedisServer.start(RedisProgram.EMBEDDED);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void open() throws Exception {
        server.ask("FLUSHALL");
        bench = new Bench(server.url(), "2s", folder);
        tables = new TablesThatGoAway(bench.tables());
        ledger = bench.ledger(RedisLedgerSettings.usual(Bench.COUNTER), tables);
    }

    @AfterEach
    void close() {
        ledger.close();
        bench.close();
    }

    private Entry entered(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Entered.class);
        return ((Outcome.Entered) outcome).entry();
    }

    private void visits(int from, int to) {
        IntStream.range(from, to).forEach(n -> entered(ledger.enter(Drafts.visit("hits", "r" + n))));
    }

    private void awaitDrained() {
        await().until(() -> server.ask("XLEN", "stoa:{hits}:entries").equals("0"));
    }

    @Test
    void theCountersBalanceIsAKeyThatPeopleKnow() {
        visits(0, 3);
        assertThat(server.ask("GET", "hits")).isEqualTo("30");
        assertThat(server.ask("HGET", "stoa:{hits}:account:hits", "entries")).isEqualTo("3");
    }

    @Test
    void entriesAreDrainedAndTheirKeysForgottenAfterAWhile() throws Exception {
        visits(0, 2);
        entered(ledger.enter(Drafts.of("hits", 5, "one")));
        var relational = new RelationalLedger(bench.tables());
        await().until(() -> relational.entries("hits", Long.MAX_VALUE, 10).size() == 3);
        awaitDrained();
        assertThat(Long.parseLong(server.ask("TTL", "stoa:{hits}:key:hits/v:r1"))).isBetween(500L, 600L);
        assertThat(Long.parseLong(server.ask("TTL", "stoa:{hits}:key:hits/c:one"))).isBetween(86_000L, 86_400L);
        assertThat(ledger.entries("hits", Long.MAX_VALUE, 10)).hasSize(3);
        assertThat(ledger.drained()).isEqualTo(3);
        await().until(() -> ledger.inDoubt().isEmpty());
    }

    @Test
    void aKeyThatRedisHasForgottenIsFoundInTheTables() throws Exception {
        var first = entered(ledger.enter(Drafts.of("ana", 5, "one")));
        await().until(() -> new RelationalLedger(tables).entered("ana", first.key()).isPresent());
        server.ask("FLUSHALL");
        assertThat(ledger.enter(Drafts.of("ana", 5, "one"))).isEqualTo(new Outcome.Replayed(first, "disk"));
        assertThat(ledger.enter(Drafts.of("ana", 6, "one"))).isEqualTo(new Outcome.KeyTaken(first));
        assertThat(ledger.account("ana")).contains(new Account("ana", 5, 0, 1));
    }

    @Test
    void whatIsAskedForTwiceAtOnceWithAForgottenKeyIsFoundForBoth() throws Exception {
        entered(ledger.enter(Drafts.of("ana", 100, "one")));
        var reserved = entered(ledger.enter(Drafts.reserve("ana", 30, "two", Duration.ofMinutes(5))));
        var released = entered(ledger.enter(Drafts.settle(reserved, Kind.RELEASE, 30)));
        await().until(() -> ledger.drained() == 3);
        server.ask("FLUSHALL");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Outcome>> both = Collections.nCopies(8,
                    () -> ledger.enter(Drafts.settle(reserved, Kind.RELEASE, 30)));
            for (var outcome : threads.invokeAll(both)) {
                assertThat(outcome.get()).isEqualTo(new Outcome.Replayed(released, "disk"));
            }
        }
    }

    @Test
    void anEmptiedRedisGoesOnFromTheTables() {
        visits(0, 5);
        entered(ledger.enter(Drafts.of("ana", 100, "one")));
        var reserved = entered(ledger.enter(Drafts.reserve("ana", 30, "two", Duration.ofMinutes(5))));
        await().until(() -> ledger.drained() == 7);
        server.ask("FLUSHALL");
        assertThat(ledger.account("hits")).contains(new Account("hits", 50, 0, 5));
        visits(5, 6);
        assertThat(server.ask("GET", "hits")).isEqualTo("60");
        assertThat(ledger.account("ana")).contains(new Account("ana", 70, 30, 2));
        entered(ledger.enter(Drafts.settle(reserved, Kind.RELEASE, 30)));
        assertThat(ledger.account("ana")).contains(new Account("ana", 100, 0, 3));
        assertThat(ledger.reservations("ana", "", 10)).isEmpty();
        assertThat(ledger.verify().discrepancies()).isEmpty();
        assertThat(bench.told("points.restored")).isEmpty();
    }

    @Test
    void aSystemThatWasCountingBeforeGoesOnFromItsCount() {
        server.ask("SET", "hits", "1230");
        var first = entered(ledger.enter(Drafts.visit("hits", "r1")));
        assertThat(first.balance()).isEqualTo(1240);
        assertThat(ledger.entries("hits", Long.MAX_VALUE, 10)).satisfiesExactly(
                visit -> assertThat(visit).isEqualTo(first), opening -> {
                    assertThat(opening.amount()).isEqualTo(1230);
                    assertThat(opening.reason()).isEqualTo("taken over");
                    assertThat(opening.number()).isEqualTo(1);
                });
        assertThat(ledger.account("hits")).contains(new Account("hits", 1240, 0, 2));
        assertThat(ledger.verify().discrepancies()).isEmpty();
    }

    @Test
    void aCountThatIsReadBeforeAnythingIsEnteredIsTakenOverToo() {
        server.ask("SET", "hits", "1230");
        assertThat(ledger.account("hits")).contains(new Account("hits", 1230, 0, 1));
    }

    @Test
    void whatIsNoCountIsNotTakenOver() {
        for (var text : List.of("many", "-5", "1.5", "99999999999999999999")) {
            server.ask("FLUSHALL");
            server.ask("SET", "hits", text);
            var number = bench.told("points.restored").size();
            ledger.account("hits");
            assertThat(server.ask("GET", "hits")).isEqualTo("0");
            assertThat(bench.told("points.restored")).hasSize(number + 1);
        }
    }

    @Test
    void whoeverChangesTheBalanceByHandIsFoundOut() {
        visits(0, 3);
        server.ask("INCRBY", "hits", "7");
        assertThat(ledger.verify().discrepancies()).singleElement().satisfies(d -> {
            assertThat(d.account()).isEqualTo("hits");
            assertThat(d.balance()).isEqualTo(37);
            assertThat(d.sum()).isEqualTo(30);
            assertThat(d.concerned()).isNotEmpty();
        });
        assertThat(server.ask("GET", "hits")).isEqualTo("37");
    }

    @Test
    void aBalanceThatWasTakenAwayIsSetRightAndTold() {
        visits(0, 3);
        server.ask("DEL", "hits");
        visits(3, 4);
        assertThat(server.ask("GET", "hits")).isEqualTo("40");
        assertThat(bench.told("points.restored")).singleElement().satisfies(t -> {
            assertThat(t.subject()).isEqualTo("hits");
            assertThat(t.data()).isEqualTo(Map.of("from", "nothing (3 entries, 0 reserved)", "to",
                    "30 (3 entries, 0 reserved)"));
        });
    }

    @Test
    void aKeyThatWasEnteredBeforeInAnotherRedisCountsOnceInTheEnd() {
        visits(0, 1);
        awaitDrained();
        // what a master had drained that is no more: the next one does not know of it
        var lost = Drafts.visit("hits", "r1").after(new Account("hits", 10, 0, 1));
        new RelationalLedger(tables).absorb(List.of(lost));
        entered(ledger.enter(Drafts.visit("hits", "r1")));
        awaitDrained();
        await().until(() -> ledger.account("hits").orElseThrow().balance() == 20);
        assertThat(ledger.entries("hits", Long.MAX_VALUE, 10)).extracting(Entry::id).contains(lost.id()).hasSize(2);
        assertThat(ledger.verify().discrepancies()).isEmpty();
    }

    @Test
    void whatTwoMastersHaveEnteredAtTheSameTimeCountsInTheEnd() {
        visits(0, 2);
        awaitDrained();
        // a master that was cut off had gone on for a moment, and its entry was drained
        var other = Drafts.visit("hits", "elsewhere").after(new Account("hits", 20, 0, 2));
        new RelationalLedger(tables).absorb(List.of(other));
        assertThat(entered(ledger.enter(Drafts.visit("hits", "here"))).number()).isEqualTo(3);
        await().until(() -> ledger.account("hits").orElseThrow().balance() == 40);
        visits(2, 3);
        assertThat(ledger.entries("hits", Long.MAX_VALUE, 10)).hasSize(5).extracting(Entry::id).contains(other.id());
        assertThat(bench.told("points.restored")).singleElement()
                .satisfies(t -> assertThat(t.data().get("to")).startsWith("40 "));
        // both have the same number, which is for a person to judge
        awaitDrained();
        assertThat(ledger.verify().discrepancies()).singleElement()
                .satisfies(d -> assertThat(d.balance()).isEqualTo(d.sum()));
    }

    @Test
    void visitsAreCountedWhileTheTablesAreAwayAndDrainedLater() {
        visits(0, 1);
        await().until(() -> ledger.inDoubt().isEmpty());
        tables.away = true;
        visits(1, 20);
        await().until(() -> !ledger.draining());
        assertThat(ledger.account("hits")).contains(new Account("hits", 200, 0, 20));
        // a client's key may be an old one, which only the tables know
        assertThatThrownBy(() -> ledger.enter(Drafts.of("hits", 1, "one"))).isInstanceOfSatisfying(
                LedgerUnavailable.class, e -> assertThat(e.isEffectUnknown()).isFalse());
        assertThat(ledger.inDoubt()).hasSize(19);
        tables.away = false;
        awaitDrained();
        assertThat(ledger.draining()).isTrue();
        assertThat(ledger.entries("hits", Long.MAX_VALUE, 100)).hasSize(20);
        entered(ledger.enter(Drafts.of("hits", 1, "one")));
        assertThat(ledger.verify().discrepancies()).isEmpty();
        await().until(() -> ledger.inDoubt().isEmpty());
    }

    @Test
    void whoAsksAboutAnAccountThatIsNotLeavesNothingBehind() {
        assertThat(ledger.account("nobody")).isEmpty();
        assertThat(ledger.entries("nobody", Long.MAX_VALUE, 10)).isEmpty();
        assertThat(server.ask("KEYS", "*nobody*")).isEmpty();
        assertThat(ledger.enter(Drafts.of("nobody", -1, "one"))).isInstanceOf(Outcome.TooLittle.class);
        var account = server.ask("KEYS", "*nobody*");
        assertThat(Long.parseLong(server.ask("TTL", account))).isBetween(1L, 60L);
        entered(ledger.enter(Drafts.of("nobody", 1, "one")));
        assertThat(server.ask("TTL", account)).isEqualTo("-1");
    }

    @Test
    void durabilityIsWhatRedisSaysOfItself() {
        assertThat(ledger.enter(Drafts.visit("hits", "r1"))).isInstanceOfSatisfying(Outcome.Entered.class,
                done -> assertThat(done.durability()).isEqualTo("disk"));
        server.ask("CONFIG", "SET", "appendfsync", "everysec");
        try {
            await().untilAsserted(() -> assertThat(ledger.enter(Drafts.visit("hits", "r" + System.nanoTime())))
                    .isInstanceOfSatisfying(Outcome.Entered.class,
                            done -> assertThat(done.durability()).isEqualTo("memory")));
        } finally {
            server.ask("CONFIG", "SET", "appendfsync", "always");
        }
    }

    @Test
    void replicasThatAreNotThereAreNotClaimed() throws Exception {
        try (var waiting = bench.ledger(
                new RedisLedgerSettings("hits", new Replicas(2, Duration.ofMillis(50)), Duration.ofHours(1)))) {
            assertThat(waiting.enter(Drafts.visit("hits", "r1"))).isInstanceOfSatisfying(Outcome.Entered.class,
                    done -> assertThat(done.durability()).isEqualTo("disk"));
        }
    }

    @Test
    void aRedisThatThrowsThingsAwayIsTold() {
        assertThat(ledger.trouble()).isEmpty();
        server.ask("CONFIG", "SET", "maxmemory", "100mb");
        assertThat(ledger.trouble()).isEmpty();
        server.ask("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
        try {
            await().untilAsserted(() -> assertThat(ledger.trouble().orElse("")).contains("allkeys-lru"));
        } finally {
            server.ask("CONFIG", "SET", "maxmemory-policy", "noeviction");
            server.ask("CONFIG", "SET", "maxmemory", "0");
        }
    }
}
