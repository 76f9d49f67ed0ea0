package stoa.main.remote;

import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import stoa.discovery.InstanceRecord;
import stoa.discovery.ServiceRecord;
import stoa.http.Json;

/** Sets the operator's will for an instance, or for all of a service. */
abstract class IntentCommand extends RemoteCommand {
    private final String intent;

    @Parameters(index = "0", paramLabel = "NAME", description = "The service.")
    private String service = "";

    @Parameters(index = "1", paramLabel = "INSTANCE", arity = "0..1", description = "The instance's id (default: all).")
    private @Nullable String instance;

    private IntentCommand(String intent) {
        this.intent = intent;
    }

    @Command(name = "drain", description = "Send no new requests to an instance; what is in flight finishes.")
    static final class Drain extends IntentCommand {
        Drain() {
            super("draining");
        }
    }

    @Command(name = "enable", description = "Let an instance take requests again.")
    static final class Enable extends IntentCommand {
        Enable() {
            super("enabled");
        }
    }

    @Command(name = "disable", description = "Keep an instance out of routing, whatever its checks say.")
    static final class Disable extends IntentCommand {
        Disable() {
            super("disabled");
        }
    }

    @Override
    int run(Remote platform, PrintWriter out) throws CommandFailed {
        for (var id : instance != null ? List.of(instance) : all(platform)) {
            var answer = platform.json("PUT", path(service, id) + "/intent", Map.of("intent", intent));
            var now = Json.read(Remote.expectSuccess(answer).body(), InstanceRecord.class);
            out.println(service + "/" + id + " " + intent + ": " + (now.routable() ? "routable" : "not routable") + ", "
                    + now.reason());
        }
        return 0;
    }

    private List<String> all(Remote platform) throws CommandFailed {
        var answer = Remote.expectSuccess(platform.send("GET", "/services/" + segment(service)));
        return Json.read(answer.body(), ServiceRecord.class).instances().stream().map(InstanceRecord::id).toList();
    }
}
