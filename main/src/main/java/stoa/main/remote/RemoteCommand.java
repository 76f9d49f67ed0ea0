package stoa.main.remote;

import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import stoa.runtime.InvalidSettings;

/** A command that talks to one platform: finds it, and closes the connection afterwards. */
abstract class RemoteCommand implements Callable<Integer> {
    @Mixin
    private final Where where = new Where();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public final Integer call() throws CommandFailed, InvalidSettings {
        try (var platform = where.remote()) {
            return run(platform, spec.commandLine().getOut());
        }
    }

    /** @return the exit code */
    abstract int run(Remote platform, PrintWriter out) throws CommandFailed;

    /** A path of a service's instance. */
    static String path(String service, String instance) {
        return "/services/" + segment(service) + "/instances/" + segment(instance);
    }

    static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
