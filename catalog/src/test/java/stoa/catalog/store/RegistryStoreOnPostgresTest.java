package stoa.catalog.store;

import org.junit.jupiter.api.Timeout;
import stoa.stores.relational.RelationalStores;

@Timeout(120)
class RegistryStoreOnPostgresTest extends RegistryStoreContract {
    @Override
    RelationalStores stores() throws Exception {
        return Tables.onPostgres(folder);
    }
}
