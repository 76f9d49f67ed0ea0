package stoa.services.probe;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import stoa.http.Html;
import stoa.services.probe.ProbeApi.ResultView;
import stoa.services.probe.ProbeApi.TargetView;

/** Every target on a page for people. */
final class ProbePage {
    private ProbePage() {}

    static Html of(List<TargetView> targets) {
        return Html.page("en", "Probe", Html.of("""
                <h1>Probe</h1>
                <p>Each target is asked again and again. Availability is the share of good answers in the time that was
                observed; nothing is claimed of the rest. Latency is of all answers of the last 24 hours.</p>
                <table>
                <caption>Targets: {}</caption>
                <thead><tr><th scope="col">Target</th><th scope="col">State</th><th scope="col">1 hour</th>
                <th scope="col">24 hours</th><th scope="col">30 days</th><th scope="col">p50, p95, p99</th>
                <th scope="col">Last answer</th></tr></thead>
                <tbody>
                {}</tbody>
                </table>
                """, targets.size(), Html.each(targets, ProbePage::row)));
    }

    private static Html row(TargetView it) {
        var day = it.windows().stream().filter(w -> w.window().equals(Window.DAY.label())).findFirst().orElseThrow();
        return Html.of("""
                <tr><th scope="row"><a href="targets/{}">{}</a><br>{}, every {}</th><td>{}</td>{}
                <td>{}, {}, {}</td><td>{}</td></tr>
                """, it.name(), it.name(), it.address(), text(it.interval()), state(it),
                Html.each(it.windows(), ProbePage::cell), millis(day.p50Ms()), millis(day.p95Ms()),
                millis(day.p99Ms()), it.last() == null ? Html.of("none yet") : last(it.last()));
    }

    private static String state(TargetView it) {
        var words = switch (it.state()) {
            case UP -> "up";
            case DOWN -> "down";
            case UNKNOWN -> it.instances().isEmpty() ? "not looked at now" : "not known yet";
        };
        return it.since() == null ? words : words + " since " + time(it.since());
    }

    private static Html cell(Figures it) {
        var share = it.availability() == null
                ? "no probes"
                : String.format(Locale.ROOT, "%.3f %%, %d of %d failed", it.availability(), it.failed(), it.probes());
        return Html.of("<td>{}<br>observed {}</td>", share, text(it.observed()));
    }

    private static Html last(ResultView it) {
        var what = it.detail().isEmpty() ? it.answer() : it.detail();
        return Html.of("{}: {}<br>{}, {}", time(it.at()), it.detail().isEmpty() ? "ok" : "failed", what,
                millis(it.durationMs()));
    }

    private static String millis(@Nullable Double millis) {
        return millis == null ? "none" : String.format(Locale.ROOT, "%.1f ms", millis);
    }

    private static String time(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** Two units are enough: {@code 3d 4h}, {@code 58m 12s}. */
    private static String text(Duration it) {
        if (it.toMillis() % 1000 != 0 && it.toSeconds() == 0) {
            return it.toMillis() + "ms";
        }
        return it.toDays() > 0
                ? it.toDays() + "d " + it.toHoursPart() + "h"
                : it.toHours() > 0
                        ? it.toHours() + "h " + it.toMinutesPart() + "m"
                        : it.toMinutes() > 0 ? it.toMinutes() + "m " + it.toSecondsPart() + "s" : it.toSeconds() + "s";
    }
}
