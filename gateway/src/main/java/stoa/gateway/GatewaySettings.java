package stoa.gateway;

import java.util.List;
import stoa.gateway.Gateway.WellKnownPort;
import stoa.gateway.listener.ListenerSettings;
import stoa.gateway.listener.ListenerSettings.Known;
import stoa.gateway.relay.RelaySettings;
import stoa.gateway.route.RouteSetting;
import stoa.gateway.tls.TlsSettings;
import stoa.runtime.Settings;

/** What can be set at the gateway, each concept in its own record. */
record GatewaySettings(ListenerSettings listeners, RelaySettings relay, List<RouteSetting> routes, TlsSettings tls) {

    static GatewaySettings read(Settings in, String host, int mainPort, List<WellKnownPort> ports) {
        var known = ports.stream().map(p -> new Known(p.service(), p.port(), p.variable())).toList();
        var tls = TlsSettings.read(in);
        return new GatewaySettings(ListenerSettings.read(in, host, mainPort, known, tls.port()), RelaySettings.read(in),
                in.key("routes").help("more routes of the main listener: a list of prefix, service, strip")
                        .list(RouteSetting.class),
                tls);
    }
}
