package stoa.services.probe;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import stoa.runtime.DataFolder;
import stoa.stores.relational.RelationalSettings;
import stoa.stores.relational.RelationalStores;

class ProbeStoreTest extends ProbeStoreContract {
    @TempDir
    Path folder;

    @Override
    RelationalStores stores() throws Exception {
        return new RelationalStores(RelationalSettings.embedded(), DataFolder.open(folder));
    }
}
