package stoa.events;

import java.util.List;
import stoa.http.Service;
import stoa.http.Shell;
import stoa.runtime.Role;
import stoa.runtime.RoleContext;
import stoa.runtime.RunningRole;
import stoa.runtime.Settings;
import stoa.stores.relational.RelationalStores;
import stoa.stores.relational.StoreUnavailable;

/** The role that remembers what happened to the platform, and tells it to whoever asks or watches. */
public final class Events {
    private Events() {}

    /** The role's row. Key {@code events-kept}: how many events stay, the newest. */
    public static Role role(Settings in, Shell shell, RelationalStores stores) {
        var kept = in.key("events-kept").help("how many events are kept, the newest").integer(100_000, 1000,
                100_000_000);
        return new Role("events", "remembers what happened to the platform", List.of(),
                context -> start(context, shell, stores, kept));
    }

    private static RunningRole start(RoleContext context, Shell shell, RelationalStores stores, int kept)
            throws Exception {
        var tables = stores.open("events");
        try {
            return shell.serve(context, Service.named("events").says("What happened to the platform, remembered")
                    .at("/events", false).uses(tables).owns(tables)
                    .maps(StoreUnavailable.class, EventApi::away)
                    .routes(new EventApi(new EventStore(tables, kept))::routes));
        } catch (Exception e) {
            tables.close();
            throw e;
        }
    }
}
