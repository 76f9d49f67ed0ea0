package stoa.stores.relational;

import java.io.IOException;
import java.net.JarURLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.jspecify.annotations.Nullable;
import stoa.runtime.StartFailed;

/**
 * An owner's tables at this program's version: the SQL files of {@code db/<owner>/}, applied by Flyway. A database that
 * shows in its history exactly this program's migrations is left as it is without starting Flyway, whose classes alone
 * take longer to load than everything else at a start.
 */
final class Migrations {
    private static final Pattern NAME = Pattern.compile("V(\\d+)__\\w+\\.sql");
    private static final String HISTORY = "flyway_schema_history";

    private final String folder;
    private final ClassLoader loader = Migrations.class.getClassLoader();

    Migrations(String owner) {
        this.folder = "db/" + owner;
    }

    /** Whether the history shows every migration of this program, applied, and no other. */
    boolean applied(Connection connection, @Nullable String schema) throws SQLException, IOException {
        var known = known();
        try (var table = connection.getMetaData().getTables(null, schema, HISTORY, null)) {
            if (known.isEmpty() || !table.next()) {
                return false;
            }
        }
        var found = new TreeSet<String>();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("select version, success from " + HISTORY)) {
            while (rows.next()) {
                var version = rows.getString(1);
                // rows without a version are Flyway's own marks, such as that it made the schema
                if (version != null || !rows.getBoolean(2)) {
                    found.add(rows.getBoolean(2) ? String.valueOf(version) : "failed");
                }
            }
        }
        return found.equals(known);
    }

    /** The versions this program has; empty where the folder cannot be listed, so that Flyway decides. */
    private Set<String> known() throws IOException {
        var versions = new TreeSet<String>();
        var url = loader.getResource(folder);
        if (url == null) {
            return versions;
        }
        if (url.openConnection() instanceof JarURLConnection jar) {
            jar.getJarFile().stream().map(e -> e.getName()).filter(n -> n.startsWith(folder + "/"))
                    .forEach(n -> add(versions, n.substring(folder.length() + 1)));
        } else if (url.getProtocol().equals("file")) {
            try (var files = Files.list(Path.of(java.net.URI.create(url.toString())))) {
                files.forEach(f -> add(versions, String.valueOf(f.getFileName())));
            }
        }
        return versions;
    }

    private static void add(Set<String> versions, String file) {
        var m = NAME.matcher(file);
        if (m.matches()) {
            versions.add(m.group(1));
        }
    }

    /** Applies what is missing. @throws StartFailed when the database is newer than this program */
    void apply(FluentConfiguration configuration, String address) throws StartFailed {
        var flyway = configuration.loggers("slf4j").locations("classpath:" + folder).failOnMissingLocations(true)
                .table(HISTORY).load();
        for (var migration : flyway.info().applied()) {
            var state = migration.getState();
            if (state == MigrationState.FUTURE_SUCCESS || state == MigrationState.FUTURE_FAILED) {
                throw new StartFailed(address + " is newer than this program: it has migration "
                        + migration.getVersion() + " (" + migration.getDescription()
                        + "), which this program does not know; start the newer program, or choose another database");
            }
        }
        flyway.migrate();
    }
}
