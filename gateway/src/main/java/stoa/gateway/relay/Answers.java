package stoa.gateway.relay;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import stoa.gateway.balance.UpstreamService;
import stoa.gateway.filter.HeaderEdits;
import stoa.gateway.forward.Dates;
import stoa.gateway.forward.Forwarding;
import stoa.gateway.forward.Request;
import stoa.gateway.http1.Draft;
import stoa.gateway.route.Destination;
import stoa.http.AcceptHeader;
import stoa.http.Call;
import stoa.http.Problem;
import stoa.http.Reply;
import stoa.http.Status;
import stoa.telemetry.TraceContext;

/** What the gateway answers by itself: problem documents, redirects, the methods it knows. */
final class Answers {
    private static final byte[] NOTHING = new byte[0];

    private Answers() {}

    /** @param request null where not even the head could be read */
    static Reply problem(Problem problem, @Nullable Request request) {
        if (request != null) {
            return problem.toReply(request.call(), request.accept().isEmpty() ? List.of() : List.of(request.accept()));
        }
        var trace = TraceContext.fresh();
        return problem.toReply(new Call(trace.traceId(), trace, Long.MAX_VALUE), List.of());
    }

    static Problem noInstance(UpstreamService service) {
        return new Problem(503, service.whyNone()).with("Retry-After", "1");
    }

    /** Why the share of a route failed that the request fell to: nobody takes its place. */
    static Problem ofShare(Problem why, UpstreamService service, Destination.Split of) {
        var told = new Problem(why.status(), why.detail() + "; by weight this request fell to " + service.name()
                + " (of " + of.shares() + "), and no other takes its place");
        why.headers().forEach(told::with);
        return told;
    }

    static Problem tooMany(UpstreamService service) {
        return new Problem(503, "too many requests to " + service.name() + " are under way").with("Retry-After", "1");
    }

    static Problem tooLarge(long most) {
        return new Problem(413, "the body is larger than " + most + " bytes");
    }

    /** To the same path with a slash at its end; relative, so that it holds behind any prefix. */
    static Reply redirect(String path, String query) {
        var last = path.substring(path.lastIndexOf('/') + 1);
        // a first segment with a colon would be read as a scheme
        var location = (last.indexOf(':') >= 0 ? "./" : "") + last + "/" + query;
        return Reply.empty(308).with("Location", location);
    }

    static Reply redirect(Destination.Redirect to, String rest, String query) {
        return Reply.empty(to.status()).with("Location", to.location(rest, query));
    }

    /** Whether it asks for a page to be seen, as browsers do, rather than for data. */
    static boolean wantsPage(Request request) {
        return (request.method().equals("GET") || request.isHead()) && !request.accept().isEmpty()
                && AcceptHeader.of(List.of(request.accept())).prefers("application/json", "text/html")
                        .equals("text/html");
    }

    static Reply home(String page) {
        return Reply.empty(302).with("Location", page).with("Vary", "Accept").with("Cache-Control", "no-store");
    }

    static Reply options(String allowed) {
        return Reply.empty(204).with("Allow", allowed);
    }

    /** Writes it whole. @return how long its body is */
    static int write(AnswerStream answer, Draft draft, Dates dates, Reply reply, @Nullable Request request,
            boolean last) {
        var body = reply.body() instanceof Reply.Bytes(var bytes) ? bytes : NOTHING;
        head(draft, dates, reply.status(), reply.headers(), reply.status() == 204 ? -1 : body.length, request, last);
        var shown = request != null && request.isHead() ? NOTHING : body;
        draft.put(shown);
        answer.begin(draft, 0);
        return shown.length;
    }

    /** @param length of the body; negative where none is told */
    static void head(Draft draft, Dates dates, int status, Map<String, String> headers, long length,
            @Nullable Request request, boolean last) {
        draft.begin().put("HTTP/1.1 " + status + " " + Status.reason(status) + "\r\n");
        draft.put(dates.line());
        var edits = request == null ? HeaderEdits.NONE : request.answerEdits();
        headers.forEach((name, value) -> {
            if (!edits.drops(name)) {
                draft.put(name + ": " + value + "\r\n");
            }
        });
        draft.put(edits.lines());
        if (length >= 0) {
            draft.put("Content-Length: " + length + "\r\n");
        }
        if (request != null) {
            draft.put("X-Request-Id: " + request.id() + "\r\n");
            Forwarding.connection(draft, request, last);
        } else {
            draft.put("Connection: close\r\n");
        }
        draft.put("\r\n".getBytes(StandardCharsets.ISO_8859_1));
    }
}
