package stoa.services.points.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;
import stoa.stores.relational.Relational;

/** What a ledger in tables does beside. */
abstract class RelationalLedgerContract extends LedgerContract {
    private final List<Relational> others = new ArrayList<>();
    @SuppressWarnings("NullAway.Init")
    private Relational tables;

    abstract Relational tables() throws Exception;

    /** The same tables, as another instance opens them. */
    abstract Relational again() throws Exception;

    @Override
    protected Ledger open() throws Exception {
        tables = tables();
        return new RelationalLedger(tables);
    }

    @Override
    protected Ledger another() throws Exception {
        var more = again();
        others.add(more);
        return new RelationalLedger(more);
    }

    @Override
    protected void closeStores() {
        others.forEach(Relational::close);
        tables.close();
    }

    @Test
    void entriesMadeElsewhereAreTakenOnOnce() {
        var relational = (RelationalLedger) ledger;
        var first = Drafts.of("ana", 5, "one").after(new Account("ana", 0, 0, 0));
        var second = Drafts.of("ana", 7, "two").after(new Account("ana", 5, 0, 1));
        assertThat(relational.absorb(List.of(first, second)))
                .isEqualTo(new Absorbed(List.of(first, second), List.of(), Set.of()));
        assertThat(relational.absorb(List.of(second, first)).added()).isEmpty();
        assertThat(ledger.account("ana")).contains(new Account("ana", 12, 0, 2));
        assertThat(ledger.verify().discrepancies()).isEmpty();
    }

    @Test
    void ofTwoEntriesWithOneKeyTheFirstIsTakenOn() {
        var first = Drafts.of("ana", 5, "one").after(new Account("ana", 0, 0, 0));
        var again = Drafts.of("ana", 5, "one").after(new Account("ana", 5, 0, 1));
        var relational = (RelationalLedger) ledger;
        assertThat(relational.absorb(List.of(first, again)))
                .isEqualTo(new Absorbed(List.of(first), List.of(again), Set.of()));
        assertThat(relational.absorb(List.of(again))).isEqualTo(new Absorbed(List.of(), List.of(again), Set.of()));
        assertThat(relational.missing(List.of(first.id(), again.id()))).containsExactly(again.id());
        assertThat(ledger.account("ana")).contains(new Account("ana", 5, 0, 1));
    }

    @Test
    void entriesThatDoNotGoOnFromTheOthersAreTakenOnAndTold() {
        var relational = (RelationalLedger) ledger;
        var first = Drafts.of("ana", 5, "one").after(new Account("ana", 0, 0, 0));
        var other = Drafts.of("ana", 7, "two").after(new Account("ana", 0, 0, 0));
        relational.absorb(List.of(first));
        assertThat(relational.absorb(List.of(other)))
                .isEqualTo(new Absorbed(List.of(other), List.of(), Set.of("ana")));
        assertThat(ledger.account("ana")).contains(new Account("ana", 12, 0, 1));
        assertThat(ledger.entries("ana", Long.MAX_VALUE, 10)).hasSize(2);
        // that they do not follow one another is for a person to judge
        assertThat(ledger.verify().discrepancies()).hasSize(1);
    }

    @Test
    void whatIsStillToBeTakenOnCanBeCountedInAdvance() {
        var relational = (RelationalLedger) ledger;
        var first = Drafts.of("ana", 50, "one").after(new Account("ana", 0, 0, 0));
        var second = Drafts.reserve("ana", 7, "two", Duration.ofMinutes(1)).after(new Account("ana", 50, 0, 1));
        var other = Drafts.of("bo", 1, "one").after(new Account("bo", 0, 0, 0));
        relational.absorb(List.of(first));
        var more = List.of(first, second, other);
        assertThat(relational.with(more, List.of("ana", "nobody")))
                .isEqualTo(Map.of("ana", new Account("ana", 43, 7, 2)));
        assertThat(relational.with(List.of(), List.of("ana"))).isEqualTo(Map.of("ana", new Account("ana", 50, 0, 1)));
        assertThat(relational.sums(more, Map.of("ana", 2L, "bo", 0L)))
                .isEqualTo(Map.of("ana", new Account("ana", 43, 0, 2)));
        assertThat(relational.sums(more, Map.of("ana", 1L, "bo", 1L))).isEqualTo(
                Map.of("ana", new Account("ana", 50, 0, 1), "bo", new Account("bo", 1, 0, 1)));
        assertThat(relational.verify(more)).isEqualTo(new Verification(2, 3, List.of()));
        assertThat(relational.verify()).isEqualTo(new Verification(1, 1, List.of()));
    }

    @Test
    void whatDoesNotAddUpIsToldWithTheEntriesConcernedAndNotMended() {
        for (var n = 1; n <= 3; n++) {
            ledger.enter(Drafts.of("ana", n, "k" + n));
            ledger.enter(Drafts.of("bo", n, "k" + n));
        }
        var second = ledger.entries("ana", 3, 1).getFirst();
        tables.write(sql -> sql.execute("update entry set amount = amount + 100 where id = {0}",
                DSL.val(second.id())));
        var found = ledger.verify();
        assertThat(found.discrepancies()).singleElement().satisfies(d -> {
            assertThat(d.account()).isEqualTo("ana");
            assertThat(d.balance()).isEqualTo(6);
            assertThat(d.sum()).isEqualTo(106);
            assertThat(d.concerned()).containsExactly(second.id());
            assertThat(d.detail()).contains("balance 6").contains("add up to 106");
        });
        assertThat(ledger.verify()).isEqualTo(found);
    }

    @Test
    void receiptsAreToldNewestFirstAndTheOldestForgotten() {
        var receipts = new Receipts(tables);
        for (var n = 0; n <= Receipts.KEPT; n++) {
            receipts.keep(new Receipt("%05d".formatted(n), Drafts.NOW, "points-1", "asked for", 2,
                    n % 2 == 0 ? List.of() : List.of("a", "b")));
        }
        assertThat(receipts.newest("~", 2)).extracting(Receipt::id).containsExactly("00200", "00199");
        assertThat(receipts.newest("00200", 1)).containsExactly(
                new Receipt("00199", Drafts.NOW, "points-1", "asked for", 2, List.of("a", "b")));
        assertThat(receipts.newest("00002", 10)).extracting(Receipt::id).containsExactly("00001");
    }
}
