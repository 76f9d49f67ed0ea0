package stoa.main.command;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** The commands of this package, by name. */
public final class Commands {
    private Commands() {}

    public static Map<String, Supplier<Object>> all() {
        var all = new LinkedHashMap<String, Supplier<Object>>();
        all.put("up", UpCommand::new);
        all.put("run", RunCommand::new);
        all.put("version", VersionCommand::new);
        return all;
    }
}
