package stoa.catalog.registry;

import stoa.stores.relational.RelationalStores;

class RestartTest extends RestartContract {
    @Override
    RelationalStores stores() throws Exception {
        return Tables.onSqlite(folder);
    }
}
