package stoa.stores.relational;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import stoa.runtime.Component.Condition;
import stoa.runtime.DataFolder;
import stoa.runtime.StartFailed;

/** A look at a store in a file; the contract on PostgreSQL looks at servers. */
@Timeout(60)
class LookTest {
    @TempDir
    Path folder;

    /** Looks, and finds afterwards every file as it was before. */
    private Condition look() throws IOException {
        var before = files();
        var found = new RelationalStores(RelationalSettings.embedded(), DataFolder.at(folder)).look("kit",
                Duration.ofSeconds(1));
        assertThat(files()).isEqualTo(before);
        assertThat(found.kind()).isEqualTo("sqlite");
        assertThat(found.address()).isEqualTo(folder.resolve("kit.db").toString());
        assertThat(found.detail()).isNotEmpty().doesNotContain("\n");
        return found;
    }

    /** The folder's files with what they hold; of the shared memory beside a write-ahead log only that it is there. */
    private Map<String, Integer> files() throws IOException {
        var files = new TreeMap<String, Integer>();
        if (Files.isDirectory(folder)) {
            try (var all = Files.list(folder)) {
                for (var file : all.toList()) {
                    files.put(file.toString(),
                            Files.isDirectory(file) || file.toString().endsWith("-shm")
                                    ? 0
                                    : Arrays.hashCode(Files.readAllBytes(file)));
                }
            }
        }
        return files;
    }

    private void looksWell(String detail) throws IOException {
        var found = look();
        assertThat(found.ok()).as(found.detail()).isTrue();
        assertThat(found.version()).startsWith("3.");
        assertThat(found.detail()).isEqualTo(detail);
    }

    private void looksBad(String... words) throws IOException {
        var found = look();
        assertThat(found.ok()).isFalse();
        assertThat(found.version()).isEmpty();
        assertThat(found.detail()).contains(words);
    }

    private Path made() throws StartFailed {
        try (var store = SqliteStore.open("kit", DataFolder.open(folder), SqliteLimits.NORMAL)) {
            for (var n = 0; n < 200; n++) {
                RelationalContract.enter(store, n);
            }
        }
        return folder.resolve("kit.db");
    }

    @Test
    void aStoreThatIsNotThereYet() throws IOException {
        looksWell("will be made at the first start");
    }

    @Test
    void aFolderThatIsNotThereYet() throws IOException {
        folder = folder.resolve("not/yet");
        looksWell("will be made at the first start");
        assertThat(folder).doesNotExist();
    }

    @Test
    void aFolderThatCannotBeMade() throws IOException {
        folder = Files.createFile(folder.resolve("file")).resolve("data");
        looksBad(folder.toString(), "cannot be written to", "--data");
    }

    @Test
    void aStoreThatIsWell() throws Exception {
        made();
        looksWell("well");
    }

    @Test
    void aStoreWithoutItsLockFile() throws Exception {
        made();
        Files.delete(folder.resolve("kit.lock"));
        looksWell("well");
    }

    @Test
    void aStoreThatARunningProcessHolds() throws Exception {
        try (var child = new Child(SqliteCrashTest.Holding.class, List.of(), folder.toString())) {
            assertThat(child.line()).isEqualTo("relational/kit");
            looksWell("in use by a running process");
            assertThat(child.end()).isZero();
        }
        looksWell("well");
    }

    @Test
    void aStoreWhoseProcessWasKilled() throws Exception {
        try (var child = new Child(SqliteCrashTest.Writing.class, List.of(), folder.toString(), "0")) {
            child.line();
            child.kill();
        }
        assertThat(folder.resolve("kit.db-wal")).isNotEmptyFile();
        looksWell("well");
    }

    @Test
    void aStoreThatAnotherProgramHasLocked() throws Exception {
        var file = made();
        try (var other = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = other.createStatement()) {
            statement.execute("pragma locking_mode = exclusive");
            statement.execute("begin exclusive");
            looksBad(file.toString(), "another program has the file locked");
        }
    }

    @Test
    void aStoreThatIsDamaged() throws Exception {
        var file = made();
        try (var damaged = new RandomAccessFile(file.toFile(), "rw")) {
            damaged.seek(4096 + 8);
            damaged.write(new byte[3000]);
        }
        looksBad(file.toString(), "damaged");
    }

    @Test
    void aFileThatIsNoDatabase() throws Exception {
        var file = Files.writeString(folder.resolve("kit.db"), "no database, whatever its name says\n".repeat(200));
        looksBad(file.toString(), "not an SQLite database");
    }

    @Test
    void aFolderInItsPlace() throws Exception {
        looksBad(Files.createDirectory(folder.resolve("kit.db")).toString(), "is a folder");
    }

    @Test
    void aFileThatIsReadOnly() throws Exception {
        var file = made();
        assertThat(file.toFile().setWritable(false, false)).isTrue();
        looksBad(file.toString(), "read-only");
    }
}
