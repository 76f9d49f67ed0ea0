package stoa.services.users;

import java.util.List;
import stoa.http.Service;
import stoa.http.Shell;
import stoa.runtime.Role;
import stoa.runtime.Settings;
import stoa.stores.relational.RelationalStores;

/** The list of users. */
public final class Users {
    private Users() {}

    /** The role's row. */
    public static Role role(Settings in, Shell shell, RelationalStores stores) {
        var service = Service.named("users").says("The list of users").at("/users", false);
        return new Role("users", service.summary(), List.of(), context -> shell.serve(context, service));
    }
}
