package stoa.telemetry;

import java.util.Optional;

/**
 * W3C Trace Context, level 1: the identity of a request on its way through the platform.
 *
 * @param traceId 32 lower-case hex digits
 * @param spanId 16 lower-case hex digits: this hop
 * @param sampled the sampled flag, passed on as it came
 * @param state the tracestate header as it came, empty where there was none
 */
public record TraceContext(String traceId, String spanId, boolean sampled, String state) {

    /** A new trace with a random id. */
    public static TraceContext fresh() {
        throw new UnsupportedOperationException();
    }

    /** Reads {@code traceparent} and {@code tracestate}; empty for what the specification calls invalid. */
    public static Optional<TraceContext> parse(String traceparent, String tracestate) {
        throw new UnsupportedOperationException();
    }

    /** The same trace with a span id of its own. */
    public TraceContext child() {
        throw new UnsupportedOperationException();
    }

    public String traceparent() {
        throw new UnsupportedOperationException();
    }
}
