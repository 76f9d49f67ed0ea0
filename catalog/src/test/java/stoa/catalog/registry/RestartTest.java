package stoa.catalog.registry;

import stoa.catalog.store.Tables;
import stoa.stores.relational.RelationalStores;

class RestartTest extends RestartContract {
    @Override
    RelationalStores stores() throws Exception {
        return Tables.onSqlite(folder);
    }
}
