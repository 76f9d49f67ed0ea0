package stoa.catalog.registry;

import stoa.catalog.store.Tables;
import stoa.stores.relational.RelationalStores;

class RegistrationTest extends RegistrationContract {
    @Override
    RelationalStores stores() throws Exception {
        return Tables.onSqlite(folder);
    }
}
