package stoa.stores.relational;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stoa.runtime.DataFolder;

class SqliteStoreTest extends RelationalContract {
    @TempDir
    Path folder;

    @Override
    Relational open(String owner) throws Exception {
        return new RelationalStores(RelationalSettings.embedded(), DataFolder.open(folder)).open(owner);
    }

    @Override
    String kind() {
        return "sqlite";
    }

    @Test
    void theAddressIsTheFile() {
        assertThat(store.check(Duration.ofSeconds(10)).address()).isEqualTo(folder.resolve("kit.db").toString());
    }

    @Test
    void aClosedStoreLeavesOneFileAndNoLock() throws Exception {
        credit(store, 1);
        store.close();
        assertThat(folder.resolve("kit.db-wal")).doesNotExist();
        assertThat(folder.resolve("kit.db-shm")).doesNotExist();
        open("kit").close();
    }

    @Test
    void noCharacterOfThePathMeansAnythingElse() throws Exception {
        folder = Files.createDirectory(folder.resolve("a b?c=#d%20é"));
        try (var other = open("kit")) {
            credit(other, 1);
        }
        assertThat(folder.resolve("kit.db")).exists();
    }

    @Test
    void commitsAreForcedToTheDisk() {
        assertThat(number(store, "select 1")).isEqualTo(1);
        assertThat(store.<String>write(sql -> String.valueOf(sql.fetchValue("pragma journal_mode")))).isEqualTo("wal");
        assertThat(store.<String>write(sql -> String.valueOf(sql.fetchValue("pragma synchronous")))).isEqualTo("2");
        assertThat(store.<String>write(sql -> String.valueOf(sql.fetchValue("pragma foreign_keys")))).isEqualTo("1");
    }
}
