package stoa.main.remote;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import stoa.http.Json;

@Command(name = "scale", description = "Run so many instances of a role in the platform's process.")
final class ScaleCommand extends RemoteCommand {
    @Parameters(paramLabel = "NAME=N", arity = "1..*", description = "A role and its number of instances.")
    private Map<String, Integer> replicas = new LinkedHashMap<>();

    private record Scaled(String[] instances) {}

    @Override
    int run(Remote platform, PrintWriter out) throws CommandFailed {
        for (var wanted : replicas.entrySet()) {
            var name = wanted.getKey();
            var answer = platform.json("PUT", "/services/" + segment(name) + "/scale",
                    Map.of("replicas", wanted.getValue()));
            var ids = Json.read(Remote.expectSuccess(answer).body(), Scaled.class).instances();
            out.println(name + " runs " + ids.length + (ids.length == 0 ? "" : ": " + String.join(", ", ids)));
        }
        return 0;
    }
}
