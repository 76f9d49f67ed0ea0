package stoa.stores.relational;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stoa.runtime.DataFolder;

/** A new file is made without Flyway, and Flyway must not see the difference. */
class NewFileTest {
    private static final String TABLES = "select type, name, tbl_name, sql from sqlite_master order by type, name";
    private static final String HISTORY = "select installed_rank, version, description, type, script, checksum,"
            + " installed_by, success from flyway_schema_history order by installed_rank";

    @TempDir
    Path folder;

    private String url(String file) {
        return "jdbc:sqlite:" + folder.resolve(file);
    }

    private List<String> rows(String file, String query) throws Exception {
        var found = new ArrayList<String>();
        try (var connection = DriverManager.getConnection(url(file));
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            while (rows.next()) {
                var row = new StringBuilder();
                for (var n = 1; n <= rows.getMetaData().getColumnCount(); n++) {
                    row.append(String.valueOf(rows.getString(n)).replaceAll("\\s+", " ")).append(" | ");
                }
                found.add(row.toString());
            }
        }
        return found;
    }

    @Test
    void aNewFileIsAsFlywayWouldHaveMadeIt() throws Exception {
        SqliteStore.open("kit", DataFolder.open(folder), SqliteLimits.NORMAL).close();
        new Migrations("kit").apply(Flyway.configure().dataSource(url("flyway.db"), "", ""), "flyway.db");
        assertThat(rows("kit.db", HISTORY)).isEqualTo(rows("flyway.db", HISTORY)).hasSize(2);
        assertThat(rows("kit.db", TABLES)).isEqualTo(rows("flyway.db", TABLES)).hasSizeGreaterThan(3);
    }

    @Test
    void flywayFindsNothingWrongAndNothingMissing() throws Exception {
        SqliteStore.open("kit", DataFolder.open(folder), SqliteLimits.NORMAL).close();
        var flyway = Flyway.configure().dataSource(url("kit.db"), "", "").locations("classpath:db/kit").load();
        flyway.validate();
        assertThat(flyway.info().pending()).isEmpty();
        assertThat(flyway.info().applied()).hasSize(2);
        assertThat(flyway.migrate().migrationsExecuted).isZero();
    }
}
