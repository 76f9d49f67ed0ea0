package stoa.gateway.upstream;

import java.util.Locale;
import stoa.discovery.CheckResult;

/** The ways in which a try can fail: what the client is answered, the metric's label, and the words. */
public enum UpstreamFailure {
    REFUSED(502, "connection refused by"), UNREACHABLE(502, "no way to"), CONNECT_TIMEOUT(504,
            "no connection in time to"),
    TLS(502, "no trusted TLS connection to"), IMPOSTOR(502, "somebody else answers at the address of"),
    LOCAL(503, "no socket to be had here for"),
    BUSY(503, "too many requests wait for"),
    RETIRED(503, "nothing new goes to"), RESPONSE_TIMEOUT(504,
            "no answer in time from"),
    RESET(502, "connection closed without an answer by"), GARBAGE(502,
            "an answer that is not HTTP/1.1 from"),
    TRUNCATED(502,
            "an answer broken off by"),
    STALLED(504, "an answer not continued in time by");

    private final int status;
    private final String words;

    UpstreamFailure(int status, String words) {
        this.status = status;
        this.words = words;
    }

    public int status() {
        return status;
    }

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Completed by the instance's name. */
    public String words() {
        return words;
    }

    /** What it says about the instance, for whoever looks at it next. */
    public String finding() {
        return switch (this) {
            case REFUSED -> "connection refused";
            case UNREACHABLE -> "no way to it";
            case CONNECT_TIMEOUT -> "no connection in time";
            case TLS -> "no trusted TLS connection";
            case IMPOSTOR -> CheckResult.SOMEBODY_ELSE;
            case RESPONSE_TIMEOUT -> "no answer in time";
            case RESET -> "connection closed without an answer";
            case GARBAGE -> "an answer that is not HTTP/1.1";
            case TRUNCATED -> "an answer broken off";
            case STALLED -> "an answer not continued in time";
            case LOCAL, BUSY, RETIRED -> label();
        };
    }

    /** Nothing reached the instance, so any request may be sent to another one. */
    public boolean beforeConnection() {
        return isRefusal() || this == LOCAL || this == BUSY || this == RETIRED;
    }

    /** The instance could not be connected to, which says something about it. */
    boolean isRefusal() {
        return this == REFUSED || this == UNREACHABLE || this == CONNECT_TIMEOUT || this == TLS
                || this == IMPOSTOR;
    }
}
