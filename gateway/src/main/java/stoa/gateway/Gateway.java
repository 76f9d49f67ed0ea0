package stoa.gateway;

import java.util.List;
import stoa.discovery.AddressBook;
import stoa.events.Recorder;
import stoa.gateway.RunningGateway.Surroundings;
import stoa.gateway.forward.Gatekeeper;
import stoa.gateway.listener.Transport;
import stoa.http.Shell;
import stoa.http.client.Client;
import stoa.runtime.DataFolder;
import stoa.runtime.Role;
import stoa.runtime.Settings;
import stoa.telemetry.AccessLog;

/**
 * The platform's only relay: listeners with route tables, balancing over routable instances, streaming both ways. It
 * learns the registry by watching the catalog and goes on when the catalog is away.
 */
public final class Gateway {
    private Gateway() {}

    /**
     * A port at which people know a service: a listener of its own, whose root leads to that service.
     *
     * @param variable the environment variable that moves it
     */
    public record WellKnownPort(String service, int port, String variable) {}

    /** Loads classes that a gateway needs, so that this can go on while something else is done. */
    public static void warm() {
        Transport.warm();
    }

    /**
     * Reads the gateway's settings and makes its row of the role table.
     *
     * @param host the address every listener binds
     * @param mainPort the main listener's, before the offset
     */
    public static Role role(Settings in, String host, int mainPort, Shell shell, DataFolder data, AddressBook addresses,
            Client client,
            Gatekeeper gatekeeper, AccessLog accessLog, Recorder events, List<WellKnownPort> ports) {
        var settings = GatewaySettings.read(in, host, mainPort, ports);
        var surroundings = new Surroundings(shell, data, addresses, client, gatekeeper, accessLog, events);
        return new Role("gateway", "relays all traffic by name: listeners, routes, balancing", List.of("catalog"),
                context -> RunningGateway.start(context, settings, surroundings));
    }
}
