package stoa.main.platform;

import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
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
import stoa.services.points.Points;
import stoa.services.probe.Probe;
import stoa.services.records.Records;
import stoa.services.users.Users;

/**
 * The platform at a glance, one row for each role: where people find it at the gateway, what it keeps its data in, whom it
 * asks. Each runs once in a process that runs everything; {@code --replicas} says otherwise. {@code ./stoa roles} prints it,
 * and a test holds it to what runs.
 */
public final class Topology {
    static final int MAIN_PORT = 8080;
    static final String GATEWAY = "gateway";

    private static final String RELATIONAL = "relational";
    private static final String REDIS = "redis";
    private static final String EMBEDDED = "embedded";

    private Topology() {}

    static List<Row> rows(Settings in, Foundation on, int mainPort) {
        var shell = on.shell();
        var stores = on.stores();
        var client = on.client();
        // filled below, long before a role asks: the services that are told who an operator is
        var builtIn = new HashSet<String>();

        var control = List.of(
                row(Events.role(in, shell, stores)).path("/events").keeps(RELATIONAL),
                row(catalog(in, on, builtIn)).path("/services").port(5001).keeps(RELATIONAL, REDIS));
        var services = List.of(
                row(Names.role(in, shell)).path("/api/").port(5000),
                row(Points.role(in, shell, stores, on.redis(), on.events())).path("/points/").port(8000)
                        .keeps(RELATIONAL, REDIS),
                row(Users.role(in, shell, stores)).path("/users").port(5004).keeps(RELATIONAL),
                row(Directory.role(in, shell, client)).path("/directory/").port(5005).asks("users"),
                row(Infra.role(in, shell, client, List.of(stores, on.redis()))).path("/infra/").port(8888)
                        .asks("every store, every service"),
                row(Records.role(shell, stores)).path("/records/").keeps(EMBEDDED),
                row(Greeter.role(in, shell)).path("/hello/").port(8081),
                row(Probe.role(in, shell, stores, client, on.events())).path("/probe/").keeps(RELATIONAL)
                        .asks("greeter"),
                row(Console.role(shell, on.sessions())).path("/console/").asks("every service"),
                row(ApiPages.role(shell)).path("/docs/").asks("every service"));
        var gateway = row(gateway(in, on, builtIn, mainPort,
                Stream.concat(control.stream(), services.stream()).flatMap(Row::listener).toList())).port(MAIN_PORT)
                .asks("catalog");

        var all = Stream.of(control, List.of(gateway), services).flatMap(List::stream).toList();
        all.forEach(row -> builtIn.add(row.role().name()));
        return all;
    }

    private static Role catalog(Settings in, Foundation on, Set<String> builtIn) {
        return Catalog.role(in, new Catalog.Surroundings(on.shell(), on.stores(), on.redis(), on.addresses(),
                on.events(), on.scaler(), Clock.systemUTC(), builtIn, on.client().trust()));
    }

    private static Role gateway(Settings in, Foundation on, Set<String> builtIn, int mainPort,
            List<WellKnownPort> ports) {
        return Gateway.role(in, on.settings().host(), mainPort, on.shell(), on.data(), on.addresses(), on.client(),
                new Gatekeeper(on.access(), on.verdicts(), on.sessions(), builtIn, on.settings().trustedProxies()),
                on.accessLog(), on.events(), ports);
    }

    private static Row row(Role role) {
        return new Row(role, OptionalInt.empty(), "", List.of(), "");
    }

    /**
     * One role.
     *
     * @param port the listener of the gateway that leads to it, where it has one of its own
     * @param path at the gateway's main listener; empty where it has none
     * @param stores what its data is in: {@code relational}, {@code redis} where that is set, {@code embedded} always
     * @param asked the services it asks while it runs; it starts without them
     */
    public record Row(Role role, OptionalInt port, String path, List<String> stores, String asked) {

        private Row port(int number) {
            return new Row(role, OptionalInt.of(number), path, stores, asked);
        }

        private Row path(String prefix) {
            return new Row(role, port, prefix, stores, asked);
        }

        private Row keeps(String... in) {
            return new Row(role, port, path, List.of(in), asked);
        }

        private Row asks(String services) {
            return new Row(role, port, path, stores, services);
        }

        private Stream<WellKnownPort> listener() {
            return port.stream().mapToObj(number -> new WellKnownPort(role.name(), number,
                    role.name().toUpperCase(Locale.ROOT) + "_PORT"));
        }
    }
}
