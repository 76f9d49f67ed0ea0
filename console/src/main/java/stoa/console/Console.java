package stoa.console;

import java.util.List;
import stoa.http.Service;
import stoa.http.Shell;
import stoa.http.access.Sessions;
import stoa.runtime.Role;

/** The web console: the platform's services, their instances, and what happens to them, on one page that stays current. */
public final class Console {
    private static final String SUMMARY = "The platform as it is now, on one page";
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
            + "img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

    private Console() {}

    /** The role's row; it has no settings of its own. */
    public static Role role(Shell shell, Sessions sessions) {
        return new Role("console", SUMMARY, List.of(), context -> shell.serve(context, service(sessions)));
    }

    private static Service service(Sessions sessions) {
        return guarded(Service.named("console").says(SUMMARY).at("/console/"), POLICY)
                .routes(new SignIn(sessions)::routes).routes(new Site("page", "lit-html")::routes);
    }

    /** With the headers that tell a browser what a page may do. */
    static Service guarded(Service service, String policy) {
        return service.header("Content-Security-Policy", policy).header("X-Content-Type-Options", "nosniff")
                .header("Referrer-Policy", "no-referrer");
    }
}
