package stoa.stores.relational;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import stoa.runtime.StartFailed;

/** What every relational store promises. */
abstract class RelationalContract {
    Relational store;

    /** Opens an owner's store; within one test always the same data. */
    abstract Relational open(String owner) throws Exception;

    /** The word for what stands behind it. */
    abstract String kind();

    @BeforeEach
    void openStore() throws Exception {
        store = open("kit");
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    static long number(Relational store, String query) {
        return store.read(sql -> Long.parseLong(String.valueOf(sql.fetchValue(query))));
    }

    static void credit(Relational store, long amount) {
        store.write(sql -> sql.execute("update account set balance = balance + ? where name = 'hits'", amount));
    }

    static long balance(Relational store) {
        return number(store, "select balance from account where name = 'hits'");
    }

    static void enter(Relational store, long id) {
        store.write(sql -> sql.execute("insert into entry (id, account, amount) values (?, 'hits', 1)", id));
    }

    @Test
    void whatWasWrittenIsThereAfterReopening() throws Exception {
        credit(store, 7);
        store.close();
        store = open("kit");
        assertThat(balance(store)).isEqualTo(7);
    }

    @Test
    void aWriteIsSeenByTheNextRead() {
        for (var n = 1; n <= 50; n++) {
            credit(store, 1);
            assertThat(balance(store)).isEqualTo(n);
        }
    }

    @Test
    void aWriteAnswersWithTheResultOfItsWork() {
        long changed = store.write(sql -> (long) sql.execute("update account set balance = 3"));
        assertThat(changed).isEqualTo(1);
        assertThat(store.<@org.jspecify.annotations.Nullable String>write(_ -> null)).isNull();
    }

    @Test
    void aWriteThatThrowsIsUndoneAlone() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var writes = IntStream.range(0, 200).mapToObj(n -> threads.submit(() -> store.write(sql -> {
                sql.execute("insert into entry (id, account, amount) values (?, 'hits', 1)", n);
                if (n % 5 == 0) {
                    throw new IllegalArgumentException("no " + n);
                }
                return n;
            }))).toList();
            for (var n = 0; n < writes.size(); n++) {
                var write = writes.get(n);
                if (n % 5 == 0) {
                    assertThatThrownBy(write::get).hasCauseInstanceOf(IllegalArgumentException.class)
                            .hasMessageEndingWith("no " + n);
                } else {
                    assertThat(write.get()).isEqualTo(n);
                }
            }
        }
        assertThat(number(store, "select count(*) from entry")).isEqualTo(160);
        assertThat(number(store, "select count(*) from entry where id % 5 = 0")).isZero();
    }

    @Test
    void theWorksOwnExceptionPassesAsItIs() {
        var mine = new IllegalArgumentException("mine");
        assertThatThrownBy(() -> store.write(_ -> {
            throw mine;
        })).isSameAs(mine);
        assertThatThrownBy(() -> store.read(_ -> {
            throw mine;
        })).isSameAs(mine);
        assertThatThrownBy(() -> store.write(_ -> {
            throw new AssertionError("an error too");
        })).isInstanceOf(AssertionError.class).hasMessage("an error too");
        credit(store, 1);
        assertThat(balance(store)).isEqualTo(1);
    }

    @Test
    void aBrokenConstraintIsTheWritesOwnMatter() {
        enter(store, 1);
        assertThatThrownBy(() -> enter(store, 1)).isInstanceOf(DataAccessException.class);
        assertThatThrownBy(() -> credit(store, -1)).isInstanceOf(DataAccessException.class);
        assertThatThrownBy(() -> store.write(
                sql -> sql.execute("insert into entry (id, account, amount) values (2, 'nobody', 1)")))
                .isInstanceOf(DataAccessException.class);
        assertThat(number(store, "select count(*) from entry")).isEqualTo(1);
        assertThat(store.check(Duration.ofSeconds(10)).ok()).isTrue();
    }

    @Test
    void writesThatReadFirstAddUpAsIfEachWereAlone() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var writers = IntStream.range(0, 64).<Future<?>>mapToObj(_ -> threads.submit(() -> {
                for (var n = 0; n < 5; n++) {
                    store.write(sql -> {
                        var before = sql.fetchValue("select balance from account where name = 'hits'");
                        return sql.execute("update account set balance = ? where name = 'hits'",
                                Long.parseLong(String.valueOf(before)) + 1);
                    });
                }
            })).toList();
            for (var writer : writers) {
                writer.get();
            }
        }
        assertThat(balance(store)).isEqualTo(320);
    }

    @Test
    void aReadSeesOneStateWhileWritesGoOn() throws Exception {
        store.write(sql -> sql.execute("insert into account (name, balance) values ('other', 1000)"));
        var done = new AtomicBoolean();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var writer = threads.submit(() -> {
                for (var n = 0; !done.get(); n++) {
                    var amount = n % 2 == 0 ? 100 : -100;
                    store.write(sql -> {
                        sql.execute("update account set balance = balance + ? where name = 'hits'", amount);
                        return sql.execute("update account set balance = balance - ? where name = 'other'", amount);
                    });
                }
            });
            for (var n = 0; n < 100; n++) {
                List<Long> both = store.read(sql -> List.of("hits", "other").stream()
                        .map(name -> Long.parseLong(String
                                .valueOf(sql.fetchValue("select balance from account where name = ?", name))))
                        .toList());
                assertThat(both.get(0) + both.get(1)).isEqualTo(1000);
            }
            done.set(true);
            writer.get();
        }
    }

    @Test
    void aReadCannotChangeAnything() {
        assertThatThrownBy(() -> store.read(sql -> sql.execute("update account set balance = 5")))
                .isInstanceOf(DataAccessException.class);
        assertThat(balance(store)).isZero();
    }

    @Test
    void aCallInsideAnothersWorkIsRefused() {
        assertThatThrownBy(() -> store.write(_ -> store.read(_ -> 1))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> store.write(_ -> store.write(_ -> 1))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> store.read(_ -> store.read(_ -> 1))).isInstanceOf(IllegalStateException.class);
        assertThat(balance(store)).isZero();
    }

    @Test
    void aCheckSaysWhatStandsBehindIt() {
        var found = store.check(Duration.ofSeconds(10));
        assertThat(found.ok()).isTrue();
        assertThat(found.kind()).isEqualTo(kind());
        assertThat(found.version()).matches("(PostgreSQL )?\\d+\\.\\d.*").hasSizeLessThan(60);
        assertThat(found.latency()).isPositive();
        assertThat(found.detail()).isEmpty();
        assertThat(store.name()).isEqualTo("relational/kit");
    }

    @Test
    void aClosedStoreSaysSo() {
        store.close();
        store.close();
        assertThatThrownBy(() -> credit(store, 1)).isInstanceOf(StoreUnavailable.class).hasMessageContaining("closed");
        assertThatThrownBy(() -> balance(store)).isInstanceOf(StoreUnavailable.class).hasMessageContaining("closed");
        var found = store.check(Duration.ofSeconds(10));
        assertThat(found.ok()).isFalse();
        assertThat(found.detail()).contains("closed");
    }

    @Test
    void ownersAreIndependent() throws Exception {
        try (var other = open("other")) {
            other.write(sql -> sql.execute("insert into note (id, line) values (1, 'x')"));
            credit(store, 2);
            assertThat(number(other, "select count(*) from note")).isEqualTo(1);
            assertThatThrownBy(() -> number(other, "select count(*) from account"))
                    .isInstanceOf(DataAccessException.class);
        }
        assertThat(balance(store)).isEqualTo(2);
    }

    @Test
    void everyMigrationIsAppliedOnce() throws Exception {
        var applied = "select count(*) from flyway_schema_history where version is not null and success";
        assertThat(number(store, applied)).isEqualTo(2);
        store.close();
        store = open("kit");
        assertThat(number(store, applied)).isEqualTo(2);
    }

    @Test
    void aMissingMigrationIsMadeUpFor() throws Exception {
        store.write(sql -> {
            sql.execute("drop table entry");
            sql.execute("delete from account");
            return sql.execute("delete from flyway_schema_history where version = '2'");
        });
        store.close();
        store = open("kit");
        enter(store, 1);
        assertThat(number(store, "select count(*) from entry")).isEqualTo(1);
    }

    @Test
    void tablesThatAreNewerThanTheProgramAreRefused() {
        store.write(sql -> sql.execute("insert into flyway_schema_history (installed_rank, version, description, type,"
                + " script, checksum, installed_by, execution_time, success)"
                + " values (99, '3', 'shiny', 'SQL', 'V3__shiny.sql', 1, 'x', 1, " + "true)"));
        store.close();
        assertThatThrownBy(() -> open("kit")).isInstanceOf(StartFailed.class).hasMessageContaining("newer")
                .hasMessageContaining("3 (shiny)").hasMessageNotContaining("\n");
    }
}
