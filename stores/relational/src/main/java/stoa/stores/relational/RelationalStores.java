package stoa.stores.relational;

import stoa.runtime.DataFolder;
import stoa.runtime.StartFailed;

/** Opens owners' stores as the settings say: PostgreSQL where {@code DATABASE_URL} is set, else SQLite. */
public final class RelationalStores {
    public RelationalStores(RelationalSettings settings, DataFolder data) {
        throw new UnsupportedOperationException();
    }

    /**
     * Opens an owner's tables and brings them to this program's version with the migrations in {@code db/<owner>/}.
     *
     * @throws StartFailed in one clear line: held by another process, read-only, full, not a database, newer than this
     *     program, server away
     */
    public Relational open(String owner) throws StartFailed {
        throw new UnsupportedOperationException();
    }
}
