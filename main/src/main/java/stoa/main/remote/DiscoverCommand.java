package stoa.main.remote;

import java.io.PrintWriter;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import stoa.http.Json;
import stoa.main.terminal.Table;

@Command(name = "discover", description = "Look now for instances in the settings, DNS and Docker, and show what came and went.")
final class DiscoverCommand extends RemoteCommand {
    @Option(names = "--json", description = "Print the catalog's own answer.")
    private boolean json;

    record Found(List<Item> found, List<Item> added, List<Item> lost, List<Conflict> conflicts, List<Failure> failed) {}

    record Item(String service, String instance, URI url, String by) {}

    record Conflict(String service, String instance, String by, String reason) {}

    record Failure(String provider, @Nullable String service, String reason) {}

    /** Fails where a provider could not look: what came and went there is not known. */
    @Override
    int run(Remote platform, PrintWriter out) throws CommandFailed {
        var answer = Remote.expectSuccess(platform.send("POST", "/services/discover")).body();
        var report = Json.read(answer, Found.class);
        if (json) {
            out.println(answer);
        } else {
            table(report).print(out);
        }
        return report.failed().isEmpty() ? 0 : 1;
    }

    private static Table table(Found report) {
        var table = new Table("WHAT", "SERVICE", "INSTANCE", "URL", "BY", "REASON");
        for (var item : report.found()) {
            var what = report.added().contains(item) ? "added" : "found";
            table.row(what, item.service(), item.instance(), item.url().toString(), item.by(), "");
        }
        for (var item : report.lost()) {
            table.row("lost", item.service(), item.instance(), item.url().toString(), item.by(), "");
        }
        for (var c : report.conflicts()) {
            table.row("conflict", c.service(), c.instance(), "", c.by(), c.reason());
        }
        for (var f : report.failed()) {
            table.row("failed", f.service() == null ? "" : f.service(), "", "", f.provider(), f.reason());
        }
        return table;
    }
}
