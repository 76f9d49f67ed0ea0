package stoa.main.remote;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import stoa.http.Json;
import stoa.main.terminal.Table;

@Command(name = "explain", description = "Say what would become of a request: which route takes it and why, and who would answer.", footer = {
        "", "For example: stoa routes explain GET http://shop.example/orders/7 -H 'X-Beta: yes'"})
final class RoutesExplainCommand extends RemoteCommand {
    @Parameters(index = "0", paramLabel = "METHOD", description = "GET, POST, ...")
    private String method = "";

    @Parameters(index = "1", paramLabel = "URL", description = "A path, or an address with host and path; nothing is sent there.")
    private String url = "";

    @Option(names = {"-H", "--header"}, paramLabel = "HEADER", description = "A request header, as \"Name: value\".")
    private String[] headers = {};

    @Option(names = "--client", paramLabel = "ADDRESS", description = "Who would ask, for routes that balance by the client's address.")
    private String client = "";

    @Option(names = "--json", description = "Print the gateway's own answer.")
    private boolean json;

    record Candidate(String source, String name, String takes, String leads, boolean taken, String why) {}

    record Instance(String id, String url, int weight, boolean routable, String reason, int inFlight, long leftAloneMs,
            String leftAloneFor) {}

    record Way(String service, String share, String chosen, List<Instance> instances) {}

    record Explanation(String outcome, List<Candidate> candidates, String path, Map<String, String> says,
            List<Way> ways) {}

    @Override
    int run(Remote platform, PrintWriter out) throws CommandFailed {
        var path = new StringBuilder(RoutesCommand.PATH + "/explain?method=" + segment(method.toUpperCase(Locale.ROOT))
                + "&url=" + segment(url));
        for (var header : headers) {
            path.append("&header=").append(segment(header));
        }
        if (!client.isEmpty()) {
            path.append("&client=").append(segment(client));
        }
        var answer = Remote.expectSuccess(platform.send("GET", path.toString()));
        if (json) {
            out.println(answer.body());
        } else {
            print(Json.read(answer.body(), Explanation.class), out);
        }
        return 0;
    }

    private static void print(Explanation explanation, PrintWriter out) {
        out.println(explanation.outcome());
        if (!explanation.path().isEmpty()) {
            out.println("path there: " + explanation.path());
        }
        explanation.says().forEach((field, value) -> out.println(field + ": " + value));
        if (!explanation.candidates().isEmpty()) {
            out.println();
            var table = new Table("", "FROM", "NAME", "TAKES", "LEADS TO", "WHY NOT");
            explanation.candidates().forEach(
                    c -> table.row(c.taken() ? "*" : "", c.source(), c.name(), c.takes(), c.leads(), c.why()));
            table.print(out);
        }
        for (var way : explanation.ways()) {
            out.println();
            out.println(way.service() + (way.share().isEmpty() ? "" : ", for " + way.share() + ",")
                    + " would be answered by " + way.chosen());
            if (!way.instances().isEmpty()) {
                instances(way.instances()).print(out);
            }
        }
    }

    private static Table instances(List<Instance> instances) {
        var table = new Table("INSTANCE", "URL", "WEIGHT", "IN FLIGHT", "ROUTABLE", "REASON");
        instances.forEach(i -> table.row(i.id(), i.url(), String.valueOf(i.weight()), String.valueOf(i.inFlight()),
                !i.routable() ? "no" : i.leftAloneMs() > 0 ? "left alone" : "yes",
                i.leftAloneMs() > 0 ? i.leftAloneFor() : i.reason()));
        return table;
    }
}
