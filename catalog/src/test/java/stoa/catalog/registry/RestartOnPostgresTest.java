package stoa.catalog.registry;

import org.junit.jupiter.api.Timeout;
import stoa.catalog.store.Tables;
import stoa.stores.relational.RelationalStores;

@Timeout(120)
class RestartOnPostgresTest extends RestartContract {
    @Override
    RelationalStores stores() throws Exception {
        return Tables.onPostgres(folder);
    }
}
