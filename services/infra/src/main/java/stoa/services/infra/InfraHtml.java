package stoa.services.infra;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import stoa.http.Html;
import stoa.services.infra.InfraPages.Overview;
import stoa.services.infra.Survey.Member;
import stoa.services.infra.Survey.Said;

/** The page for people. */
final class InfraHtml {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private InfraHtml() {}

    static Html page(Overview all) {
        return Html.page("en", "Stores of the platform", Html.of("""
                <h1>Stores of the platform</h1>
                <p>{} <a href="./">Look again</a></p>
                {}<p>A state's beginning is when {} first found it so; a restart forgets it.</p>
                <h2>What the instances say</h2>
                {}<p>For programs: <a href="stores">stores</a>, <a href="instances">instances</a>.</p>
                """, summary(all.stores()),
                table(Html.of("Each store, tried at {}: a test key written, read back and removed", time(all.at())),
                        List.of("Store", "State", "Kind", "Version", "Address", "Round trip", "In this state since",
                                "In words"),
                        Html.each(all.stores(), store -> row(store.name(), state(store.state()), store.kind(),
                                store.version(), store.address(), millis(store.latencyMs()), time(store.since()),
                                store.detail()))),
                all.instance(), instances(all.instances())));
    }

    private static String summary(List<Standing> stores) {
        var down = stores.stream().filter(s -> s.is(Standing.DOWN)).map(Standing::name).toList();
        return down.isEmpty() ? "Every configured store is ok." : "Down: " + String.join(", ", down) + ".";
    }

    private static Html instances(Said said) {
        var using = said.instances().stream().filter(m -> !m.stores().isEmpty()).toList();
        var without = said.instances().stream().filter(m -> m.stores().isEmpty()).map(Member::instance)
                .collect(Collectors.joining(", "));
        return Html.of("{}{}{}{}", sentence("Not all is known: ", said.trouble()),
                using.isEmpty()
                        ? Html.of("")
                        : table(Html.of("Each running instance, and the stores that it uses"),
                                List.of("Instance", "Store", "State", "Kind", "Version", "Address", "Latency",
                                        "In words"),
                                Html.each(using, InfraHtml::rows)),
                sentence("Without stores: ", without),
                sentence("Instances that say nothing of stores: ", said.others() == 0 ? "" : "" + said.others()));
    }

    private static Html rows(Member member) {
        return Html.each(member.stores(), store -> row(member.instance(), store.name(),
                state(store.ok() ? Standing.OK : Standing.DOWN), store.kind(), store.version(), store.address(),
                millis(store.latencyMs()), store.detail()));
    }

    private static Html table(Html caption, List<String> columns, Html rows) {
        return Html.of("""
                <table>
                <caption>{}</caption>
                <thead><tr>{}</tr></thead>
                <tbody>
                {}</tbody>
                </table>
                """, caption, Html.each(columns, c -> Html.of("<th scope=\"col\">{}</th>", c)), rows);
    }

    private static Html row(String head, Object... cells) {
        return Html.of("<tr><th scope=\"row\">{}</th>{}</tr>\n", head,
                Html.each(Arrays.asList(cells), c -> Html.of("<td>{}</td>", c)));
    }

    /** Nothing where there is nothing to say. */
    private static Html sentence(String beginning, String rest) {
        return rest.isEmpty() ? Html.of("") : Html.of("<p>{}{}.</p>\n", beginning, rest);
    }

    /** In words, and strong where somebody should look. */
    private static Html state(String state) {
        return state.equals(Standing.DOWN) ? Html.of("<strong>{}</strong>", state) : Html.of("{}", state);
    }

    private static String millis(@Nullable Double latency) {
        return latency == null ? "" : String.format(Locale.ROOT, "%.1f ms", latency);
    }

    private static Html time(Instant at) {
        return Html.of("<time datetime=\"{}\">{}</time>", at, TIME.format(at));
    }
}
