package stoa.main.command;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** The commands of this package, by name. */
public final class Commands {
    /** The one command that has to know all the others. */
    public static final String COMPLETION = "completion";

    private Commands() {}

    public static Map<String, Supplier<Object>> all() {
        var all = new LinkedHashMap<String, Supplier<Object>>();
        all.put("up", UpCommand::new);
        all.put("run", RunCommand::new);
        all.put("check", CheckCommand::new);
        all.put("roles", RolesCommand::new);
        all.put(COMPLETION, CompletionCommand::new);
        all.put("version", VersionCommand::new);
        return all;
    }
}
