package stoa.main.platform;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import stoa.runtime.Role;
import stoa.runtime.Settings;

/** Every role of the program, by name; {@code all} is one too. */
public final class RoleTable {
    /** The row that stands for every other. */
    public static final String ALL = "all";

    private final List<Topology.Row> rows;

    private RoleTable(List<Topology.Row> rows) {
        this.rows = rows;
    }

    /** Makes the rows, and with them reads every setting of every role, so that each key is known whoever runs. */
    static RoleTable read(Settings in, Foundation on, int mainPort) {
        return new RoleTable(Topology.rows(in, on, mainPort));
    }

    /** The table as it is without any setting, to be shown. */
    public static RoleTable usual() {
        var in = Settings.of(Map.of(), Map.of(), Optional.empty());
        try (var foundation = Foundation.read(in, PlatformSettings.read(in), 0, () -> "none")) {
            return read(in, foundation, Topology.MAIN_PORT);
        }
    }

    /** Arguments that let the system choose the port of every listener. */
    public static Map<String, String> anyPorts() {
        var ports = new LinkedHashMap<String, String>();
        for (var row : usual().rows()) {
            if (row.port().isPresent()) {
                ports.put(row.role().name().equals(Topology.GATEWAY) ? "port" : row.role().name() + "-port", "0");
            }
        }
        return ports;
    }

    public List<Topology.Row> rows() {
        return rows;
    }

    List<Role> roles() {
        return rows.stream().map(Topology.Row::role).toList();
    }

    /** The roles that a launch comes to, with their number of instances; what it names wrongly is a settings error. */
    Map<String, Integer> chosen(Launch launch, Settings in) {
        var known = roles().stream().map(Role::name).toList();
        for (var name : launch.roles()) {
            if (!known.contains(name) && !name.equals(ALL)) {
                in.error(name + ": is not a role; the roles are " + words(known) + ", " + ALL);
            }
        }
        var chosen = new LinkedHashMap<String, Integer>();
        for (var name : known) {
            if (launch.roles().contains(name) || launch.roles().contains(ALL)) {
                chosen.put(name, 1);
            }
        }
        launch.replicas().forEach((name, count) -> {
            if (count < 1) {
                in.error("replicas: " + name + "=" + count + " is less than one");
            } else if (chosen.computeIfPresent(name, (_, _) -> count) == null) {
                in.error("replicas: " + name + " is not a role that runs here; these do: " + words(chosen.keySet()));
            }
        });
        return chosen;
    }

    private static String words(Collection<String> names) {
        return names.stream().collect(Collectors.joining(", "));
    }
}
