package stoa.catalog.registry;

import stoa.stores.relational.RelationalStores;

class IntentTest extends IntentContract {
    @Override
    RelationalStores stores() throws Exception {
        return Tables.onSqlite(folder);
    }
}
