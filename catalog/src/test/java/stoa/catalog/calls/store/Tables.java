package stoa.catalog.calls.store;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import stoa.runtime.DataFolder;
import stoa.runtime.Settings;
import stoa.stores.relational.Relational;
import stoa.stores.relational.RelationalSettings;
import stoa.stores.relational.RelationalStores;

/** The catalog's tables. */
final class Tables {
    private Tables() {}

    static Relational onSqlite(Path folder) throws Exception {
        return new RelationalStores(RelationalSettings.embedded(), DataFolder.open(folder)).open("catalog");
    }

    static Relational onPostgres(String url, Path folder) throws Exception {
        var in = Settings.of(Map.of("database-url", url), Map.of(), Optional.empty());
        return new RelationalStores(RelationalSettings.read(in), DataFolder.open(folder)).open("catalog");
    }
}
