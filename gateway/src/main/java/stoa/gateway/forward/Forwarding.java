package stoa.gateway.forward;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import stoa.gateway.balance.Upstream;
import stoa.gateway.filter.HeaderEdits;
import stoa.gateway.http1.BadMessage;
import stoa.gateway.http1.Draft;
import stoa.gateway.http1.Field;
import stoa.gateway.http1.Head;
import stoa.gateway.http1.Target;
import stoa.gateway.route.Route;

/**
 * Which fields go on and which end here (RFC 9110, section 7.6), and what the gateway adds. What a client says of itself
 * in forwarding fields is replaced, unless it is a trusted proxy: see {@link Caller}.
 */
public final class Forwarding {
    private static final int MOST_VIA = 8;
    private static final int LONGEST_TIMEOUT = "X-Request-Timeout-Ms: \r\n".length() + 19;
    private static final int MOST_FORWARDS = 999_999_999;

    private static final byte[] LINE_END = bytes("\r\n");
    private static final byte[] PROTOCOL = bytes(" HTTP/1.1\r\n");
    private static final byte[] STATUS_LINE = bytes("HTTP/1.1 ");
    private static final byte[] MAX_FORWARDS = bytes("Max-Forwards: ");
    private static final byte[] VIA = bytes("Via: 1.1 stoa\r\n");
    private static final byte[] VIA_OF_HTTP_10 = bytes("Via: 1.0 stoa\r\n");
    private static final byte[] FORWARDED_HOST = bytes("X-Forwarded-Host: ");
    private static final byte[] FORWARDED_PREFIX = bytes("X-Forwarded-Prefix: ");
    private static final byte[] REQUEST_ID = bytes("X-Request-Id: ");
    private static final byte[] TRACE_PARENT = bytes("\r\ntraceparent: 00-");
    private static final byte[] TRACE_STATE = bytes("tracestate: ");
    private static final byte[] CHUNKED = bytes("Transfer-Encoding: chunked\r\n");
    private static final byte[] CLOSE = bytes("Connection: close\r\n");
    private static final byte[] KEEP_ALIVE = bytes("Connection: keep-alive\r\n");
    private static final byte[] TRAILERS = bytes("TE: trailers\r\nConnection: TE\r\n");

    private Forwarding() {}

    /**
     * The head of a request as it is kept for its tries: whatever depends on the instance is put in between.
     *
     * @param claims lines for instances of the platform's own alone
     */
    public record Sendable(byte[] bytes, int pathAt, int lineEnd, byte[] claims) {
        public int lengthFor(Upstream upstream) {
            return bytes.length + upstream.basePath().length + upstream.hostLine().length + claims.length
                    + LONGEST_TIMEOUT;
        }

        /** @param timeoutMillis how long the instance may take; negative where nobody has said */
        public void writeTo(ByteBuf out, Upstream upstream, long timeoutMillis) {
            out.writeBytes(bytes, 0, pathAt).writeBytes(upstream.basePath());
            out.writeBytes(bytes, pathAt, lineEnd - pathAt).writeBytes(upstream.hostLine());
            if (claims.length > 0 && upstream.isOwn()) {
                out.writeBytes(claims);
            }
            if (timeoutMillis >= 0) {
                out.writeBytes(Forwarding.bytes("X-Request-Timeout-Ms: " + timeoutMillis + "\r\n"));
            }
            out.writeBytes(bytes, lineEnd, bytes.length - lineEnd);
        }
    }

