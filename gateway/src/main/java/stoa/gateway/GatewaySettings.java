package stoa.gateway;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import stoa.gateway.Gateway.WellKnownPort;
import stoa.gateway.balance.BalanceSettings;
import stoa.gateway.files.FileSettings;
import stoa.gateway.listener.ListenerSettings;
import stoa.gateway.listener.ListenerSettings.Known;
import stoa.gateway.relay.RelaySettings;
import stoa.gateway.route.RouteSpec;
import stoa.gateway.routefile.RouteReader;
import stoa.gateway.tls.TlsSettings;
import stoa.runtime.Settings;

/** What can be set at the gateway, each concept in its own record. */
record GatewaySettings(ListenerSettings listeners, RelaySettings relay, BalanceSettings balance, List<RouteSpec> routes,
        Optional<Path> routesFile, TlsSettings tls, FileSettings files) {

    static GatewaySettings read(Settings in, String host, int mainPort, List<WellKnownPort> ports) {
        var known = ports.stream().map(p -> new Known(p.service(), p.port(), p.variable())).toList();
        var tls = TlsSettings.read(in);
        return new GatewaySettings(ListenerSettings.read(in, host, mainPort, known, tls.port()), RelaySettings.read(in),
                BalanceSettings.read(in), routes(in), in.key("routes-file")
                        .help("file with routes of the main listener (default: routes.yaml of the working folder, if there)")
                        .text().map(Path::of),
                tls, FileSettings.read(in));
    }

    private static List<RouteSpec> routes(Settings in) {
        var key = in.key("routes").help("more routes of the main listener: a list, as in a routes file");
        var read = RouteReader.list(key.plainList(), Path.of(""));
        read.flaws().forEach(flaw -> in.error("routes: " + flaw + " (from " + key.origin() + ")"));
        return read.routes();
    }
}
