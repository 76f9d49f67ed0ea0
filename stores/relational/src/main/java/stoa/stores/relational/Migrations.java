package stoa.stores.relational;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.JarURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.jspecify.annotations.Nullable;
import stoa.runtime.StartFailed;

/**
 * An owner's tables at this program's version: the SQL files of {@code db/<owner>/}, applied by Flyway. Its classes alone
 * take longer to load than all the rest of a start, so it is asked only where there is something to decide: a database
 * that shows in its history exactly this program's migrations is left as it is, and a new SQLite file is made by
 * {@link NewFile} as Flyway would have made it.
 */
final class Migrations {
    static final String HISTORY = "flyway_schema_history";
    private static final Pattern NAME = Pattern.compile("V(\\d{1,9})__(\\w+)\\.sql");

    private final String folder;
    private final ClassLoader loader = Migrations.class.getClassLoader();

    Migrations(String owner) {
        this.folder = "db/" + owner;
    }

    /** One SQL file of this program. */
    record Script(int version, String file, String description) {}

    /** Whether the history shows every migration of this program, applied, and no other; what was there before is no matter. */
    boolean applied(Connection connection, @Nullable String schema) throws SQLException, IOException {
        var known = known().stream().map(s -> Integer.toString(s.version())).collect(Collectors.toSet());
        try (var table = connection.getMetaData().getTables(null, schema, HISTORY, null)) {
            if (known.isEmpty() || !table.next()) {
                return false;
            }
        }
        var found = new TreeSet<String>();
        try (var statement = connection.createStatement();
                var rows = statement
                        .executeQuery("select version, success from " + HISTORY + " where type <> 'BASELINE'")) {
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

    /**
     * The SQL files of this program by version; empty where the folder cannot be listed, or has others than plain
     * versions, so that Flyway decides.
     */
    List<Script> known() throws IOException {
        var scripts = new TreeMap<Integer, Script>();
        for (var file : files()) {
            var m = NAME.matcher(file);
            if (m.matches()) {
                var version = Integer.parseInt(m.group(1));
                scripts.put(version, new Script(version, file, m.group(2).replace('_', ' ')));
            } else if (file.endsWith(".sql")) {
                return List.of();
            }
        }
        return List.copyOf(scripts.values());
    }

    private List<String> files() throws IOException {
        var url = loader.getResource(folder);
        if (url == null) {
            return List.of();
        }
        if (url.openConnection() instanceof JarURLConnection jar) {
            return jar.getJarFile().stream().map(ZipEntry::getName).filter(n -> n.startsWith(folder + "/"))
                    .map(n -> n.substring(folder.length() + 1)).toList();
        }
        if (!url.getProtocol().equals("file")) {
            return List.of();
        }
        try (var files = Files.list(Path.of(URI.create(url.toString())))) {
            return files.map(f -> String.valueOf(f.getFileName())).toList();
        }
    }

    /** The lines of an SQL file. */
    List<String> lines(Script script) throws IOException {
        var in = loader.getResourceAsStream(folder + "/" + script.file());
        if (in == null) {
            throw new IOException(folder + "/" + script.file() + " is missing in this program");
        }
        try (var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return reader.lines().toList();
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