    /**
     * @param pathFrom where the part of the path begins that the service sees
     * @param caller what is said of the client
     * @param standing what is said of its right to ask
     */
    public static Sendable request(Draft draft, Head head, Target target, Request request, Route route, int pathFrom,
            Caller caller, Gatekeeper.Standing standing) throws BadMessage {
        var bytes = head.bytes();
        var edits = route.edits();
        draft.begin().put(bytes, 0, head.methodEnd()).put(' ');
        var pathAt = draft.length();
        if (!edits.rewrite().isEmpty()) {
            draft.put(edits.rewriteBytes());
        } else if (pathFrom == target.pathEnd()) {
            draft.put('/');
        }
        draft.put(bytes, pathFrom, target.end()).put(PROTOCOL);
        var lineEnd = draft.length();
        fields(draft, head, standing, edits.request());
        draft.put(caller.lines()).put(head.isHttp10() ? VIA_OF_HTTP_10 : VIA);
        forwardedHost(draft, head, target, caller);
        var tells = route.stripped() > 0 && edits.rewrite().isEmpty();
        if (tells || !caller.prefix().isEmpty()) {
            draft.put(FORWARDED_PREFIX).put(caller.prefix())
                    .put(bytes, target.pathStart(), tells ? pathFrom : target.pathStart()).put(LINE_END);
        }
        trace(draft, request);
        rareFields(draft, head, request);
        if (head.chunked()) {
            draft.put(CHUNKED);
        }
        draft.put(LINE_END);
        return new Sendable(draft.copy(), pathAt, lineEnd, standing.claims());
    }

    private static void fields(Draft draft, Head head, Gatekeeper.Standing standing, HeaderEdits edits) {
        if (edits.isNone()) {
            draft.putFields(head, (h, i) -> goesToInstance(h, i) && !ends(h.field(i), standing)).put(standing.lines());
        } else {
            // what the client's cookies are without the platform's own, and what is told beside
            if (!edits.drops("Cookie")) {
                draft.put(standing.lines());
            }
            draft.putFields(head,
                    (h, i) -> goesToInstance(h, i) && !ends(h.field(i), standing) && !edits.drops(h, i))
                    .put(edits.lines());
        }
    }

    private static void forwardedHost(Draft draft, Head head, Target target, Caller caller) {
        var host = head.find(Field.HOST);
        if (!caller.host().isEmpty()) {
            draft.put(FORWARDED_HOST).put(caller.host()).put(LINE_END);
        } else if (target.form() == Target.Form.ABSOLUTE) {
            draft.put(FORWARDED_HOST).put(head.bytes(), target.authorityStart(), target.authorityEnd()).put(LINE_END);
        } else if (host >= 0) {
            draft.put(FORWARDED_HOST).put(head.bytes(), head.valueStart(host), head.valueEnd(host)).put(LINE_END);
        }
    }

    private static void trace(Draft draft, Request request) {
        draft.put(REQUEST_ID).put(request.id()).put(TRACE_PARENT).put(request.traceId()).put('-').putHex(request.span())
                .put('-').put('0').put(request.isSampled() ? '1' : '0').put(LINE_END);
    }

    private static void rareFields(Draft draft, Head head, Request request) throws BadMessage {
        var vias = 0;
        for (var i = 0; i < head.count(); i++) {
            switch (head.field(i)) {
                case TE -> {
                    if (head.lists(i, "trailers")) {
                        draft.put(TRAILERS);
                    }
                }
                case TRACESTATE -> {
                    if (request.isTraced()) {
                        draft.put(TRACE_STATE).put(head.bytes(), head.valueStart(i), head.valueEnd(i)).put(LINE_END);
                    }
                }
                case VIA -> vias += head.members(i);
                case MAX_FORWARDS -> {
                    if (Methods.isOptions(head)) {
                        var left = Math.min(MOST_FORWARDS, forwards(head, i) - 1);
                        draft.put(MAX_FORWARDS).put(Integer.toString(left)).put(LINE_END);
                    }
                }
                case EXPECT -> {
                    if (!request.isHttp10() && !request.expectsContinue()) {
                        throw new BadMessage(417, "nothing but 100-continue can be expected here");
                    }
                }
                default -> {
                    // copied, or left out
                }
            }
        }
        if (vias > MOST_VIA) {
            throw new BadMessage(508, "the request has come by " + vias + " proxies already: it goes in a circle");
        }
    }

