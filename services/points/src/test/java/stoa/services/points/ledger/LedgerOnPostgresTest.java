package stoa.services.points.ledger;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import stoa.runtime.DataFolder;
import stoa.runtime.Settings;
import stoa.stores.relational.Relational;
import stoa.stores.relational.RelationalSettings;
import stoa.stores.relational.RelationalStores;
import stoa.tests.kit.Postgres;

class LedgerOnPostgresTest extends RelationalLedgerContract {
    @TempDir
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private String url;

    @Override
    Relational tables() throws Exception {
        url = Postgres.emptyDatabase();
        return again();
    }

    @Override
    Relational again() throws Exception {
        var in = Settings.of(Map.of("database-url", url), Map.of(), Optional.empty());
        return new RelationalStores(RelationalSettings.read(in), DataFolder.open(folder)).open("points");
    }
}
