package stoa.stores.relational;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** What SQLite's result codes mean for a person, and which of them say that the store itself is in trouble. */
final class SqliteFaults {
    private SqliteFaults() {}

    /** The trouble in words; null when the exception tells of the statement rather than of the store. */
    static @Nullable String trouble(Throwable thrown) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            var words = t instanceof SQLException e ? words(e) : null;
            if (words != null) {
                return words;
            }
        }
        return null;
    }

    /** The trouble of work that only reads, in words; an attempt to write is no trouble but its own mistake. */
    static @Nullable String readTrouble(Throwable thrown) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (t instanceof SQLException e && (e.getErrorCode() & 0xff) == SQLiteErrorCode.SQLITE_READONLY.code) {
                return null;
            }
        }
        return trouble(thrown);
    }

    private static @Nullable String words(SQLException e) {
        // extended codes carry the plain one in their low byte
        return switch (SQLiteErrorCode.getErrorCode(e.getErrorCode() & 0xff)) {
            case SQLITE_FULL -> "the disk is full";
            // the index of the write-ahead log found no room
            case SQLITE_IOERR -> code(e) == SQLiteErrorCode.SQLITE_IOERR_SHMSIZE
                    ? "the disk is full"
                    : "the disk cannot be read or written (" + line(e) + ")";
            case SQLITE_READONLY -> "the file is read-only";
            case SQLITE_CANTOPEN -> "the file cannot be opened (" + line(e) + ")";
            case SQLITE_PERM, SQLITE_AUTH -> "permission denied";
            case SQLITE_NOTADB -> "the file is not an SQLite database";
            case SQLITE_CORRUPT -> "the file is damaged (" + line(e) + ")";
            case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_PROTOCOL -> "another program has the file locked";
            case SQLITE_NOMEM -> "memory is exhausted";
            case SQLITE_NOLFS, SQLITE_TOOBIG -> "the file is too large";
            default -> null;
        };
    }

    private static SQLiteErrorCode code(SQLException e) {
        return e instanceof SQLiteException s ? s.getResultCode() : SQLiteErrorCode.getErrorCode(e.getErrorCode());
    }

    /** An exception's first line, in words for a person as far as it has any. */
    static String line(Throwable thrown) {
        var message = String.valueOf(thrown.getMessage());
        return message.lines().findFirst().orElse("");
    }
}
