package stoa.stores.relational;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stoa.runtime.DataFolder;

class SqliteStoreTest {
    @TempDir
    Path folder;

    @Test
    void whatOneRunWroteTheNextOneReads() throws Exception {
        for (var i = 1; i <= 2; i++) {
            try (var store = new RelationalStores(RelationalSettings.embedded(), DataFolder.open(folder)).open("kit")) {
                store.write(sql -> sql.execute("update account set balance = balance + 1 where name = 'hits'"));
                String balance = store.read(sql -> String.valueOf(sql.fetchValue("select balance from account")));
                assertThat(balance)
                        .isEqualTo("" + i);
            }
        }
    }
}
