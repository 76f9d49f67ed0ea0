package stoa.services.points.ledger;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import stoa.runtime.DataFolder;
import stoa.stores.relational.Relational;
import stoa.stores.relational.RelationalSettings;
import stoa.stores.relational.RelationalStores;

class LedgerOnSqliteTest extends RelationalLedgerContract {
    @TempDir
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private RelationalStores stores;

    @Override
    Relational tables() throws Exception {
        stores = new RelationalStores(RelationalSettings.embedded(), DataFolder.open(folder));
        return stores.openTogether("points");
    }

    @Override
    Relational again() throws Exception {
        return stores.openTogether("points");
    }
}
