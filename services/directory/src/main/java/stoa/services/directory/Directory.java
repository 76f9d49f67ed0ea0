package stoa.services.directory;

import java.util.List;
import stoa.http.Service;
import stoa.http.Shell;
import stoa.http.client.Client;
import stoa.runtime.Role;
import stoa.runtime.Settings;

/** Users as a page for people. */
public final class Directory {
    private Directory() {}

    /** The role's row. */
    public static Role role(Settings in, Shell shell, Client client) {
        var service = Service.named("directory").says("Users as a page for people").at("/directory/");
        return new Role("directory", service.summary(), List.of(), context -> shell.serve(context, service));
    }
}
