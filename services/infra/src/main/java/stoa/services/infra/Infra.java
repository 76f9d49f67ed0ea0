package stoa.services.infra;

import java.util.List;
import stoa.http.Service;
import stoa.http.Shell;
import stoa.http.client.Client;
import stoa.runtime.Backend;
import stoa.runtime.Role;
import stoa.runtime.Settings;

/** The condition of each store. */
public final class Infra {
    private Infra() {}

    /** The role's row. */
    public static Role role(Settings in, Shell shell, Client client, List<Backend> backends) {
        var service = Service.named("infra").says("The condition of each store").at("/infra/");
        return new Role("infra", service.summary(), List.of(), context -> shell.serve(context, service));
    }
}
