package stoa.services.points.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every ledger does. */
@Timeout(120)
public abstract class LedgerContract {
    protected Ledger ledger;

    /** A ledger without any account. */
    protected abstract Ledger open() throws Exception;

    /** One more on the same stores, as another instance of the service has it; closed by the test. */
    protected abstract Ledger another() throws Exception;

    /** Closes what {@link #open} has opened beside the ledger. */
    protected abstract void closeStores() throws Exception;

    @BeforeEach
    void begin() throws Exception {
        ledger = open();
    }

    @AfterEach
    void end() throws Exception {
        ledger.close();
        closeStores();
    }

    private Entry entered(Draft draft) {
        assertThat(ledger.enter(draft)).isInstanceOf(Outcome.Entered.class);
        return ledger.entered(draft.account(), draft.key()).orElseThrow();
    }

    @Test
    void anAccountBeginsWithItsFirstEntry() {
        assertThat(ledger.account("ana")).isEmpty();
        assertThat(ledger.entries("ana", Long.MAX_VALUE, 10)).isEmpty();
        var draft = Drafts.of("ana", 5, "one");
        assertThat(ledger.enter(draft)).isInstanceOfSatisfying(Outcome.Entered.class, done -> {
            assertThat(done.entry()).isEqualTo(draft.after(new Account("ana", 0, 0, 0)));
            assertThat(done.durability()).matches("memory|disk|replicas:\\d+");
        });
        assertThat(ledger.account("ana")).contains(new Account("ana", 5, 0, 1));
        assertThat(ledger.entries("ana", Long.MAX_VALUE, 10)).containsExactly(draft.after(new Account("ana", 0, 0, 0)));
        assertThat(ledger.account("bo")).isEmpty();
    }

    @Test
    void theSameKeyEntersOnceAndTellsTheFirstEntry() {
        var first = entered(Drafts.of("ana", 5, "one"));
        assertThat(ledger.enter(Drafts.of("ana", 5, "one"))).isInstanceOfSatisfying(Outcome.Replayed.class,
                again -> assertThat(again.entry()).isEqualTo(first));
        assertThat(ledger.enter(Drafts.of("ana", 6, "one"))).isEqualTo(new Outcome.KeyTaken(first));
        assertThat(ledger.account("ana").orElseThrow().balance()).isEqualTo(5);
        // in another account it is another key
        assertThat(ledger.enter(Drafts.of("bo", 6, "one"))).isInstanceOf(Outcome.Entered.class);
    }

    @Test
    void aVisitThatIsTriedAgainCountsOnce() {
        assertThat(ledger.enter(Drafts.visit("hits", "r1"))).isInstanceOf(Outcome.Entered.class);
        assertThat(ledger.enter(Drafts.visit("hits", "r1"))).isInstanceOf(Outcome.Replayed.class);
        assertThat(ledger.enter(Drafts.visit("hits", "r2"))).isInstanceOf(Outcome.Entered.class);
        assertThat(ledger.account("hits")).contains(new Account("hits", 20, 0, 2));
    }

    @Test
    void nobodySpendsBelowZero() {
        entered(Drafts.of("ana", 5, "one"));
        var account = new Account("ana", 5, 0, 1);
        assertThat(ledger.enter(Drafts.of("ana", -6, "two"))).isEqualTo(new Outcome.TooLittle(account));
        assertThat(ledger.enter(Drafts.of("bo", -1, "two")))
                .isEqualTo(new Outcome.TooLittle(new Account("bo", 0, 0, 0)));
        assertThat(ledger.account("bo")).isEmpty();
        assertThat(ledger.account("ana")).contains(account);
        // a key that came to nothing is free
        assertThat(ledger.enter(Drafts.of("ana", -5, "two"))).isInstanceOf(Outcome.Entered.class);
        assertThat(ledger.account("ana")).contains(new Account("ana", 0, 0, 2));
    }

    @Test
    void aBalanceStaysWhatANumberHoldsExactly() {
        entered(Drafts.of("ana", Account.LIMIT, "all"));
        assertThat(ledger.enter(Drafts.of("ana", 1, "more")))
                .isEqualTo(new Outcome.TooMuch(new Account("ana", Account.LIMIT, 0, 1)));
        entered(Drafts.of("ana", -Account.LIMIT, "none"));
        assertThat(ledger.account("ana")).contains(new Account("ana", 0, 0, 2));
    }

