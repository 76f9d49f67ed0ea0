package stoa.http.client;

import java.io.IOException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscribers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import stoa.http.Call;
import stoa.http.Json;
import stoa.http.Origin;
import stoa.http.access.Rights;

/** One request of the {@link Client} on its way; used by one thread. */
final class Exchange implements Client.Outgoing {
    private static final Set<String> IDEMPOTENT = Set.of("GET", "HEAD", "PUT", "DELETE");

    /** Finds the address when the request is sent, since what is known of a service may have changed by then. */
    @FunctionalInterface
    interface Target {
        URI address() throws IOException;
    }

    private final Transport transport;
    private final Rights rights;
    private final String method;
    private final Target target;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private Duration timeout = Duration.ofSeconds(10);
    private long maxBody = 1 << 20;
    private byte @Nullable [] body;

    Exchange(Transport transport, Rights rights, String method, Target target) {
        this.transport = transport;
        this.rights = rights;
        this.method = method;
        this.target = target;
    }

    @Override
    public Client.Outgoing header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    @Override
    public Client.Outgoing json(Object value) {
        body = Json.bytes(value);
        return header("Content-Type", "application/json");
    }

    @Override
    public Client.Outgoing asOperator() {
        headers.putAll(rights.atGateways());
        return this;
    }

    @Override
    public Client.Outgoing asOperatorOf(String service) {
        headers.putAll(rights.at(service));
        return this;
    }

    @Override
    public Client.Outgoing timeout(Duration limit) {
        timeout = limit;
        return this;
    }

    @Override
    public Client.Outgoing maxBody(long bytes) {
        maxBody = bytes;
        return this;
    }

    @Override
    public Client.Answer send() throws IOException {
        var allowed = allowed();
        var deadline = System.nanoTime() + allowed.toNanos();
        var request = request(allowed);
        try {
            return answer(request, allowed, deadline);
        } catch (Unreachable e) {
            if (!e.beforeAnyAnswer() || !IDEMPOTENT.contains(method)) {
                throw e;
            }
            // a kept-alive connection that the peer closed meanwhile; asking twice does no harm here
            return answer(request, allowed, deadline);
        }
    }

    private Client.Answer answer(HttpRequest request, Duration allowed, long deadline) throws IOException {
        var answer = await(start(request, _ -> new LimitedBody(maxBody)), allowed, deadline);
        return new Client.Answer(answer.statusCode(), headers(answer), answer.body());
    }

    @Override
    public void events(Optional<String> lastEventId, Duration silence, Client.EventSink sink) throws IOException {
        header("Accept", "text/event-stream").header("Cache-Control", "no-store");
        lastEventId.ifPresent(id -> header("Last-Event-ID", id));
        var allowed = allowed();
        CompletableFuture<HttpResponse<EventBody>> future = start(request(allowed), head -> head.statusCode() == 200
                ? new StreamBody()
                : BodySubscribers.mapping(new LimitedBody(maxBody), EventBody.Refusal::new));
        try {
            var answer = await(future, allowed, System.nanoTime() + allowed.toNanos());
            switch (answer.body()) {
                case StreamBody stream -> {
                    try (stream) {
                        expectEvents(answer);
                        stream.follow(new EventParser(sink, maxBody), silence);
                    }
                }
                case EventBody.Refusal(var bytes) -> throw new IOException(refusal(answer, bytes));
            }
        } catch (IOException e) {
            throw transport.closed() ? Unreachable.stopped() : e;
        } finally {
            future.cancel(true);
        }
    }

    private static void expectEvents(HttpResponse<?> answer) throws IOException {
        var type = answer.headers().firstValue("Content-Type").orElse("no type");
        if (!type.startsWith("text/event-stream")) {
            throw new IOException("answered " + type + " instead of a stream of events");
        }
    }

    private static String refusal(HttpResponse<?> answer, byte[] body) {
        var said = "answered " + answer.statusCode();
        var problem = new Client.Answer(answer.statusCode(), Map.of(), body).detail();
        return problem.isEmpty() ? said : said + ": " + problem;
    }

    private <T> CompletableFuture<HttpResponse<T>> start(HttpRequest request, HttpResponse.BodyHandler<T> handler)
            throws IOException {
        return transport.connections(request.uri()).sendAsync(request, handler);
    }

    private <T> T await(CompletableFuture<T> future, Duration allowed, long deadline) throws IOException {
        try {
            return future.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw transport.closed() ? Unreachable.stopped() : Unreachable.of(e, allowed);
        } catch (TimeoutException e) {
            throw Unreachable.timedOut(allowed);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Unreachable.stopped();
        } finally {
            if (!future.isDone()) {
                future.cancel(true);
            }
        }
    }

    private Duration allowed() throws Unreachable {
        if (!Call.CURRENT.isBound()) {
            return timeout;
        }
        var left = Call.CURRENT.get().remaining();
        if (left.isZero()) {
            throw Unreachable.timedOut(left);
        }
        return left.compareTo(timeout) < 0 ? left : timeout;
    }

    private HttpRequest request(Duration allowed) throws IOException {
        var publisher = body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body);
        var request = HttpRequest.newBuilder(address()).method(method, publisher);
        headers.forEach(request::setHeader);
        if (Call.CURRENT.isBound()) {
            var call = Call.CURRENT.get();
            var trace = call.trace().child();
            request.setHeader("X-Request-Id", call.requestId());
            request.setHeader("traceparent", trace.traceparent());
            if (!trace.state().isEmpty()) {
                request.setHeader("tracestate", trace.state());
            }
            request.setHeader("X-Request-Timeout-Ms", Long.toString(Math.max(1, allowed.toMillis())));
        }
        return request.build();
    }

    private URI address() throws IOException {
        try {
            return Origin.reachable(target.address());
        } catch (UnknownHostException e) {
            throw Unreachable.because(Unreachable.Kind.HOST_NOT_FOUND, e);
        }
    }

    private static Map<String, String> headers(HttpResponse<?> answer) {
        var map = new TreeMap<String, String>();
        answer.headers().map().forEach((name, values) -> map.put(name.toLowerCase(Locale.ROOT),
                String.join(", ", values)));
        return map;
    }
}
