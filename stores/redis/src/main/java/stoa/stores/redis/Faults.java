package stoa.stores.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisConnectionException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What failures mean for a person, and which of them say that Redis itself is in trouble. */
final class Faults {
    private static final int MOST_CAUSES = 50;

    private Faults() {}

    /** Nothing ran: the server has not seen this script yet, or has forgotten it. */
    static boolean unknownScript(ExecutionException e) {
        return said(e).startsWith("NOSCRIPT");
    }

    /** This server is no master any more: the connection leads to the wrong one. */
    static boolean elsewhere(ExecutionException e) {
        return said(e).startsWith("READONLY") || said(e).startsWith("UNBLOCKED");
    }

    /** This node of a Cluster does not hold the key any more. */
    static boolean moved(ExecutionException e) {
        return said(e).startsWith("MOVED") || said(e).startsWith("ASK");
    }

    /** Redis's words where it is well and what was asked is wrong. */
    static Optional<String> wrongCommand(ExecutionException e) {
        var said = said(e);
        return said.isEmpty() || trouble(said) != null ? Optional.empty() : Optional.of("Redis: " + said);
    }

    static RedisUnavailable unavailable(Throwable failure) {
        var said = said(failure);
        var words = said.isEmpty() ? reach(failure) : trouble(said);
        return new RedisUnavailable("Redis: " + (words == null ? "the server is in trouble (" + said + ")" : words),
                failure, !said.isEmpty());
    }

    /** The server's own error, empty when it said none. */
    private static String said(Throwable failure) {
        return causes(failure).stream().filter(RedisCommandExecutionException.class::isInstance).findFirst()
                .map(t -> String.valueOf(t.getMessage())).orElse("");
    }

    /** The failure with all that led to it; where several servers were tried, each has a reason of its own. */
    private static List<Throwable> causes(Throwable failure) {
        var found = new ArrayList<Throwable>();
        found.add(failure);
        for (var n = 0; n < found.size() && n < MOST_CAUSES; n++) {
            var cause = found.get(n).getCause();
            if (cause != null) {
                found.add(cause);
            }
            found.addAll(List.of(found.get(n).getSuppressed()));
        }
        return found;
    }

    private static @Nullable String trouble(String said) {
        var code = said.split(" ", 2)[0];
        return switch (code) {
            case "WRONGPASS", "NOPERM" -> "the server refuses the login";
            case "NOAUTH" -> "the server wants a password";
            case "LOADING" -> "the server is starting up";
            case "READONLY" -> "the server is a replica, which takes reads only";
            case "MASTERDOWN", "NOREPLICAS" -> "the server has lost its master or replicas";
            case "CLUSTERDOWN", "TRYAGAIN", "MOVED", "ASK" -> "the Cluster is not whole";
            case "OOM" -> "the server's memory is full";
            case "MISCONF" -> "the server cannot write to its disk";
            case "BUSY", "UNBLOCKED" -> "the server is busy with something else";
            default -> inWords(said);
        };
    }

    private static @Nullable String inWords(String said) {
        if (said.contains("cluster support disabled")) {
            return "the server is no node of a Cluster";
        }
        if (said.contains("SENTINEL") || said.contains("No such master")) {
            return "no Sentinel tells of such a master";
        }
        return said.contains("called without any password") || said.contains("invalid password")
                ? "the server refuses the login"
                : null;
    }

    private static String reach(Throwable failure) {
        var words = causes(failure).stream().map(Faults::words).filter(w -> !w.isEmpty()).findFirst()
                .orElse("the connection was lost");
        return "the server cannot be reached (" + words + ")";
    }

    private static String words(Throwable t) {
        var message = String.valueOf(t.getMessage());
        return switch (t) {
            case RedisCommandTimeoutException _ when message.contains("SENTINEL MASTER") ->
                "no Sentinel tells of such a master";
            case RedisConnectionException _ when message.startsWith("Cannot provide redisAddress using sentinel") ->
                "no Sentinel tells of such a master";
            case RedisCommandTimeoutException _ -> "no answer in time";
            case ConnectException _ -> message.contains("timed out") ? "no connection in time" : "connection refused";
            case UnknownHostException _ -> "the host's name is not known";
            case NoRouteToHostException _ -> "no route to the host";
            case SSLException _ -> "TLS fails: " + message.lines().findFirst().orElse("");
            default -> message.contains("first byte") ? "who answers there does not speak Redis's protocol" : "";
        };
    }
}
