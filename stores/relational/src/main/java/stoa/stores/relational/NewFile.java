package stoa.stores.relational;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.zip.CRC32;

/** Makes the tables of a new SQLite file as Flyway would, history included, so that Flyway can go on from there. */
final class NewFile {
    private static final String HISTORY = """
            CREATE TABLE "flyway_schema_history" (
                "installed_rank" INT NOT NULL PRIMARY KEY,
                "version" VARCHAR(50),
                "description" VARCHAR(200) NOT NULL,
                "type" VARCHAR(20) NOT NULL,
                "script" VARCHAR(1000) NOT NULL,
                "checksum" INT,
                "installed_by" VARCHAR(100) NOT NULL,
                "installed_on" TEXT NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f','now')),
                "execution_time" INT NOT NULL,
                "success" BOOLEAN NOT NULL
            );
            CREATE INDEX "flyway_schema_history_s_idx" ON "flyway_schema_history" ("success");
            """;

    private NewFile() {}

    /** Runs every migration in one transaction; false, with nothing done, where the file is not new. */
    static boolean made(Connection connection, Migrations migrations) throws SQLException, IOException {
        var scripts = migrations.known();
        try (var statement = connection.createStatement()) {
            try (var tables = statement.executeQuery("select 1 from sqlite_master limit 1")) {
                if (scripts.isEmpty() || tables.next()) {
                    return false;
                }
            }
            statement.executeUpdate("BEGIN IMMEDIATE");
            try {
                statement.executeUpdate(HISTORY);
                for (var script : scripts) {
                    var lines = migrations.lines(script);
                    statement.executeUpdate(String.join("\n", lines));
                    remember(connection, script, checksum(lines));
                }
                statement.executeUpdate("COMMIT");
            } catch (SQLException | IOException e) {
                undo(connection);
                throw e;
            }
        }
        return true;
    }

    private static void remember(Connection connection, Migrations.Script script, int checksum) throws SQLException {
        try (var insert = connection.prepareStatement("insert into " + Migrations.HISTORY
                + " (installed_rank, version, description, type, script, checksum, installed_by, execution_time,"
                + " success) select count(*) + 1, ?, ?, 'SQL', ?, ?, '', 0, 1 from " + Migrations.HISTORY)) {
            insert.setString(1, Integer.toString(script.version()));
            insert.setString(2, script.description());
            insert.setString(3, script.file());
            insert.setInt(4, checksum);
            insert.executeUpdate();
        }
    }

    /** Flyway's: of the lines without their ends. */
    private static int checksum(List<String> lines) {
        var crc = new CRC32();
        lines.forEach(line -> crc.update(line.getBytes(StandardCharsets.UTF_8)));
        return (int) crc.getValue();
    }

    private static void undo(Connection connection) {
        try (var statement = connection.createStatement()) {
            statement.executeUpdate("ROLLBACK");
        } catch (SQLException e) {
            // SQLite does it by itself for some errors; the file is closed next in any case
        }
    }
}
