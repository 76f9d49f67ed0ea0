package stoa.catalog.calls.store;

import java.nio.file.Path;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import stoa.stores.relational.Relational;

class CallStatsTest extends CallStatsContract {
    @TempDir
    Path folder;

    private @Nullable Relational open;

    @Override
    CallStats open(InstantSource clock) throws Exception {
        // a file belongs to one process, which opens it once
        var tables = open == null ? Tables.onSqlite(folder) : open;
        open = tables;
        return new RelationalCallStats(tables, clock);
    }

    @AfterEach
    void close() {
        if (open != null) {
            open.close();
        }
    }
}
