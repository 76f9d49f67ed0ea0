package stoa.http;

import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.webserver.http.DirectHandlers;
import java.time.Duration;
import stoa.telemetry.AccessLog;

/** Answers what the server framework refuses before there is a request: bad framing, heads too large, HTTP/1.0. */
final class RefusedRequests implements DirectHandler {
    private final String instance;
    private final Service service;
    private final RequestMetrics metrics;
    private final AccessLog accessLog;

    RefusedRequests(String instance, Service service, RequestMetrics metrics, AccessLog accessLog) {
        this.instance = instance;
        this.service = service;
        this.metrics = metrics;
        this.accessLog = accessLog;
    }

    DirectHandlers handlers() {
        var handlers = DirectHandlers.builder();
        for (var type : EventType.values()) {
            handlers.addHandler(type, this);
        }
        return handlers.build();
    }

    @Override
    public TransportResponse handle(TransportRequest request, EventType type, io.helidon.http.Status status,
            ServerResponseHeaders headers, String message) {
        var call = Calls.of(request.headers(), Duration.ZERO);
        var problem = new Problem(status.code(), detail(status.code()));
        var reply = service.complete(ProblemReply.of(problem, call,
                AcceptHeader.of(request.headers().all(HeaderNames.ACCEPT, java.util.List::of))));
        var bytes = reply.body() instanceof Reply.Bytes body ? body.bytes() : new byte[0];
        var response = TransportResponse.builder().status(status).headers(headers).keepAlive(false).entity(bytes);
        reply.headers().forEach((name, value) -> response.header(HeaderNames.create(name), value));
        response.header(Calls.REQUEST_ID, call.requestId());
        metrics.count(request.method(), RequestMetrics.UNMATCHED, status.code());
        accessLog.write(new AccessLog.Entry(System.currentTimeMillis(), service.name(), service.name(), instance, "",
                request.method(), request.path(), status.code(), 0, bytes.length, 0, call.requestId(),
                call.trace().traceId(), "refused"));
        return response.build();
    }

    /** The framework's own message may repeat what was sent. */
    private static String detail(int status) {
        return switch (status) {
            case 413 -> "the body is too large";
            case 414 -> "the URL is too long";
            case 431 -> "the headers are too large";
            case 505 -> "only HTTP/1.1 is spoken here";
            case 500, 503 -> "the request could not be taken";
            default -> "the request is not well-formed HTTP/1.1, or its head is too large";
        };
    }
}
