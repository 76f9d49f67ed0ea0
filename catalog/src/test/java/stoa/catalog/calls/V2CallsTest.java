package stoa.catalog.calls;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class V2CallsTest {
    @TempDir
    Path folder;

    @Test
    void aFileFromBeforeTheCallsGetsTheirTablesAndKeepsItsRegistry() throws Exception {
        try (var before = Tables.onSqlite(folder)) {
            before.write(sql -> {
                for (var table : new String[]{"call_report", "logged_call", "left_out", "call_stats"}) {
                    sql.execute("drop table " + table);
                }
                sql.execute("insert into service (id, name, present, revision) values (7, 'orders', true, 9)");
                return sql.execute("delete from flyway_schema_history where version = '2'");
            });
        }
        try (var after = Tables.onSqlite(folder)) {
            long calls = after.read(sql -> sql.fetchCount(sql.selectFrom("logged_call")));
            assertThat(calls).isZero();
            String name = after.read(sql -> String.valueOf(sql.fetchValue("select name from service where id = 7")));
            assertThat(name).isEqualTo("orders");
        }
    }
}
