package stoa.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.RequestException;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import stoa.http.access.Access;
import stoa.telemetry.AccessLog;

/** Takes every request of one service: finds its route, runs the handler, writes the answer, counts and logs it. */
final class Dispatcher implements Filter {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
    private static final int CLIENT_GONE = 499;
    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");

    private final String instance;
    private final Service service;
    private final ShellSettings settings;
    private final RouteTable routes;
    private final RequestMetrics metrics;
    private final InFlight inFlight;
    private final Access access;
    private final AccessLog accessLog;
    private final ReplyWriter writer;
    private final Predicate<Access.Claim> relayed;

    Dispatcher(String instance, Service service, ShellSettings settings, RouteTable routes, RequestMetrics metrics,
            InFlight inFlight, Access access, AccessLog accessLog) {
        this.instance = instance;
        this.service = service;
        this.settings = settings;
        this.routes = routes;
        this.metrics = metrics;
        this.inFlight = inFlight;
        this.access = access;
        this.accessLog = accessLog;
        this.relayed = claim -> access.isRelayed(claim, service.name());
        this.writer = new ReplyWriter(inFlight, service.name() + "/" + instance);
    }

    /** What one request came to. */
    private static final class Outcome {
        final long began = System.nanoTime();
        final long at = System.currentTimeMillis();
        String route = RequestMetrics.UNMATCHED;
        int status = CLIENT_GONE;
        long bytesOut;
        boolean streamed;
        /** Where the next request begins on the connection is not known. */
        boolean lost;
        String note = "";
    }

    @Override
    public void filter(FilterChain chain, RoutingRequest from, RoutingResponse to) {
        var outcome = new Outcome();
        var request = new Incoming(from, Calls.of(from.headers(), settings.requestTimeout()), settings.maxBodyBytes(),
                relayed);
        inFlight.began();
        boolean close;
        try {
            var reply = service.complete(answer(request, from, outcome));
            close = outcome.lost || closes(from);
            write(request, to, reply, close, outcome);
        } finally {
            inFlight.ended();
            record(request, from, outcome);
        }
        if (close || (outcome.streamed && inFlight.draining())) {
            if (!outcome.lost) {
                consume(from);
            }
            // The framework says "close" for us, but leaves the closing to us.
            throw new CloseConnectionException("the answer said close");
        }
    }

    private Reply answer(Incoming request, ServerRequest from, Outcome outcome) {
        try {
            if (isUnclear(from)) {
                outcome.lost = true;
                throw new Problem(400, "the length of the body is unclear");
            }
            return switch (routes.match(request.method(), request.rawPath())) {
                case RouteTable.Match.Found found -> {
                    outcome.route = found.route().pattern();
                    request.matched(found.parameters());
                    if (found.route().isForOperators()) {
                        admit(request);
                    }
                    yield handle(found.route().handler(), request);
                }
                case RouteTable.Match.OtherMethod other -> {
                    var allow = String.join(", ", other.allowed());
                    if (request.method().equals("OPTIONS")) {
                        yield Reply.empty(204).with("Allow", allow);
                    }
                    throw new Problem(405, request.method() + " is not answered here, only " + allow)
                            .with("Allow", allow);
                }
                case RouteTable.Match.Unknown _ -> throw new Problem(404, "nothing is at this path");
            };
        } catch (Throwable e) {
            return ProblemReply.of(problem(e, request, outcome), request.call(), request.accept());
        }
    }

    private void admit(Incoming request) {
        access.refusal(request, service.name()).ifPresent(refusal -> {
            throw refusal.known()
                    ? new Problem(403, refusal.reason())
                    : new Problem(401, refusal.reason()).with("WWW-Authenticate", "Bearer realm=\"stoa\"");
        });
        request.admitted(access.isProven(request, service.name()));
    }