    @Test
    void whatIsPutAsideAlwaysFitsBack() {
        entered(Drafts.of("ana", Account.LIMIT, "all"));
        var reserved = entered(Drafts.reserve("ana", 30, "aside", Duration.ofMinutes(5)));
        assertThat(ledger.enter(Drafts.of("ana", 1, "more")))
                .isEqualTo(new Outcome.TooMuch(new Account("ana", Account.LIMIT - 30, 30, 2)));
        assertThat(ledger.enter(Drafts.settle(reserved, Kind.EXPIRY, 30))).isInstanceOf(Outcome.Entered.class);
        assertThat(ledger.account("ana")).contains(new Account("ana", Account.LIMIT, 0, 3));
    }

    @Test
    void whatReasonsAndKeysSayIsKeptAsItIs() {
        var odd = Drafts.of("ana", 1, "k{}%:'\" ~");
        var draft = new Draft(odd.account(), odd.id(), odd.kind(), odd.amount(), "\"Инновации\" \\ é 😀 {}", odd.key(),
                false, odd.at(), odd.refers(), 0, odd.life());
        var entry = entered(draft);
        assertThat(entry.reason()).isEqualTo(draft.reason());
        assertThat(entry.key()).isEqualTo(draft.key());
        assertThat(ledger.enter(draft)).isInstanceOf(Outcome.Replayed.class);
        assertThat(ledger.entry("ana", draft.id())).contains(entry);
    }

    @Test
    void entriesComeNewestFirstAPageAtATime() {
        for (var n = 1; n <= 7; n++) {
            entered(Drafts.of("ana", n, "k" + n));
            entered(Drafts.of("bo", n, "k" + n));
        }
        var first = ledger.entries("ana", Long.MAX_VALUE, 3);
        assertThat(first).extracting(Entry::amount).containsExactly(7L, 6L, 5L);
        assertThat(first).extracting(Entry::balance).containsExactly(28L, 21L, 15L);
        assertThat(ledger.entries("ana", first.getLast().number(), 10)).extracting(Entry::amount).containsExactly(4L,
                3L, 2L, 1L);
    }

    @Test
    void anEntryIsFoundByItsIdInItsOwnAccount() {
        var entry = entered(Drafts.of("ana", 5, "one"));
        assertThat(ledger.entry("ana", entry.id())).contains(entry);
        assertThat(ledger.entry("bo", entry.id())).isEmpty();
        assertThat(ledger.missing(List.of("nobody", entry.id(), "none"))).containsExactly("nobody", "none");
    }

    @Test
    void whatIsReservedIsInNoBalanceUntilItIsGivenBack() {
        entered(Drafts.of("ana", 100, "one"));
        var draft = Drafts.reserve("ana", 30, "two", Duration.ofMinutes(15));
        var reserved = entered(draft);
        assertThat(reserved.expires()).contains(Drafts.NOW.plusSeconds(900));
        assertThat(ledger.account("ana")).contains(new Account("ana", 70, 30, 2));
        assertThat(ledger.reservations("ana", "", 10)).containsExactly(reserved);
        assertThat(ledger.enter(draft)).isInstanceOf(Outcome.Replayed.class);

        assertThat(ledger.enter(Drafts.settle(reserved, Kind.RELEASE, 30))).isInstanceOf(Outcome.Entered.class);
        assertThat(ledger.account("ana")).contains(new Account("ana", 100, 0, 3));
        assertThat(ledger.reservations("ana", "", 10)).isEmpty();
    }

    @Test
    void anEntryIsSettledOnce() {
        entered(Drafts.of("ana", 100, "one"));
        var reserved = entered(Drafts.reserve("ana", 30, "two", Duration.ofMinutes(15)));
        var commit = entered(Drafts.settle(reserved, Kind.COMMIT, 10));
        assertThat(commit.refers()).contains(reserved.id());
        assertThat(ledger.account("ana")).contains(new Account("ana", 80, 0, 3));
        assertThat(ledger.enter(Drafts.settle(reserved, Kind.COMMIT, 10))).isInstanceOf(Outcome.Replayed.class);
        assertThat(ledger.enter(Drafts.settle(reserved, Kind.RELEASE, 30))).isEqualTo(new Outcome.KeyTaken(commit));
        assertThat(ledger.account("ana")).contains(new Account("ana", 80, 0, 3));
        assertThat(ledger.expired(Drafts.NOW.plusSeconds(1_000), 10)).isEmpty();
    }

