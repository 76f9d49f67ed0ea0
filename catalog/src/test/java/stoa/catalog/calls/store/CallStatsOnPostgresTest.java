package stoa.catalog.calls.store;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import stoa.stores.relational.Relational;
import stoa.tests.kit.Postgres;

@Timeout(120)
class CallStatsOnPostgresTest extends CallStatsContract {
    @TempDir
    Path folder;

    private final List<Relational> open = new ArrayList<>();
    private String database = "";

    @Override
    CallStats open(InstantSource clock) throws Exception {
        database = database.isEmpty() ? Postgres.emptyDatabase() : database;
        var tables = Tables.onPostgres(database, folder);
        open.add(tables);
        return new RelationalCallStats(tables, clock);
    }

    @AfterEach
    void close() {
        open.forEach(Relational::close);
    }
}
