package stoa.http.client;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import stoa.runtime.Values;

/** No whole answer came: the closed set of ways in which a request of the {@link Client} fails. */
public final class Unreachable extends IOException {
    /** What went wrong, with the words that people read. */
    public enum Kind {
        REFUSED("connection refused"),
        RESET("connection reset"),
        TIMED_OUT("timed out"),
        HOST_NOT_FOUND("host not found"),
        NO_ROUTE("no route to host"),
        NOT_TRUSTED("no secure connection"),
        NOT_HTTP("not HTTP"),
        TOO_LARGE("answer too large"),
        STOPPED("stopped");

        private final String words;

        Kind(String words) {
            this.words = words;
        }
    }

    private final Kind kind;

    private Unreachable(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    static Unreachable because(Kind kind, Throwable cause) {
        return new Unreachable(kind, kind.words, cause);
    }

    static Unreachable timedOut(Duration after) {
        var when = after.toMillis() > 0 ? " after " + Values.text(after) : " before it was sent";
        return new Unreachable(Kind.TIMED_OUT, Kind.TIMED_OUT.words + when, null);
    }

    static Unreachable silent(Duration silence) {
        return new Unreachable(Kind.TIMED_OUT, "silent for " + Values.text(silence), null);
    }

    static Unreachable tooLarge(long bytes) {
        return new Unreachable(Kind.TOO_LARGE, "answer larger than " + bytes + " bytes", null);
    }

    static Unreachable stopped() {
        return new Unreachable(Kind.STOPPED, Kind.STOPPED.words, null);
    }

    /** Finds the kind of whatever the JDK's client threw; its messages are for programmers and stay in the cause. */
    static Unreachable of(Throwable thrown, Duration timeout) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            var found = recognise(t, thrown, timeout);
            if (found != null) {
                return found;
            }
        }
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (t instanceof ConnectException) {
                return because(Kind.REFUSED, thrown);
            }
            if (t instanceof EOFException) {
                return new Unreachable(Kind.RESET, "connection closed before the whole answer came", thrown);
            }
        }
        return because(Kind.RESET, thrown);
    }

    private static @Nullable Unreachable recognise(Throwable t, Throwable thrown, Duration timeout) {
        var text = Objects.requireNonNullElse(t.getMessage(), "");
        return switch (t) {
            case Unreachable known -> known;
            case HttpTimeoutException _ -> timedOut(timeout);
            case TimeoutException _ -> timedOut(timeout);
            case UnresolvedAddressException _ -> because(Kind.HOST_NOT_FOUND, thrown);
            case UnknownHostException _ -> because(Kind.HOST_NOT_FOUND, thrown);
            case SSLException _ -> because(Kind.NOT_TRUSTED, thrown);
            case ProtocolException _ -> notHttp(shortened(text), thrown);
            case NumberFormatException _ -> notHttp("malformed head", thrown);
            case IOException _ when text.contains("parsing HTTP/1.1 status line") -> notHttp("no status line", thrown);
            case IOException _ when text.contains("in chunk size") -> notHttp("malformed chunk", thrown);
            case IOException _ when text.contains("o route to host") || text.contains("unreachable") ->
                because(Kind.NO_ROUTE, thrown);
            default -> null;
        };
    }

    /** Whether the peer closed the connection without a word, as a kept-alive one that has become stale does. */
    boolean beforeAnyAnswer() {
        var text = getCause() == null ? "" : String.valueOf(root(getCause()));
        return kind == Kind.RESET && text.contains("received no bytes");
    }

    private static String root(Throwable thrown) {
        var all = new StringBuilder();
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            all.append(t.getMessage()).append('\n');
        }
        return all.toString();
    }

    private static Unreachable notHttp(String why, Throwable cause) {
        return new Unreachable(Kind.NOT_HTTP, Kind.NOT_HTTP.words + ": " + why, cause);
    }

    /** A peer's bytes end up in this text: one short line of printable characters. */
    private static String shortened(String text) {
        var line = text.replaceAll("\\P{Print}+", " ").strip();
        return line.length() <= 120 ? line : line.substring(0, 120) + "...";
    }
}
