package stoa.stores.relational;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import stoa.runtime.Component.Condition;
import stoa.runtime.DataFolder;
import stoa.runtime.StartFailed;

/** A look at an owner's store before anything is started: no file is made, no table is touched. */
final class Look {
    private Look() {}

    static Condition atPostgres(PostgresUrl url, Duration timeout) {
        return timed("postgresql", url.address(), () -> {
            // for the connection, and for all that is said until it is of use
            var seconds = Long.toString(Math.max(1, timeout.toSeconds()));
            var jdbc = url.jdbc(Map.of("connectTimeout", seconds, "loginTimeout", seconds));
            try (var connection = DriverManager.getConnection(jdbc, url.user(), url.password())) {
                return new Finding(connection.getMetaData().getDatabaseProductVersion(), "answers");
            } catch (SQLException e) {
                var words = PostgresFaults.trouble(e, false);
                throw new StartFailed(words == null ? PostgresFaults.line(e) : words, e);
            }
        });
    }

    /** Calls SQLite on the calling thread, which has to be a platform thread. */
    static Condition atSqlite(String owner, DataFolder data, Duration timeout) {
        var path = data.file(owner + ".db");
        return timed("sqlite", path.toString(), () -> {
            if (Files.notExists(path)) {
                return notMadeYet(data.path());
            }
            // where no lock was ever made, nobody holds it
            var held = Files.exists(data.file(owner + ".lock"));
            var lock = held ? data.tryLock(owner) : Optional.<DataFolder.Lock>of(() -> {});
            if (lock.isEmpty()) {
                return new Finding(version(), "in use by a running process");
            }
            try (var _ = lock.get()) {
                return examined(new SqliteFile(path, SqliteLimits.NORMAL.waitingAtMost(timeout)));
            }
        });
    }

    private static Finding examined(SqliteFile file) throws Exception {
        file.examine();
        try (var connection = file.looker()) {
            if (file.small()) {
                SqliteFile.check(connection);
            }
        } catch (SQLException e) {
            throw file.failed(e);
        }
        return new Finding(version(), "well");
    }

    private static Finding notMadeYet(Path folder) throws StartFailed, SQLException {
        var there = folder;
        while (Files.notExists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        if (!Files.isDirectory(there) || !Files.isWritable(there)) {
            throw new StartFailed(folder + " cannot be written to; choose another with --data DIR");
        }
        return new Finding(version(), "will be made at the first start");
    }

    private static String version() throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite::memory:")) {
            return connection.getMetaData().getDatabaseProductVersion();
        }
    }

    private record Finding(String version, String detail) {}

    private static Condition timed(String kind, String address, Callable<Finding> look) {
        var began = System.nanoTime();
        try {
            var found = look.call();
            return new Condition(true, kind, found.version(), address, since(began), found.detail());
        } catch (Exception e) {
            return new Condition(false, kind, "", address, since(began), String.valueOf(e.getMessage()));
        }
    }

    private static Duration since(long began) {
        return Duration.ofNanos(System.nanoTime() - began);
    }
}
