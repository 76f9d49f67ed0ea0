package stoa.services.users;

import java.util.List;
import stoa.http.Service;
import stoa.http.Shell;
import stoa.runtime.Role;
import stoa.runtime.RoleContext;
import stoa.runtime.RunningRole;
import stoa.runtime.Settings;
import stoa.stores.relational.RelationalStores;
import stoa.stores.relational.StoreUnavailable;

/** The users: {@code GET /users} lists them, others make, change and remove one. */
public final class Users {
    private static final String SUMMARY = "The list of users";

    private Users() {}

    /** The role's row; it has no settings of its own. */
    public static Role role(Settings in, Shell shell, RelationalStores stores) {
        return new Role("users", SUMMARY, List.of(), context -> start(context, shell, stores));
    }

    private static RunningRole start(RoleContext context, Shell shell, RelationalStores stores) throws Exception {
        var tables = stores.openTogether("users");
        try {
            var store = new UserStore(tables);
            store.prepare();
            return shell.serve(context, Service.named("users").says(SUMMARY).at("/users", false).uses(tables)
                    .owns(tables).header("Cache-Control", "no-cache").maps(StoreUnavailable.class, UserApi::away)
                    .routes(new UserApi(store)::routes));
        } catch (Exception e) {
            tables.close();
            throw e;
        }
    }
}
