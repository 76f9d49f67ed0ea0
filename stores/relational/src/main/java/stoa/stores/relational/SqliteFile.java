package stoa.stores.relational;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;
import stoa.runtime.StartFailed;

/** One database file: how connections to it are made, and what is wrong with it when none can be. */
final class SqliteFile {
    /** Looking through this much takes some 10 ms. */
    private static final long CHECKED_BYTES = 16L << 20;
    private static final int LOG_BYTES_KEPT = 64 << 20;

    private final Path path;
    private final SqliteLimits limits;

    SqliteFile(Path path, SqliteLimits limits) {
        this.path = path;
        this.limits = limits;
    }

    Path path() {
        return path;
    }

    /** A connection that writes: write-ahead log, each commit forced to the disk. */
    Connection writer() throws SQLException {
        return writers().getConnection();
    }

    DataSource writers() {
        var config = config();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setJournalSizeLimit(LOG_BYTES_KEPT);
        if (limits.maxPages() > 0) {
            config.setMaxPageCount(limits.maxPages());
        }
        return over(config);
    }

    /** A connection that only reads; a statement that would change something fails. */
    Connection reader() throws SQLException {
        var connection = over(config()).getConnection();
        try (var statement = connection.createStatement()) {
            statement.execute("PRAGMA query_only = ON");
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
        return connection;
    }

    /**
     * A connection for a look. Where a process was killed, the write-ahead log that it left stays as it is: any other
     * connection would bring the log into the file when it closes.
     */
    Connection looker() throws SQLException {
        if (Files.notExists(path.resolveSibling(path.getFileName() + "-wal"))) {
            return reader();
        }
        var config = config();
        config.setReadOnly(true);
        return over(config).getConnection();
    }

    private SQLiteConfig config() {
        var config = new SQLiteConfig();
        config.setBusyTimeout(Math.toIntExact(limits.busyTimeout().toMillis()));
        config.enforceForeignKeys(true);
        config.setTempStore(SQLiteConfig.TempStore.MEMORY);
        return config;
    }

    private DataSource over(SQLiteConfig config) {
        var source = new SQLiteDataSource(config);
        // as a URI, so that no character of the path means anything to the driver
        source.setUrl("jdbc:sqlite:" + path.toUri());
        return source;
    }

    /** What a look at the file shows before SQLite touches it. @throws StartFailed when it cannot serve */
    void examine() throws StartFailed {
        if (Files.isDirectory(path)) {
            throw new StartFailed(path + " is a folder where the database file should be; move it away");
        }
        if (Files.exists(path) && !writable()) {
            throw new StartFailed(path + " is read-only; make it writable, or choose another folder with --data DIR");
        }
    }

    /** By its permissions too: the superuser may write to anything, but a file marked read-only was meant so. */
    private boolean writable() throws StartFailed {
        try {
            var posix = Files.getFileAttributeView(path, PosixFileAttributeView.class);
            return Files.isWritable(path) && (posix == null
                    || posix.readAttributes().permissions().contains(PosixFilePermission.OWNER_WRITE));
        } catch (IOException e) {
            throw new StartFailed(path + " cannot be looked at: " + SqliteFaults.line(e), e);
        }
    }

    /**
     * Whether the whole file is worth looking through at a start. Damage in a larger one shows when its pages are read;
     * an unclean stop is no reason, since the write-ahead log takes it without harm.
     */
    boolean small() throws IOException {
        return Files.size(path) <= CHECKED_BYTES;
    }

    /** Looks through the whole file. @throws SQLException when it is damaged */
    static void check(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var found = statement.executeQuery("PRAGMA quick_check(1)")) {
            if (found.next() && !"ok".equals(found.getString(1))) {
                throw new SQLException(found.getString(1), null, org.sqlite.SQLiteErrorCode.SQLITE_CORRUPT.code);
            }
        }
    }

    /** The fault as a start's last word. */
    StartFailed failed(Throwable cause) {
        var trouble = SqliteFaults.trouble(cause);
        return new StartFailed(path + " cannot be used: " + (trouble == null ? SqliteFaults.line(cause) : trouble),
                cause);
    }
}
