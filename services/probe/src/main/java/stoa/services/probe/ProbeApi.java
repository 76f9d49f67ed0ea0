package stoa.services.probe;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import stoa.http.Problem;
import stoa.http.Reply;
import stoa.http.Request;
import stoa.http.Routes;
import stoa.services.probe.Result.Outcome;
import stoa.services.probe.Standing.State;

/** What was found, as JSON and as a page. */
final class ProbeApi {
    private final List<Target> targets;
    private final ProbeStore store;
    private final InstantSource clock;

    ProbeApi(List<Target> targets, ProbeStore store, InstantSource clock) {
        this.targets = targets;
        this.store = store;
        this.clock = clock;
    }

    /**
     * A target and what was found of it, by all instances together.
     *
     * @param state down as soon as one instance that looks now finds it so; unknown where none looks
     * @param since when that began; null while it is unknown
     * @param instances that look now
     * @param last the last probe, null before the first
     */
    record TargetView(String name, String address, Duration interval, Duration timeout, int failures,
            State state, @Nullable Instant since, List<String> instances, List<Figures> windows,
            @Nullable ResultView last) {}

    /** @param code the answer's status, null where no whole answer came */
    record ResultView(String instance, Instant at, Outcome outcome, @Nullable Integer code, double durationMs,
            String detail, String answer) {
        static ResultView of(Result it) {
            return new ResultView(it.instance(), it.at(), it.outcome(), it.code().orElse(null),
                    Math.floor(it.took().toNanos() / 1e3) / 1e3, it.detail(), it.answer());
        }
    }

    record TargetList(List<TargetView> targets, @Nullable String next) {}

    /** @param results the last ones, the newest first */
    record TargetResults(TargetView target, List<ResultView> results) {}

    void routes(Routes at) {
        at.get("/", _ -> fresh(Reply.html(ProbePage.of(targets.stream().map(this::view).toList()))))
                .says("Every target on one page").answers(200, "HTML");
        at.get("/targets", this::list).says("Every target, in the order of the settings")
                .query("limit", "1 to 200, 50 by default").query("cursor", "next of the page before")
                .answers(200, TargetList.class).answers(422, "names what is not valid");
        at.get("/targets/{name}", this::one).says("One target with its last results")
                .query("limit", "of the results, 1 to " + ProbeStore.KEPT + ", 50 by default")
                .answers(200, TargetResults.class).answers(404, "no such target");
    }

    private static Reply fresh(Reply reply) {
        return reply.with("Cache-Control", "no-store");
    }

    private Reply list(Request request) {
        var limit = request.limit();
        var begin = request.query("cursor").map(this::after).orElse(0);
        var end = Math.min(targets.size(), begin + limit);
        var views = targets.subList(begin, end).stream().map(this::view).toList();
        return fresh(Reply.json(new TargetList(views, end < targets.size() ? targets.get(end - 1).name() : null)));
    }

    private int after(String name) {
        return 1 + IntStream.range(0, targets.size()).filter(i -> targets.get(i).name().equals(name)).findFirst()
                .orElseThrow(() -> Problem.invalid("cursor", "is not one that a list has answered as next"));
    }

    private Reply one(Request request) {
        var name = request.parameter("name");
        var target = targets.stream().filter(t -> t.name().equals(name)).findFirst()
                .orElseThrow(() -> new Problem(404, "there is no target " + name));
        var results = store.last(name, request.limit()).stream().map(ResultView::of).toList();
        return fresh(Reply.json(new TargetResults(view(target), results)));
    }

    private TargetView view(Target target) {
        var now = clock.instant();
        var looking = store.standings(target.name());
        looking.values().removeIf(standing -> !standing.isCurrent(target, now));
        // down before up before unknown; of those that agree, who has known it for longer
        var worst = looking.values().stream().filter(standing -> standing.state() != State.UNKNOWN)
                .min(Comparator.comparing(Standing::state).reversed().thenComparing(Standing::since));
        return new TargetView(target.name(), target.address().toString(), target.interval(), target.timeout(),
                target.failures(), worst.map(Standing::state).orElse(State.UNKNOWN),
                worst.map(Standing::since).orElse(null), List.copyOf(looking.keySet()),
                store.figures(target.name(), now),
                store.last(target.name(), 1).stream().map(ResultView::of).findFirst().orElse(null));
    }
}
