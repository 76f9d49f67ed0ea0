package stoa.services.probe;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import stoa.runtime.DataFolder;
import stoa.runtime.Settings;
import stoa.stores.relational.RelationalSettings;
import stoa.stores.relational.RelationalStores;
import stoa.tests.kit.Postgres;

@Timeout(120)
class ProbeStoreOnPostgresTest extends ProbeStoreContract {
    @TempDir
    Path folder;

    @Override
    RelationalStores stores() throws Exception {
        var in = Settings.of(Map.of("database-url", Postgres.emptyDatabase()), Map.of(), Optional.empty());
        return new RelationalStores(RelationalSettings.read(in), DataFolder.open(folder));
    }
}
