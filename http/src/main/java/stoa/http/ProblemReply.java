package stoa.http;

import java.util.LinkedHashMap;
import java.util.Map;

/** Turns a {@link Problem} into an answer: problem details for programs, a page that says the same for people. */
final class ProblemReply {
    private ProblemReply() {}

    static Reply of(Problem problem, Call call, AcceptHeader accept) {
        var html = accept.prefers("application/problem+json", "application/json", "text/html").equals("text/html");
        var reply = html
                ? Reply.html(page(problem, call))
                : Reply.of(200, "application/problem+json", Json.bytes(document(problem, call)));
        var headers = new LinkedHashMap<>(reply.headers());
        headers.put("Cache-Control", "no-store");
        headers.putAll(problem.headers());
        return new Reply(problem.status(), headers, reply.body());
    }

    private static Map<String, Object> document(Problem problem, Call call) {
        var document = new LinkedHashMap<String, Object>();
        document.put("type", "about:blank");
        document.put("title", problem.title());
        document.put("status", problem.status());
        document.put("detail", problem.detail());
        document.put("traceId", call.trace().traceId());
        document.put("requestId", call.requestId());
        if (!problem.errors().isEmpty()) {
            document.put("errors", problem.errors());
        }
        return document;
    }

    private static Html page(Problem problem, Call call) {
        var title = problem.status() + " " + problem.title();
        var fields = problem.errors().isEmpty()
                ? Html.of("")
                : Html.of("<ul>\n{}</ul>\n", Html.each(problem.errors(),
                        error -> Html.of("<li><code>{}</code> {}</li>\n", error.field(), error.detail())));
        return Html.page("en", title, Html.of("""
                <h1>{}</h1>
                <p>{}</p>
                {}<dl>
                <dt>Trace</dt><dd><code>{}</code></dd>
                <dt>Request</dt><dd><code>{}</code></dd>
                </dl>
                """, title, problem.detail(), fields, call.trace().traceId(), call.requestId()));
    }
}
