package stoa.services.records;

import java.util.List;
import stoa.http.Service;
import stoa.http.Shell;
import stoa.runtime.Role;
import stoa.runtime.Settings;
import stoa.stores.relational.RelationalStores;

/** A row for each start, kept. */
public final class Records {
    private Records() {}

    /** The role's row. */
    public static Role role(Settings in, Shell shell, RelationalStores stores) {
        var service = Service.named("records").says("A row for each start, kept").at("/records/");
        return new Role("records", service.summary(), List.of(), context -> shell.serve(context, service));
    }
}