    private static Reply handle(Handler handler, Incoming request) throws Exception {
        if (request.call().remaining().isZero()) {
            throw new Problem(503, "deadline passed");
        }
        return ScopedValue.where(Call.CURRENT, request.call()).call(() -> handler.handle(request));
    }

    /** What two readers may read in two ways (RFC 9112, section 6.3), the framework would read in one of them. */
    private static boolean isUnclear(ServerRequest from) {
        var headers = from.headers();
        var lengths = headers.all(HeaderNames.CONTENT_LENGTH, List::of);
        if (headers.contains(HeaderNames.TRANSFER_ENCODING)) {
            return !lengths.isEmpty() || !headers.contains(HeaderValues.TRANSFER_ENCODING_CHUNKED);
        }
        return lengths.size() > 1 || !lengths.stream().allMatch(l -> LENGTH.matcher(l).matches());
    }

    private Problem problem(Throwable e, Incoming request, Outcome outcome) {
        if (e instanceof Problem problem) {
            return problem;
        }
        var mapped = service.problemOf(e);
        if (mapped.isPresent()) {
            outcome.note = mapped.get().detail();
            return mapped.get();
        }
        return switch (e) {
            case RequestException refused -> {
                outcome.lost = true;
                yield refused.status().code() == 413
                        ? request.tooLarge()
                        : new Problem(400, "the body cannot be read");
            }
            case CloseConnectionException gone -> throw gone;
            case InterruptedException _ -> new Problem(503, "the service is stopping").with("Retry-After", "1");
            default -> unexpected(e, request, outcome);
        };
    }

    private Problem unexpected(Throwable e, Incoming request, Outcome outcome) {
        LOG.error("{} {} {} failed, trace {}", instance, request.method(), outcome.route,
                request.call().trace().traceId(), e);
        outcome.note = e.getClass().getSimpleName();
        return new Problem(500, "an unexpected error, logged under this trace id");
    }

    private boolean closes(ServerRequest from) {
        return inFlight.draining() || from.headers().contains(HeaderValues.CONNECTION_CLOSE) || waits(from);
    }

    /** A client that was not told to go on may send the body or not: what follows on its connection is unclear. */
    private static boolean waits(ServerRequest from) {
        return from.headers().contains(HeaderNames.EXPECT) && !from.continueSent();
    }

    private void write(Incoming request, RoutingResponse to, Reply reply, boolean close, Outcome outcome) {
        outcome.status = reply.status();
        outcome.streamed = reply.body() instanceof Reply.Events;
        var head = request.method().equals("HEAD");
        try {
            outcome.bytesOut = writer.write(to, reply, request.call(), head, close);
            to.commit();
        } catch (IOException | UncheckedIOException | CloseConnectionException e) {
            outcome.note = "client gone";
            throw new CloseConnectionException("the client is gone", e);
        } catch (Exception e) {
            var failure = ProblemReply.of(unexpected(e, request, outcome), request.call(), request.accept());
            if (outcome.streamed || !to.reset()) {
                throw new CloseConnectionException("the answer failed halfway", e);
            }
            write(request, to, service.complete(failure), close, outcome);
        }
    }

    /** Lets a client that is still sending read its answer before the connection goes. */
    private static void consume(ServerRequest from) {
        if (!waits(from) && from.content().hasEntity() && !from.content().consumed()) {
            from.content().consume();
        }
    }

    private void record(Incoming request, ServerRequest from, Outcome outcome) {
        var nanos = System.nanoTime() - outcome.began;
        metrics.count(request.method(), outcome.route, outcome.status);
        if (!outcome.streamed) {
            metrics.time(request.method(), outcome.route, nanos);
        }
        var call = request.call();
        accessLog.write(new AccessLog.Entry(outcome.at, service.name(), service.name(), instance,
                from.remotePeer().host(), request.method(), request.rawPath(), outcome.status, request.bodyBytes(),
                outcome.bytesOut, TimeUnit.NANOSECONDS.toMicros(nanos), call.requestId(), call.trace().traceId(),
                outcome.note));
    }
}
