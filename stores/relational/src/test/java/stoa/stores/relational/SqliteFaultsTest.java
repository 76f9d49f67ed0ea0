package stoa.stores.relational;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.Random;
import org.jooq.DSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stoa.runtime.DataFolder;
import stoa.runtime.StartFailed;

/** What goes wrong with files: one clear line each, and nothing left open. */
class SqliteFaultsTest {
    private static final int SMALL = 40;

    @TempDir
    Path folder;

    private SqliteStore open(SqliteLimits limits) throws StartFailed {
        return SqliteStore.open("kit", DataFolder.open(folder), limits);
    }

    private static SqliteLimits pages(int most) {
        return new SqliteLimits(10, 10, 2, most, Duration.ofMillis(100));
    }

    /** The start fails in these words and leaves nothing behind that would hinder the next one. */
    private void failsSaying(SqliteLimits limits, String words) {
        for (var twice = 0; twice < 2; twice++) {
            assertThatThrownBy(() -> open(limits)).isInstanceOf(StartFailed.class).hasMessageContaining(words)
                    .hasMessageContaining(folder.resolve("kit.db").toString()).hasMessageNotContaining("\n");
        }
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(t -> t.getName().matches("sqlite-kit-(writer|reader).*"));
    }

    private void made() throws StartFailed {
        try (var store = open(SqliteLimits.NORMAL)) {
            for (var n = 0; n < 200; n++) {
                RelationalContract.enter(store, n);
            }
        }
    }

    @Test
    void aFolderInItsPlace() throws Exception {
        Files.createDirectory(folder.resolve("kit.db"));
        failsSaying(SqliteLimits.NORMAL, "is a folder");
    }

    @Test
    void aFileThatIsReadOnly() throws Exception {
        made();
        assertThat(folder.resolve("kit.db").toFile().setWritable(false, false)).isTrue();
        failsSaying(SqliteLimits.NORMAL, "is read-only");
        assertThat(folder.resolve("kit.db").toFile().setWritable(true)).isTrue();
        open(SqliteLimits.NORMAL).close();
    }

    @Test
    void aFileThatIsNoDatabase() throws Exception {
        Files.writeString(folder.resolve("kit.db"), "Dear diary, today I was not a database.\n".repeat(300));
        failsSaying(SqliteLimits.NORMAL, "not an SQLite database");
    }

    @Test
    void aFileThatWasCutOff() throws Exception {
        made();
        try (var file = new RandomAccessFile(folder.resolve("kit.db").toFile(), "rw")) {
            file.setLength(file.length() - 2 * 4096);
        }
        failsSaying(SqliteLimits.NORMAL, "is damaged");
    }

    @Test
    void aFileThatIsDamagedAtItsRoot() throws Exception {
        made();
        var noise = new byte[4096 - 100];
        new Random(1).nextBytes(noise);
        try (var file = new RandomAccessFile(folder.resolve("kit.db").toFile(), "rw")) {
            file.seek(100);
            file.write(noise);
        }
        failsSaying(SqliteLimits.NORMAL, "is damaged");
    }

    @Test
    void aFileThatIsDamagedWithin() throws Exception {
        made();
        var noise = new byte[2 * 4096];
        new Random(1).nextBytes(noise);
        try (var file = new RandomAccessFile(folder.resolve("kit.db").toFile(), "rw")) {
            file.seek(file.length() - noise.length);
            file.write(noise);
        }
        failsSaying(SqliteLimits.NORMAL, "is damaged");
    }

    @Test
    void aFullDiskAtTheStart() {
        failsSaying(pages(2), "the disk is full");
    }

    @Test
    void anotherProgramThatHasTheFileLocked() throws Exception {
        made();
        try (var other = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("kit.db"));
                var statement = other.createStatement()) {
            statement.execute("pragma locking_mode = exclusive");
            statement.execute("begin exclusive");
            failsSaying(pages(0), "another program has the file locked");
        }
        try (var store = open(pages(0));
                var other = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("kit.db"));
                var statement = other.createStatement()) {
            statement.execute("begin immediate");
            assertThatThrownBy(() -> RelationalContract.credit(store, 1)).isInstanceOf(StoreUnavailable.class)
                    .hasMessageContaining("another program has the file locked");
            statement.execute("rollback");
            RelationalContract.credit(store, 1);
            assertThat(RelationalContract.balance(store)).isEqualTo(1);
        }
    }

    @Test
    void aDiskThatFillsUpRefusesWritesUntilThereIsRoom() throws Exception {
        try (var store = open(pages(SMALL))) {
            var stored = 0L;
            var refused = false;
            for (var id = 0L; id < 1000 && !refused; id++) {
                try {
                    big(store, id);
                    stored++;
                } catch (StoreUnavailable e) {
                    assertThat(e).hasMessage("kit store: the disk is full");
                    refused = true;
                }
            }
            assertThat(refused).isTrue();
            assertThat(stored).isPositive();
            assertThat(RelationalContract.number(store, "select count(*) from entry")).isEqualTo(stored);
            store.write(sql -> sql.execute("delete from entry"));
            big(store, 5000);
            assertThat(RelationalContract.number(store, "select count(*) from entry")).isEqualTo(1);
            assertThat(store.check(Duration.ofSeconds(10)).ok()).isTrue();
        }
        try (var store = open(pages(0))) {
            assertThat(RelationalContract.number(store, "select count(*) from entry")).isEqualTo(1);
        }
    }

    private static void big(Relational store, long id) {
        store.write(sql -> bigRow(sql, id));
    }

    private static int bigRow(DSLContext sql, long id) {
        return sql.execute("insert into entry (id, account, amount, note) values (?, 'hits', 1, ?)", id,
                "x".repeat(3000));
    }
}
