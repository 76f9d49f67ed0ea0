package stoa.services.infra;

import java.time.InstantSource;
import java.util.List;
import stoa.http.Service;
import stoa.http.Shell;
import stoa.http.client.Client;
import stoa.runtime.Backend;
import stoa.runtime.Role;
import stoa.runtime.RoleContext;
import stoa.runtime.RunningRole;
import stoa.runtime.Settings;

/** The condition of each store: tried from here, and as each running instance tells it. */
public final class Infra {
    private Infra() {}

    /** The role's row; it has no settings of its own. */
    public static Role role(Settings in, Shell shell, Client client, List<Backend> backends) {
        return new Role("infra", "The condition of each store", List.of(),
                context -> start(context, shell, client, backends));
    }

    /** The stores are no condition of the service: without any of them it still says how they are. */
    private static RunningRole start(RoleContext context, Shell shell, Client client, List<Backend> backends)
            throws Exception {
        var stores = new Stores(backends, context.instance(), InstantSource.system());
        try {
            var pages = new InfraPages(context.instance(), stores, new Survey(client));
            return shell.serve(context, Service.named("infra").says("The condition of each store").at("/infra/")
                    .owns(stores).detail("stores", stores::known).routes(pages::routes).metrics(stores::metrics));
        } catch (Exception e) {
            stores.close();
            throw e;
        }
    }
}