    @Test
    void reservationsWhoseTimeIsOverAreFound() {
        entered(Drafts.of("ana", 100, "one"));
        entered(Drafts.of("bo", 100, "one"));
        var late = entered(Drafts.reserve("bo", 1, "two", Duration.ofMinutes(15)));
        var soon = entered(Drafts.reserve("ana", 2, "two", Duration.ofMinutes(5)));
        assertThat(ledger.expired(Drafts.NOW.plusSeconds(299), 10)).isEmpty();
        assertThat(ledger.expired(Drafts.NOW.plusSeconds(300), 10)).containsExactly(soon);
        assertThat(ledger.expired(Drafts.NOW.plusSeconds(900), 10)).containsExactly(soon, late);
        assertThat(ledger.expired(Drafts.NOW.plusSeconds(900), 1)).containsExactly(soon);
    }

    @Test
    void openReservationsComeAPageAtATime() {
        entered(Drafts.of("ana", 100, "one"));
        for (var n = 0; n < 5; n++) {
            entered(Drafts.reserve("ana", 1, "r" + n, Duration.ofMinutes(5)));
        }
        var first = ledger.reservations("ana", "", 3);
        var rest = ledger.reservations("ana", first.getLast().id(), 3);
        assertThat(first).hasSize(3);
        assertThat(rest).hasSize(2);
        assertThat(new HashSet<>(first)).doesNotContainAnyElementsOf(rest);
    }

    @Test
    void manyAtOnceOnManyInstancesMakeOneCorrectTotal() throws Exception {
        var each = 200L;
        try (var other = another(); var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Outcome>> all = new ArrayList<>();
            for (var n = 0; n < each; n++) {
                // each key twice, on different instances as well as on the same one
                var visit = Drafts.visit("hits", "r" + n);
                var spread = Drafts.of("a" + n % 7, 3, "k" + n);
                all.addAll(List.of(() -> ledger.enter(visit), () -> other.enter(visit), () -> ledger.enter(visit),
                        () -> other.enter(spread), () -> ledger.enter(spread)));
            }
            var entered = 0;
            for (var outcome : threads.invokeAll(all)) {
                entered += outcome.get() instanceof Outcome.Entered ? 1 : 0;
            }
            assertThat(entered).isEqualTo(2 * each);
            for (var one : List.of(ledger, other)) {
                assertThat(one.account("hits")).contains(new Account("hits", 10 * each, 0, each));
                var lines = one.entries("hits", Long.MAX_VALUE, 1_000);
                assertThat(lines).hasSize((int) each);
                for (var n = 0; n < each; n++) {
                    assertThat(lines.get(n).number()).isEqualTo(each - n);
                    assertThat(lines.get(n).balance()).isEqualTo(10 * (each - n));
                }
            }
        }
        var found = ledger.verify();
        assertThat(found.discrepancies()).isEmpty();
        assertThat(found.accounts()).isEqualTo(8);
        assertThat(found.entries()).isEqualTo(2 * each);
    }

    @Test
    void theSumOfTheEntriesIsTheBalanceAtAnyMoment() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var load = threads.submit(() -> {
                for (var n = 0; n < 300; n++) {
                    ledger.enter(Drafts.visit("hits", "r" + n));
                }
            });
            while (!load.isDone()) {
                var lines = ledger.entries("hits", Long.MAX_VALUE, 1_000);
                if (!lines.isEmpty()) {
                    assertThat(lines.stream().mapToLong(Entry::amount).sum()).isEqualTo(lines.getFirst().balance());
                    assertThat(lines).hasSize((int) lines.getFirst().number());
                }
            }
            load.get();
        }
        assertThat(ledger.entries("hits", Long.MAX_VALUE, 1_000)).hasSize(300);
    }

    @Test
    void whatIsThereIsThereAfterwards() throws Exception {
        var entry = entered(Drafts.of("ana", 5, "one"));
        try (var later = another()) {
            assertThat(later.account("ana")).contains(new Account("ana", 5, 0, 1));
            assertThat(later.entries("ana", Long.MAX_VALUE, 10)).containsExactly(entry);
            assertThat(later.enter(Drafts.of("ana", 5, "one"))).isInstanceOf(Outcome.Replayed.class);
        }
    }
}
