package stoa.main.remote;

import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "deregister", description = "Take an instance out of the registry.")
final class DeregisterCommand extends RemoteCommand {
    @Parameters(index = "0", paramLabel = "NAME", description = "The service.")
    private String service = "";

    @Parameters(index = "1", paramLabel = "INSTANCE", description = "The instance's id.")
    private String instance = "";

    @Override
    int run(Remote platform, PrintWriter out) throws CommandFailed {
        Remote.expectSuccess(platform.send("DELETE", path(service, instance)));
        out.println("deregistered " + service + "/" + instance);
        return 0;
    }
}
