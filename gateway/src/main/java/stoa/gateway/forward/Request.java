package stoa.gateway.forward;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.SplittableRandom;
import stoa.gateway.filter.HeaderEdits;
import stoa.gateway.http1.Field;
import stoa.gateway.http1.Head;
import stoa.http.Call;
import stoa.telemetry.TraceContext;

/** What has to be known of a request when its head's bytes are gone. */
public final class Request {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private final String method;
    private final String path;
    private final String accept;
    private final boolean http10;
    private final boolean persistent;
    private final long bodyBytes;
    private final long timeoutMillis;
    private final boolean expectsContinue;
    private final long startedNanos;
    private final long startedMillis = System.currentTimeMillis();
    private final String id;
    private final String traceId;
    private final boolean traced;
    private final boolean sampled;
    private final long span;
    private HeaderEdits answerEdits = HeaderEdits.NONE;

    public Request(Head head, String path, long now, SplittableRandom random) {
        method = Methods.name(head);
        this.path = path;
        var acceptAt = head.find(Field.ACCEPT);
        accept = acceptAt < 0 ? "" : head.value(acceptAt);
        http10 = head.isHttp10();
        persistent = head.persistent();
        bodyBytes = head.chunked() ? Long.MAX_VALUE : Math.max(0, head.contentLength());
        timeoutMillis = Timeouts.of(head);
        var expectAt = head.find(Field.EXPECT);
        expectsContinue = expectAt >= 0 && !http10 && head.lists(expectAt, "100-continue");
        startedNanos = now;
        id = hex(random.nextLong(), random.nextLong() | 1);
        span = random.nextLong() | 1;
        var trace = head.find(Field.TRACEPARENT);
        traced = trace >= 0 && TraceParent.isValid(head.bytes(), head.valueStart(trace), head.valueEnd(trace));
        traceId = traced ? head.text(head.valueStart(trace) + 3, head.valueStart(trace) + 35) : id;
        sampled = !traced || TraceParent.isSampled(head.bytes(), head.valueStart(trace));
    }

    private static String hex(long high, long low) {
        var digits = new byte[32];
        for (var i = 0; i < 16; i++) {
            digits[i] = HEX[(int) (high >>> (60 - 4 * i)) & 15];
            digits[16 + i] = HEX[(int) (low >>> (60 - 4 * i)) & 15];
        }
        return new String(digits, StandardCharsets.ISO_8859_1);
    }

    public String method() {
        return method;
    }

    /** As it came, without the query. */
    public String path() {
        return path;
    }

    public String accept() {
        return accept;
    }

    public boolean isHttp10() {
        return http10;
    }

    public boolean isPersistent() {
        return persistent;
    }

    public boolean expectsContinue() {
        return expectsContinue;
    }

    public long startedNanos() {
        return startedNanos;
    }

    public long startedMillis() {
        return startedMillis;
    }

    /** The gateway's own, the same on each try: 32 hex digits. */
    public String id() {
        return id;
    }

    /** The client's, where it sent a valid one; otherwise the request id, so that one search finds both. */
    public String traceId() {
        return traceId;
    }

    boolean isTraced() {
        return traced;
    }

    boolean isSampled() {
        return sampled;
    }

    long span() {
        return span;
    }

    /** What its route changes about the answer. */
    public HeaderEdits answerEdits() {
        return answerEdits;
    }

    /** To be called when its route is known. */
    public void answerEdits(HeaderEdits edits) {
        answerEdits = edits;
    }

    public boolean isHead() {
        return method.equals("HEAD");
    }

    public boolean isIdempotent() {
        return Methods.isIdempotent(method);
    }

    /** As far as its head tells; the greatest number where it does not. */
    public long bodyBytes() {
        return bodyBytes;
    }

    /** For how long its client waits for an answer to begin, in milliseconds; -1 where it does not say. */
    public long timeoutMillis() {
        return timeoutMillis;
    }

    /** As the http room's answers want it. */
    public Call call() {
        var spanId = HexFormat.of().toHexDigits(span);
        return new Call(id, new TraceContext(traceId, spanId, sampled, ""), Long.MAX_VALUE);
    }
}
