package stoa.http;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import stoa.telemetry.TraceContext;

/** Makes the {@link Call} of a request from its headers. */
final class Calls {
    static final HeaderName REQUEST_ID = HeaderNames.create("X-Request-Id");
    private static final HeaderName TIMEOUT = HeaderNames.create("X-Request-Timeout-Ms");
    private static final HeaderName TRACE_PARENT = HeaderNames.create("traceparent");
    private static final HeaderName TRACE_STATE = HeaderNames.create("tracestate");
    private static final int LONGEST_ID = 128;

    private Calls() {}

    /** @param longest the deadline of a request that brings none, and of one that brings a later one */
    static Call of(Headers headers, Duration longest) {
        var trace = headers.first(TRACE_PARENT)
                .flatMap(p -> TraceContext.parse(p, headers.first(TRACE_STATE).orElse(""))).map(TraceContext::child)
                .orElseGet(TraceContext::fresh);
        // A fresh trace id is as random as a request id has to be, and finds both in one search.
        var id = headers.first(REQUEST_ID).filter(Calls::usable).orElse(trace.traceId());
        var allowed = headers.first(TIMEOUT).flatMap(Calls::millis).map(TimeUnit.MILLISECONDS::toNanos)
                .orElse(Long.MAX_VALUE);
        return new Call(id, trace, System.nanoTime() + Math.min(allowed, longest.toNanos()));
    }

    private static boolean usable(String id) {
        return !id.isEmpty() && id.length() <= LONGEST_ID && id.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    private static Optional<Long> millis(String text) {
        try {
            return Optional.of(Math.max(0, Long.parseLong(text)));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
