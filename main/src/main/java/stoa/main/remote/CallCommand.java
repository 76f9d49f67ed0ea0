package stoa.main.remote;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "call", description = "Send a request to a service through the gateway and print the answer.", footer = {
        "", "For example: stoa call names /name, or by number: stoa call 1 name"})
final class CallCommand extends RemoteCommand {
    @Parameters(index = "0", paramLabel = "SERVICE", description = "Name or number.")
    private String service = "";

    @Parameters(index = "1", paramLabel = "PATH", arity = "0..1", description = "Path and query at the service (default: /).")
    private String path = "/";

    @Option(names = {"-X", "--method"}, paramLabel = "METHOD", description = "Default: GET, with a body POST.")
    private @Nullable String method;

    @Option(names = {"-d",
            "--body"}, paramLabel = "BODY", description = "The request's body, JSON unless a header says otherwise.")
    private String body = "";

    @Option(names = {"-H", "--header"}, paramLabel = "HEADER", description = "A request header, as \"Name: value\".")
    private String[] headers = {};

    @Option(names = {"-i", "--include"}, description = "Print status and headers too.")
    private boolean include;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    int run(Remote platform, PrintWriter out) throws CommandFailed {
        var verb = method != null ? method.toUpperCase(Locale.ROOT) : body.isEmpty() ? "GET" : "POST";
        var answer = platform.send(verb,
                "/services/call/" + segment(service) + (path.startsWith("/") ? "" : "/") + path,
                headers(), body);
        if (include) {
            out.println(answer.status());
            answer.headers().forEach((name, values) -> values.forEach(v -> out.println(name + ": " + v)));
            out.println();
        }
        out.print(answer.body());
        if (!answer.body().isEmpty() && !answer.body().endsWith("\n")) {
            out.println();
        }
        out.flush();
        if (answer.status() < 400) {
            return 0;
        }
        spec.commandLine().getErr().println("status " + answer.status());
        return 1;
    }

    private Map<String, String> headers() {
        var all = new LinkedHashMap<String, String>();
        if (!body.isEmpty()) {
            all.put("content-type", "application/json");
        }
        for (var header : headers) {
            var colon = header.indexOf(':');
            if (colon < 1) {
                throw new ParameterException(spec.commandLine(), "a header is \"Name: value\", not \"" + header + "\"");
            }
            all.put(header.substring(0, colon).strip().toLowerCase(Locale.ROOT), header.substring(colon + 1).strip());
        }
        return all;
    }
}
