package stoa.main.tour;

import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import stoa.http.Json;
import stoa.http.Origin;
import stoa.main.remote.CommandFailed;
import stoa.main.remote.Remote;
import stoa.main.remote.Where;
import stoa.runtime.InvalidSettings;

/** {@code stoa tour}: the contract's requests against a running platform, each with answer and verdict. */
@Command(name = "tour", description = "Ask a running platform everything the contract promises; fails on a miss.")
public final class TourCommand implements Callable<Integer> {
    @Mixin
    private final Where where = new Where();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    record Listening(List<Listener> listeners) {}

    record Listener(String label, URI url) {}

    @Override
    public Integer call() throws CommandFailed, InvalidSettings, IOException {
        try (var main = where.remote(); var visitor = Visitor.open()) {
            var listeners = listeners(main);
            var guide = new Guide(listeners, spec.commandLine().getOut());
            try {
                guide.section("Names", NamesTour.rows());
                guide.section("Catalog", CatalogTour.rows(visitor.address()));
                guide.section("Gateway", GatewayTour.rows());
                guide.section("Greeter", GreeterTour.rows());
                guide.section("Points", PointsTour.rows(main));
                guide.section("Users and directory", UsersTour.rows(main));
                guide.section("Infra", InfraTour.rows());
                guide.section("Records", RecordsTour.rows());
                guide.section("Probe", ProbeTour.rows());
                guide.section("Console", ConsoleTour.rows());
            } finally {
                // wherever the tour ended, nothing of it stays
                main.send("DELETE", "/services/" + Visitor.SERVICE + "/instances/" + Visitor.INSTANCE);
                listeners.values().forEach(Remote::close);
            }
            return guide.conclude() ? 0 : 1;
        }
    }

    private static Map<String, Remote> listeners(Remote main) throws CommandFailed {
        var listeners = new HashMap<String, Remote>();
        listeners.put("main", main);
        var answer = Remote.expectSuccess(main.send("GET", "/services/call/gateway/listeners"));
        // an address in brackets is a host to URI alone, a name with an underscore to Origin alone
        var host = Optional.ofNullable(main.address().getHost()).orElseGet(() -> Origin.of(main.address()).host());
        for (var listener : Json.read(answer.body(), Listening.class).listeners()) {
            // the gateway knows its ports; how its machine is called from here, this side knows
            var address = "http://" + host + ":" + listener.url().getPort();
            listeners.putIfAbsent(listener.label(), main.at(URI.create(address)));
        }
        return listeners;
    }
}
