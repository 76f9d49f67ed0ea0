package stoa.main.platform;

import java.time.Clock;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import stoa.catalog.Catalog;
import stoa.console.ApiPages;
import stoa.console.Console;
import stoa.events.Events;
import stoa.gateway.Gateway;
import stoa.gateway.Gateway.WellKnownPort;
import stoa.gateway.forward.Gatekeeper;
import stoa.runtime.Role;
import stoa.runtime.Settings;
import stoa.services.directory.Directory;
import stoa.services.greeter.Greeter;
import stoa.services.infra.Infra;
import stoa.services.names.Names;
import stoa.services.probe.Probe;
import stoa.services.records.Records;
import stoa.services.users.Users;

/** Every role of the program, one row each; {@code all} is a row too. */
public final class RoleTable {
    /** The row that stands for every other. */
    public static final String ALL = "all";

    static final int MAIN_PORT = 8080;

    static final String GATEWAY = "gateway";

    /** Where people know a service: a listener of the gateway each, beside the main one on 8080. */
    private static final List<WellKnownPort> PORTS = List.of(
            new WellKnownPort("names", 5000, "NAMES_PORT"),
            new WellKnownPort("catalog", 5001, "CATALOG_PORT"),
            new WellKnownPort("users", 5004, "USERS_PORT"),
            new WellKnownPort("directory", 5005, "DIRECTORY_PORT"),
            new WellKnownPort("infra", 8888, "INFRA_PORT"),
            new WellKnownPort("greeter", 8081, "GREETER_PORT"));

    private final List<Role> rows;

    private RoleTable(List<Role> rows) {
        this.rows = rows;
    }

    /** Makes the rows, and with them reads every setting of every role, so that each key is known whoever runs. */
    static RoleTable read(Settings in, Foundation on, int mainPort) {
        // filled below, long before a role asks: the services that are told who an operator is
        var builtIn = new HashSet<String>();
        var rows = List.of(
                Events.role(in, on.shell(), on.stores()),
                Catalog.role(in,
                        new Catalog.Surroundings(on.shell(), on.stores(), on.redis(), on.addresses(), on.events(),
                                on.scaler(), Clock.systemUTC(), builtIn, on.client().trust())),
                Gateway.role(in, on.settings().host(), mainPort, on.shell(), on.data(), on.addresses(), on.client(),
                        new Gatekeeper(on.access(), on.verdicts(), on.sessions(), builtIn,
                                on.settings().trustedProxies()),
                        on.accessLog(), on.events(),
                        PORTS),
                Names.role(in, on.shell()),
                Greeter.role(in, on.shell()),
                Users.role(in, on.shell(), on.stores()),
                Directory.role(in, on.shell(), on.client()),
                Infra.role(in, on.shell(), on.client(), List.of(on.stores(), on.redis())),
                Records.role(in, on.shell(), on.stores()),
                Probe.role(in, on.shell(), on.stores(), on.client(), on.events()),
                Console.role(on.shell(), on.sessions()),
                ApiPages.role(on.shell()));
        rows.forEach(row -> builtIn.add(row.name()));
        return new RoleTable(rows);
    }

    /** The table as it is without any setting, to be shown. */
    public static RoleTable usual() {
        var in = Settings.of(Map.of(), Map.of(), Optional.empty());
        try (var foundation = Foundation.read(in, PlatformSettings.read(in), 0, () -> "none")) {
            return read(in, foundation, MAIN_PORT);
        }
    }

    /** Arguments that let the system choose the port of every listener. */
    public static Map<String, String> anyPorts() {
        var ports = new LinkedHashMap<String, String>();
        ports.put("port", "0");
        PORTS.forEach(p -> ports.put(p.service() + "-port", "0"));
        return ports;
    }

    /** Where people reach a role at the gateway. */
    public OptionalInt port(String role) {
        return role.equals(GATEWAY)
                ? OptionalInt.of(MAIN_PORT)
                : PORTS.stream().filter(p -> p.service().equals(role)).mapToInt(WellKnownPort::port).findFirst();
    }

    public List<Role> rows() {
        return rows;
    }

    /** The roles that a launch comes to, with their number of instances; what it names wrongly is a settings error. */
    Map<String, Integer> chosen(Launch launch, Settings in) {
        var known = rows.stream().map(Role::name).toList();
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
