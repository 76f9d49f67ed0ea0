package stoa.main.remote;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** The commands of this package, by name. */
public final class RemoteCommands {
    private RemoteCommands() {}

    public static Map<String, Supplier<Object>> all() {
        var all = new LinkedHashMap<String, Supplier<Object>>();
        all.put("services", ServicesCommand::new);
        all.put("discover", DiscoverCommand::new);
        all.put("call", CallCommand::new);
        all.put("register", RegisterCommand::new);
        all.put("deregister", DeregisterCommand::new);
        all.put("drain", IntentCommand.Drain::new);
        all.put("enable", IntentCommand.Enable::new);
        all.put("disable", IntentCommand.Disable::new);
        all.put("scale", ScaleCommand::new);
        all.put("routes", RoutesCommand::new);
        all.put("points", PointsCommand::new);
        return all;
    }
}
