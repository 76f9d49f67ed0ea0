package stoa.stores.relational;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What PostgreSQL's error codes mean for a person, and which of them say that the server itself is in trouble. */
final class PostgresFaults {
    private static final Set<String> CONFLICTS = Set.of("40001", "40P01");

    private PostgresFaults() {}

    /** Whether the transaction lost against another one and may be run again. */
    static boolean conflict(Throwable thrown) {
        var cause = first(thrown);
        return cause != null && CONFLICTS.contains(String.valueOf(cause.getSQLState()));
    }

    /**
     * The trouble in words; null when the exception tells of the statement rather than of the server. A write that is
     * refused is trouble only to {@code writing} work.
     */
    static @Nullable String trouble(Throwable thrown, boolean writing) {
        var cause = first(thrown);
        if (cause == null || (!writing && "25006".equals(cause.getSQLState()))) {
            return null;
        }
        return words(cause);
    }

    private static @Nullable SQLException first(Throwable thrown) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            // the pool's own exception only wraps the driver's
            if (t instanceof SQLException e
                    && !(e instanceof SQLTransientConnectionException && e.getCause() != null)) {
                return e;
            }
        }
        return null;
    }

    private static @Nullable String words(SQLException e) {
        var state = String.valueOf(e.getSQLState());
        return switch (state) {
            case "57P01", "57P02", "57P03" -> "the server is starting up or shutting down";
            case "57014" -> "the server took longer than database-statement-timeout";
            case "25006" -> "the server takes reads only";
            case "53100" -> "the server's disk is full";
            case "53300" -> "the server has too many connections; lower database-pool-size or raise max_connections";
            case "28P01", "28000" -> "the server refuses the login (" + line(e) + ")";
            case "3D000" -> "the server has no such database (" + line(e) + ")";
            default -> switch (state.substring(0, Math.min(2, state.length()))) {
                case "08" -> "the server cannot be reached (" + reach(e) + ")";
                case "53", "58", "XX" -> "the server is in trouble (" + line(e) + ")";
                default -> e instanceof SQLTransientConnectionException ? "no connection became free in time" : null;
            };
        };
    }

    private static String reach(SQLException e) {
        for (Throwable t = e; t != null; t = t.getCause()) {
            switch (t) {
                case ConnectException _ -> {
                    return "connection refused";
                }
                case UnknownHostException _ -> {
                    return "the host's name is not known";
                }
                case NoRouteToHostException _ -> {
                    return "no route to the host";
                }
                case SocketTimeoutException _ -> {
                    return "no answer in time";
                }
                default -> {
                    // look further down
                }
            }
        }
        return line(e);
    }

    static String line(Throwable thrown) {
        return String.valueOf(thrown.getMessage()).lines().findFirst().orElse("");
    }
}
