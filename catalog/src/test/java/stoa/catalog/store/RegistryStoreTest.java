package stoa.catalog.store;

import stoa.stores.relational.RelationalStores;

class RegistryStoreTest extends RegistryStoreContract {
    @Override
    RelationalStores stores() throws Exception {
        return Tables.onSqlite(folder);
    }
}
