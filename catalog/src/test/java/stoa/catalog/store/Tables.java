package stoa.catalog.store;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import stoa.runtime.DataFolder;
import stoa.runtime.Settings;
import stoa.runtime.StartFailed;
import stoa.stores.relational.RelationalSettings;
import stoa.stores.relational.RelationalStores;
import stoa.tests.kit.Postgres;

/** Where a test's registry is kept; empty at first. */
public final class Tables {
    private Tables() {}

    public static RelationalStores onSqlite(Path folder) throws StartFailed {
        return new RelationalStores(RelationalSettings.embedded(), DataFolder.open(folder));
    }

    public static RelationalStores onPostgres(Path folder) throws StartFailed, SQLException {
        var in = Settings.of(Map.of("database-url", Postgres.emptyDatabase()), Map.of(), Optional.empty());
        return new RelationalStores(RelationalSettings.read(in), DataFolder.open(folder));
    }
}
