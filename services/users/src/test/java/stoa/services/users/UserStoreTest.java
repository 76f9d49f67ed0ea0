package stoa.services.users;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import stoa.runtime.DataFolder;
import stoa.stores.relational.Relational;
import stoa.stores.relational.RelationalSettings;
import stoa.stores.relational.RelationalStores;

class UserStoreTest extends UserStoreContract {
    @TempDir
    Path folder;

    @Override
    Relational open() throws Exception {
        return new RelationalStores(RelationalSettings.embedded(), DataFolder.open(folder)).open("users");
    }
}
