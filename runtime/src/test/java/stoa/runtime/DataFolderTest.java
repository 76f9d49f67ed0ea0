package stoa.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
    @TempDir
    Path temp;

    @Test
    void itIsMadeWhereItIsMissing() throws Exception {
        var folder = DataFolder.open(temp.resolve("a/b"));
        assertThat(folder.path()).isDirectory().isEmptyDirectory();
    }

    @Test
    void aFileInItsPlaceIsOneClearLine() throws Exception {
        var file = Files.writeString(temp.resolve("data"), "");
        assertThatThrownBy(() -> DataFolder.open(file)).isInstanceOf(StartFailed.class)
                .hasMessageContaining("there is a file of that name").hasMessageContaining("--data");
    }

    @Test
    void aLockIsHeldOnceUntilItIsClosed() throws Exception {
        var folder = DataFolder.open(temp);
        try (var held = folder.lock("catalog")) {
            assertThat(held).isNotNull();
            assertThatThrownBy(() -> folder.lock("catalog")).isInstanceOf(StartFailed.class)
                    .hasMessageContaining("held by another process").hasMessageContaining("DATABASE_URL");
            folder.lock("events").close();
        }
        folder.lock("catalog").close();
    }

    /** Another process that tries to take the lock; ends with 0 when it could. */
    static final class Trying {
        private Trying() {}

        public static void main(String[] args) throws Exception {
            System.exit(DataFolder.open(Path.of(args[0])).tryLock("catalog").isPresent() ? 0 : 1);
        }
    }

    private int tryingElsewhere() throws Exception {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new ProcessBuilder(java, "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"),
                Trying.class.getName(), temp.toString()).inheritIO().start().waitFor();
    }

    @Test
    void aLockThatThisProcessAskedForTwiceIsStillHeldAgainstOthers() throws Exception {
        var folder = DataFolder.open(temp);
        try (var held = folder.lock("catalog")) {
            assertThat(held).isNotNull();
            assertThat(folder.tryLock("catalog")).isEmpty();
            assertThat(DataFolder.open(temp.resolve("../" + temp.getFileName())).tryLock("catalog")).isEmpty();
            assertThat(tryingElsewhere()).isEqualTo(1);
        }
        assertThat(tryingElsewhere()).isZero();
    }

    @Test
    void aWriteReplacesTheWholeFileAndLeavesNoOther() throws Exception {
        var folder = DataFolder.open(temp);
        folder.write("run/catalog-1.url", "http://127.0.0.1:1\n");
        folder.write("run/catalog-1.url", "http://127.0.0.1:2\n");
        assertThat(temp.resolve("run/catalog-1.url")).hasContent("http://127.0.0.1:2\n");
        try (var files = Files.list(temp.resolve("run"))) {
            assertThat(files).hasSize(1);
        }
    }
}
