package stoa.stores.relational;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stoa.runtime.DataFolder;
import stoa.runtime.Settings;
import stoa.runtime.StartFailed;

/** Files that are files whatever is set, and that instances of one process have together. */
class EmbeddedStoreTest {
    @TempDir
    Path folder;

    private RelationalStores stores;

    @BeforeEach
    void name() throws StartFailed {
        stores = new RelationalStores(RelationalSettings.embedded(), DataFolder.open(folder));
    }

    @Test
    void itIsAFileAlsoWhereAServerIsSet() throws Exception {
        var in = Settings.of(Map.of("database-url", "postgresql://nobody@127.0.0.1:1/none"), Map.of(),
                Optional.empty());
        var set = new RelationalStores(RelationalSettings.read(in), DataFolder.open(folder));
        try (var store = set.openEmbedded("kit")) {
            RelationalContract.credit(store, 7);
            assertThat(folder.resolve("kit.db")).isRegularFile();
        }
        try (var store = stores.open("kit")) {
            assertThat(RelationalContract.balance(store)).isEqualTo(7);
        }
    }

    @Test
    void instancesOfAProcessHaveItTogetherUntilTheLastHasClosedIt() throws Exception {
        var one = stores.openEmbedded("kit");
        var two = stores.openEmbedded("kit");
        RelationalContract.credit(one, 1);
        one.close();
        one.close();
        RelationalContract.credit(two, 1);
        assertThat(RelationalContract.balance(two)).isEqualTo(2);
        assertThatThrownBy(() -> RelationalContract.credit(stores.open("kit"), 1)).isInstanceOf(StartFailed.class);
        two.close();
        stores.open("kit").close();
        try (var again = stores.openTogether("kit"); var beside = stores.openTogether("kit")) {
            RelationalContract.credit(again, 1);
            assertThat(RelationalContract.balance(beside)).isEqualTo(3);
        }
    }

    @Test
    void aFileThatAnotherProcessHoldsIsNamedWithoutAdviceThatDoesNotHelp() throws Exception {
        try (var held = DataFolder.open(folder).lock("kit")) {
            assertThat(held).isNotNull();
            assertThatThrownBy(() -> stores.openEmbedded("kit")).isInstanceOf(StartFailed.class)
                    .hasMessageContaining(folder.resolve("kit.db") + " is held by another process")
                    .hasMessageContaining("--data DIR").hasMessageNotContaining("DATABASE_URL");
        }
        stores.openEmbedded("kit").close();
    }

    @Test
    void tablesOfAnotherProgramAreTakenOnHereAndRefusedElsewhere() throws Exception {
        elsewhere("create table letters (id integer primary key, words text)",
                "insert into letters (words) values ('dear diary')");
        assertThatThrownBy(() -> stores.open("kit")).isInstanceOf(StartFailed.class).hasMessageNotContaining("\n");
        for (var start = 1; start <= 2; start++) {
            try (var store = stores.openEmbedded("kit")) {
                RelationalContract.credit(store, 1);
                assertThat(RelationalContract.balance(store)).isEqualTo(start);
                assertThat(RelationalContract.number(store, "select count(*) from letters")).isEqualTo(1);
            }
        }
    }

    @Test
    void tablesThatAreInTheWayAreLeftAloneAndNamed() throws Exception {
        elsewhere("create table account (whatever text)");
        assertThatThrownBy(() -> stores.openEmbedded("kit")).isInstanceOf(StartFailed.class)
                .hasMessageContaining(folder.resolve("kit.db").toString()).hasMessageNotContaining("\n");
        elsewhere("insert into account values ('still here')");
    }

    private void elsewhere(String... statements) throws SQLException {
        try (var other = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("kit.db"));
                var statement = other.createStatement()) {
            for (var sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
