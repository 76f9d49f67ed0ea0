package stoa.main.tour;

import static stoa.main.tour.Row.get;

import java.time.Duration;
import java.util.List;

/** The contract's section 9, its second half. */
final class ProbeTour {
    /** The first probe of a start, and one more interval. */
    private static final Duration SOON = Duration.ofSeconds(10);

    private ProbeTour() {}

    static List<Row> rows() {
        return List.of(
                get("/probe/").status(200).type("text/html").says("<html lang=\"en\">"),
                get("/probe/targets").status(200).has("targets"),
                get("/probe/targets/greeter").within(SOON).status(200).has("target.interval", "3s")
                        .has("target.state", "up").has("target.windows", "3").has("target.windows.0.availability")
                        .has("target.windows.0.observed").has("target.windows.0.p99Ms").has("results.0.answer"),
                get("/probe/targets/nobody").problem(404),
                get("/probe/targets?limit=0").invalid("limit"),
                get("/probe/metrics").within(SOON).status(200).says("probe_up{target=\"greeter\"}")
                        .says("probe_results_total{").says("probe_duration_seconds_count{"),
                Row.of("POST", "/probe/targets").problem(405).answerHeader("allow", "GET"));
    }
}
