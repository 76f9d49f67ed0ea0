package stoa.catalog.calls;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import stoa.catalog.calls.CallPages.CallPage;
import stoa.catalog.calls.CallPages.StatsPage;
import stoa.catalog.calls.store.CallLog;
import stoa.catalog.calls.store.CallStats;
import stoa.discovery.CallReport;
import stoa.http.Handler;
import stoa.http.Problem;
import stoa.http.Reply;
import stoa.http.Request;
import stoa.http.Routes;
import stoa.stores.redis.RedisUnavailable;
import stoa.stores.relational.StoreUnavailable;

/** The requests to the log and the statistics. */
final class CallsApi {
    private final CallLog log;
    private final CallStats stats;
    private final InstantSource clock;
    private final Function<String, String> names;
    private final LongConsumer relayed;

    /**
     * @param names a service's name by its number
     * @param relayed told of how many calls went through {@code /services/call}
     */
    CallsApi(CallLog log, CallStats stats, InstantSource clock, Function<String, String> names, LongConsumer relayed) {
        this.log = log;
        this.stats = stats;
        this.clock = clock;
        this.names = names;
        this.relayed = relayed;
    }

    /** @param stored whether the report was new */
    record Taken(boolean stored) {}

    void routes(Routes routes, UnaryOperator<Handler> counting) {
        routes.get("/services/logs", counting.apply(this::list))
                .says("Calls, the newest first: every one through /services/call, every failure, a sample of the rest")
                .query("service", "where it went, by name or number").query("instance", "who answered")
                .query("method", "the request's method").query("status", "a status such as 404, or a class such as 5xx")
                .query("path", "what the path begins with").query("minDuration", "took at least so long: 100ms")
                .query("since", "began then or later (RFC 3339)").query("until", "began before (RFC 3339)")
                .query("traceId", "32 lower-case hex digits").query("why", "call, failure or sample")
                .query("limit", "1 to 200, 50 by default").query("cursor", "next of the page before")
                .answers(200, CallPage.class).answers(422, "names the parameter that cannot be meant")
                .answers(503, "the store of the calls is away");
        routes.post("/services/logs", counting.apply(this::report))
                .says("Takes a gateway's report of calls; one that is sent twice counts once").forOperators()
                .takes(CallReport.class)
                .answers(201, Taken.class).answers(200, "it was there already")
                .answers(422, "names every bad field").answers(503, "the store of the calls is away: send it again");
        routes.get("/services/stats", counting.apply(this::stats))
                .says("All calls as numbers, by service and endpoint")
                .query("service", "only this one, by name or number")
                .query("window", "how far back: 10s to 1h, 5m by default").answers(200, StatsPage.class)
                .answers(422, "names the parameter that cannot be meant")
                .answers(503, "the store of the calls is away");
    }

    private Reply list(Request request) {
        var limit = request.limit();
        var filter = Queries.filter(request, names);
        var after = Queries.cursor(request);
        return answered(() -> Reply.json(CallPage.of(log.list(filter, after, limit + 1), limit)));
    }

    private Reply stats(Request request) {
        var window = Queries.window(request);
        var service = Queries.service(request, names);
        var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        var since = Instant.ofEpochMilli(CallStats.step(now.minus(window)));
        return answered(() -> Reply.json(StatsPage.of(window, since, now, stats.since(since, service))));
    }

    private Reply report(Request request) {
        var report = Report.read(request.fields(), clock.instant());
        return answered(() -> {
            var logged = log.append(report.id(), report.at(), report.calls(), report.leftOut());
            if (logged) {
                relayed.accept(report.relayed());
            }
            // each part knows by itself what it has: should one be stored and the other not, the next try makes up for it
            var counted = stats.add(report.id(), report.counts());
            return Reply.json(logged || counted ? 201 : 200, new Taken(logged || counted));
        });
    }

    private static Reply answered(Supplier<Reply> work) {
        try {
            return work.get();
        } catch (StoreUnavailable | RedisUnavailable e) {
            throw new Problem(503,
                    "calls cannot be kept or read now: " + Optional.ofNullable(e.getMessage()).orElse(""))
                    .with("Retry-After", "1");
        }
    }
}
