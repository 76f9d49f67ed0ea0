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
