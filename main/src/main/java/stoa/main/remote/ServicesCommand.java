package stoa.main.remote;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import stoa.discovery.CheckResult;
import stoa.discovery.InstanceRecord;
import stoa.discovery.RouteRecord;
import stoa.discovery.ServiceRecord;
import stoa.http.Json;
import stoa.main.terminal.Table;

@Command(name = "services", description = "List the services, or show one with its instances.")
final class ServicesCommand extends RemoteCommand {
    @Parameters(index = "0", paramLabel = "NAME", arity = "0..1", description = "One service, by name or number.")
    private @Nullable String name;

    @Option(names = "--health", description = "Show every instance with the reason why it can be reached or not.")
    private boolean health;

    @Option(names = "--json", description = "Print the catalog's own answer.")
    private boolean json;

    record Page(List<ServiceRecord> services, @Nullable String next) {}

    @Override
    int run(Remote platform, PrintWriter out) throws CommandFailed {
        if (json) {
            var path = name != null
                    ? "/services/" + segment(name)
                    : health ? "/services/health" : "/services?limit=200";
            out.println(Remote.expectSuccess(platform.send("GET", path)).body());
            return 0;
        }
        var services = name != null ? List.of(one(platform, name)) : all(platform);
        var table = name != null || health ? instances(services) : overview(services);
        table.print(out);
        return 0;
    }

    private static ServiceRecord one(Remote platform, String name) throws CommandFailed {
        var answer = platform.send("GET", "/services/" + segment(name));
        return Json.read(Remote.expectSuccess(answer).body(), ServiceRecord.class);
    }

    private static List<ServiceRecord> all(Remote platform) throws CommandFailed {
        var all = new ArrayList<ServiceRecord>();
        var path = "/services?limit=200";
        while (true) {
            var page = Json.read(Remote.expectSuccess(platform.send("GET", path)).body(), Page.class);
            all.addAll(page.services());
            if (page.next() == null) {
                return all;
            }
            path = "/services?limit=200&cursor=" + segment(page.next());
        }
    }

    private static Table overview(List<ServiceRecord> services) {
        var table = new Table("ID", "NAME", "STATE", "ROUTABLE", "ROUTES");
        for (var s : services) {
            var routable = s.instances().stream().filter(InstanceRecord::routable).count();
            table.row(String.valueOf(s.id()), s.name(), word(s.state()), routable + " of " + s.instances().size(),
                    s.routes().stream().map(RouteRecord::prefix).collect(Collectors.joining(" ")));
        }
        return table;
    }

    private static Table instances(List<ServiceRecord> services) {
        var table = new Table("SERVICE", "INSTANCE", "URL", "INTENT", "CHECKS", "ROUTABLE", "REASON");
        for (var s : services) {
            for (var i : s.instances()) {
                table.row(s.name(), i.id(), i.url().toString(), word(i.intent()), checks(i),
                        i.routable() ? "yes" : "no", i.reason());
            }
        }
        return table;
    }

    private static String checks(InstanceRecord instance) {
        return instance.checks().stream().map(ServicesCommand::check).collect(Collectors.joining(", "));
    }

    private static String check(CheckResult check) {
        return word(check.kind()) + " " + (check.ok() ? "ok" : "failed");
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
