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

    private static String page(Problem problem, Call call) {
        var title = escape(problem.status() + " " + problem.title());
        var page = new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>").append(title)
                .append("</title>\n</head>\n<body>\n<main>\n<h1>").append(title).append("</h1>\n<p>")
                .append(escape(problem.detail())).append("</p>\n");
        if (!problem.errors().isEmpty()) {
            page.append("<ul>\n");
            for (var error : problem.errors()) {
                page.append("<li><code>").append(escape(error.field())).append("</code> ")
                        .append(escape(error.detail())).append("</li>\n");
            }
            page.append("</ul>\n");
        }
        return page.append("<dl>\n<dt>Trace</dt><dd><code>").append(call.trace().traceId())
                .append("</code></dd>\n<dt>Request</dt><dd><code>").append(escape(call.requestId()))
                .append("</code></dd>\n</dl>\n</main>\n</body>\n</html>\n").toString();
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