    /** Whether the request is to go no further than here (RFC 9110, section 7.6.2). */
    public static boolean endsHere(Head head) throws BadMessage {
        var limit = head.find(Field.MAX_FORWARDS);
        return limit >= 0 && Methods.isOptions(head) && forwards(head, limit) == 0;
    }

    private static int forwards(Head head, int i) throws BadMessage {
        var value = head.value(i);
        if (value.isEmpty() || !value.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new BadMessage(400, "the Max-Forwards field is not a number");
        }
        return value.length() > 9 ? MOST_FORWARDS + 1 : Integer.parseInt(value);
    }

    private static boolean goesToInstance(Head head, int i) {
        return switch (head.field(i)) {
            case HOST, TRANSFER_ENCODING, CONNECTION, KEEP_ALIVE, PROXY, TE, UPGRADE, FORWARDED, REQUEST_ID,
                    TIMEOUT, TRACEPARENT, TRACESTATE, STOA, LOOKALIKE ->
                false;
            case CONTENT_LENGTH, VIA -> true;
            case EXPECT -> !head.isHttp10();
            case MAX_FORWARDS -> !Methods.isOptions(head);
            case OTHER, ACCEPT, DATE, AUTHORIZATION, COOKIE -> !head.namesFields() || !head.isNamed(i);
        };
    }

    private static boolean ends(Field field, Gatekeeper.Standing standing) {
        return (field == Field.AUTHORIZATION && standing.dropsToken())
                || (field == Field.COOKIE && standing.dropsCookies());
    }

    /** What an answer's head says beside what the instance said. */
    public record Extras(Request request, byte[] instanceLine, boolean chunked, boolean last) {}

    public static void answer(Draft draft, Head head, Extras extras, Dates dates) {
        begin(draft, head);
        var edits = extras.request.answerEdits();
        if (edits.isNone()) {
            draft.putFields(head, Forwarding::goesToClient);
        } else {
            draft.putFields(head, (h, i) -> goesToClient(h, i) && !edits.drops(h, i)).put(edits.lines());
        }
        if (head.find(Field.DATE) < 0) {
            draft.put(dates.line());
        }
        draft.put(REQUEST_ID).put(extras.request.id()).put(LINE_END).put(extras.instanceLine);
        if (extras.chunked) {
            draft.put(CHUNKED);
        }
        connection(draft, extras.request, extras.last);
        draft.put(LINE_END);
    }

    /** The status line, with the blank before a reason that is empty (RFC 9112, section 4). */
    private static void begin(Draft draft, Head head) {
        draft.begin().put(STATUS_LINE);
        var codeEnd = head.statusStart() + 3;
        if (head.bytes()[codeEnd] == ' ') {
            draft.put(head.bytes(), head.statusStart(), head.fieldsStart());
        } else {
            draft.put(head.bytes(), head.statusStart(), codeEnd).put(' ').put(LINE_END);
        }
    }

    /** HTTP/1.0 closes by default, HTTP/1.1 stays open. */
    public static void connection(Draft draft, Request request, boolean last) {
        if (last) {
            draft.put(CLOSE);
        } else if (request.isHttp10()) {
            draft.put(KEEP_ALIVE);
        }
    }

    /** An interim answer (RFC 9110, section 15.2). */
    public static void interim(Draft draft, Head head) {
        begin(draft, head);
        draft.putFields(head, Forwarding::goesToClient).put(LINE_END);
    }

    private static boolean goesToClient(Head head, int i) {
        return switch (head.field(i)) {
            case TRANSFER_ENCODING, CONNECTION, KEEP_ALIVE, PROXY, TE, UPGRADE, REQUEST_ID, STOA, LOOKALIKE -> false;
            case CONTENT_LENGTH -> head.status() >= 200 && head.status() != 204;
            case DATE -> true;
            case OTHER, ACCEPT, HOST, MAX_FORWARDS, EXPECT, FORWARDED, VIA, AUTHORIZATION, COOKIE, TIMEOUT, TRACEPARENT,
                    TRACESTATE ->
                !head.namesFields() || !head.isNamed(i);
        };
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
