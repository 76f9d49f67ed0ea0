package stoa.stores.relational;

import stoa.runtime.StartFailed;

/** One owner's tables in a schema of a PostgreSQL server. */
final class PostgresStore {
    private PostgresStore() {}

    static Relational open(String owner, PostgresUrl url, RelationalSettings settings) throws StartFailed {
        throw new StartFailed("PostgreSQL is not built yet: " + owner + " at " + url.address() + settings.poolSize());
    }
}
