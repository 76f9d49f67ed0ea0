package stoa.main.tour;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import stoa.main.remote.CommandFailed;
import stoa.main.remote.Remote;
import stoa.main.remote.Where;

/** {@code stoa tour}: the contract's requests against a running platform, each with answer and verdict. */
@Command(name = "tour", description = "Ask a running platform everything the contract promises; fails on a miss.")
public final class TourCommand implements Callable<Integer> {
    @Mixin
    private final Where where = new Where();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws CommandFailed, IOException {
        try (var main = where.remote(); var visitor = Visitor.open()) {
            var listeners = listeners(main);
            var guide = new Guide(listeners, spec.commandLine().getOut());
            try {
                guide.section("Names", NamesTour.rows());
                guide.section("Catalog", CatalogTour.rows(visitor.address()));
                guide.section("Gateway", GatewayTour.rows());
                guide.section("Greeter", GreeterTour.rows());
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
        return listeners;
    }
}
