package stoa.services.probe;

import java.util.List;
import stoa.events.Recorder;
import stoa.http.Service;
import stoa.http.Shell;
import stoa.http.client.Client;
import stoa.runtime.Role;
import stoa.runtime.Settings;
import stoa.stores.relational.RelationalStores;

/** Asks services and URLs again and again, and keeps what came. */
public final class Probe {
    private Probe() {}

    /** The role's row. */
    public static Role role(Settings in, Shell shell, RelationalStores stores, Client client, Recorder events) {
        var service = Service.named("probe").says("Asks services and URLs again and again, and keeps what came")
                .at("/probe/");
        return new Role("probe", service.summary(), List.of(), context -> shell.serve(context, service));
    }
}
