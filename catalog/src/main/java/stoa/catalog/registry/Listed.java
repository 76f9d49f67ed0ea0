package stoa.catalog.registry;

import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import stoa.catalog.watch.Position;
import stoa.discovery.Intent;
import stoa.discovery.RouteRecord;
import stoa.discovery.ServiceRecord;
import stoa.discovery.ServiceRecord.State;

/** One service of the registry with its instances. Guarded by the {@link Board}. */
final class Listed {
    private static final long PERMANENT = 1;

    final long id;
    final String name;
    final TreeMap<String, Member> members = new TreeMap<>();
    @Nullable
    RouteRecord route;
    long revision;
    /** Where it stands in the order of changes. */
    Position place = Position.at(0);
    /** As it was told last; what can change without being told, times above all, may be older here. */
    ServiceRecord told;

    Listed(long id, String name) {
        this.id = id;
        this.name = name;
        this.told = record();
    }

    /** The name service is service 1, registered or not. */
    boolean isPermanent() {
        return id == PERMANENT;
    }

    ServiceRecord record() {
        var instances = members.values().stream().map(Member::record).toList();
        return new ServiceRecord(id, name, "services/call/" + name + "/", state(), routes(), instances, revision);
    }

    private List<RouteRecord> routes() {
        return route == null ? List.of() : List.of(route);
    }

    private State state() {
        var enabled = members.values().stream().filter(m -> m.intent == Intent.ENABLED).toList();
        var routable = enabled.stream().filter(m -> m.routable).count();
        return routable == 0 ? State.DOWN : routable == enabled.size() ? State.UP : State.DEGRADED;
    }
}
