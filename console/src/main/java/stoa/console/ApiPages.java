package stoa.console;

import java.util.List;
import stoa.http.Service;
import stoa.http.Shell;
import stoa.runtime.Role;

/** Swagger UI over the OpenAPI documents of all services: the service {@code docs}. */
public final class ApiPages {
    private static final String SUMMARY = "What every service answers, to read and to try";
    /** The hash is that of the one style sheet that Swagger UI writes into the page by itself; another version has another. */
    private static final String POLICY = "default-src 'none'; script-src 'self'; "
            + "style-src 'self' 'sha256-RL3ie0nH+Lzz2YNqQN83mnU0J1ot4QL7b99vMdIX99w='; connect-src 'self'; "
            + "img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

    private ApiPages() {}

    /** The role's row; it has no settings of its own. */
    public static Role role(Shell shell) {
        return new Role("docs", SUMMARY, List.of(), context -> shell.serve(context, service()));
    }

    private static Service service() {
        return Console.guarded(Service.named("docs").says(SUMMARY).at("/docs/"), POLICY)
                .routes(new Site("docs", "swagger-ui")::routes);
    }
}
